package tablefile

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/decimal128"
	"github.com/apache/arrow/go/v15/arrow/decimal256"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
)

// parquetOf writes a record to a Parquet file a number of times, with or without the Arrow schema.
func parquetOf(t testing.TB, batch arrow.Record, times int, schema bool) []byte {
	t.Helper()
	var out bytes.Buffer
	properties := pqarrow.DefaultWriterProps()
	if schema {
		properties = pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema())
	}
	w, err := pqarrow.NewFileWriter(batch.Schema(), &out, parquet.NewWriterProperties(), properties)
	if err != nil {
		t.Fatal(err)
	}
	for range times {
		if err := w.Write(batch); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// columnOf makes a batch of one column from texts in the form that Arrow reads. Its last row is null.
func columnOf(t testing.TB, kind arrow.DataType, fill func(b array.Builder)) arrow.Record {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "a", Type: kind, Nullable: true}}, nil))
	fill(b.Field(0))
	b.Field(0).AppendNull()
	return b.NewRecord()
}

func TestParquetCells(t *testing.T) {
	f := func(kind arrow.DataType, fill func(b array.Builder), want string) {
		t.Helper()
		for _, schema := range []bool{false, true} {
			rows, _, err := readAll(write(t, "t.parquet", parquetOf(t, columnOf(t, kind, fill), 1, schema)), Options{})
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if got := cells(rows); got != want {
				t.Errorf("%s: got %s; want %s", kind, got, want)
			}
		}
	}
	text := func(s ...string) func(array.Builder) {
		return func(b array.Builder) {
			for _, s := range s {
				if err := b.AppendValueFromString(s); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	f(arrow.BinaryTypes.String, text("x", " y ", ""), "2:x 3:y 4: 5:")
	f(arrow.BinaryTypes.LargeString, text("é"), "2:é 3:")
	f(arrow.BinaryTypes.String, text("\xe9", "z"), "2!agot bytes that are no UTF-8; want UTF-8 3:z 4:")
	f(&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}, text("x", "y", "x"), "2:x 3:y 4:x 5:")
	f(arrow.FixedWidthTypes.Boolean, text("true", "false"), "2:true 3:false 4:")
	f(arrow.PrimitiveTypes.Int8, text("-5"), "2:-5 3:")
	f(arrow.PrimitiveTypes.Int32, text("2147483647"), "2:2147483647 3:")
	f(arrow.PrimitiveTypes.Int64, text("-9223372036854775808"), "2:-9223372036854775808 3:")
	f(arrow.PrimitiveTypes.Uint16, text("65535"), "2:65535 3:")
	f(arrow.PrimitiveTypes.Uint64, text("18446744073709551615"), "2:18446744073709551615 3:")
	f(arrow.PrimitiveTypes.Float64, text("12.5", "1000000000", "0.1"), "2:12.5 3:1000000000 4:0.1 5:")
	f(arrow.PrimitiveTypes.Float32, text("0.1"), "2:0.1 3:")
	f(arrow.PrimitiveTypes.Date32, text("2025-03-01", "1969-12-31", "2024-02-29"), "2:2025-03-01 3:1969-12-31 4:2024-02-29 5:")
	f(arrow.PrimitiveTypes.Date32, func(b array.Builder) { b.(*array.Date32Builder).Append(1 << 30) }, "2:day 1073741824 3:")
	f(&arrow.TimestampType{Unit: arrow.Microsecond}, text("2025-03-01T08:30:15", "1969-12-31T23:59:59", "2025-03-01T08:30:15.25"),
		"2:2025-03-01T08:30:15 3:1969-12-31T23:59:59 4:2025-03-01T08:30:15.25 5:")
	f(&arrow.TimestampType{Unit: arrow.Millisecond}, text("2025-03-30T02:30:00"), "2:2025-03-30T02:30:00 3:")
	f(arrow.FixedWidthTypes.Time32ms, text("00:20:00"), "2:00:20:00 3:")
	f(&arrow.Decimal128Type{Precision: 12, Scale: 2}, func(b array.Builder) {
		for _, n := range []int64{12345, 5, 0, -5, -12345} {
			b.(*array.Decimal128Builder).Append(decimal128.FromI64(n))
		}
	}, "2:123.45 3:0.05 4:0.00 5:-0.05 6:-123.45 7:")
	f(&arrow.Decimal128Type{Precision: 38, Scale: 0}, func(b array.Builder) {
		b.(*array.Decimal128Builder).Append(decimal128.New(1, 0))
	}, "2:18446744073709551616 3:")
	f(&arrow.Decimal256Type{Precision: 50, Scale: 3}, func(b array.Builder) {
		b.(*array.Decimal256Builder).Append(decimal256.FromI64(-1))
	}, "2:-0.001 3:")
}

// Rows are counted across batches, and the sum is that of the stored bytes.
func TestParquetPlaces(t *testing.T) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "a", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "l", Type: arrow.ListOf(arrow.PrimitiveTypes.Int32), Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	}, nil))
	const rows = 3000
	for i := range rows {
		b.Field(0).(*array.StringBuilder).Append("some words of text")
		b.Field(1).AppendNull()
		b.Field(2).(*array.Int64Builder).Append(int64(i))
	}
	content := parquetOf(t, b.NewRecord(), 4, true)
	got, f, err := readAll(write(t, "t.parquet", content), Options{})
	if err != nil || len(got) != 4*rows {
		t.Fatalf("got %d rows, %v", len(got), err)
	}
	if h := f.Header(); len(h) != 3 || h[0] != "a" || h[1] == "l" || h[2] != "n" {
		t.Errorf("got header %q", h)
	}
	for i, r := range got {
		if r.Line != int64(i+2) || r.Offset != -1 || r.Length != 0 || r.Raw != "" {
			t.Fatalf("row %d: got %+v", i, r)
		}
		if r.Fields[0] != "some words of text" || r.Fields[1] != "" || r.Fields[2] != string(appendScaled(nil, uint64(i%rows), 0)) {
			t.Fatalf("row %d: got %q", i, r.Fields)
		}
	}
	if f.Sum() != (Sum{sha256.Sum256(content), int64(len(content))}) {
		t.Errorf("got %+v", f.Sum())
	}
}

// readHere reads a Parquet file in this process, as the reader process does, and counts its rows.
func readHere(t testing.TB, path string) (rows int64, err error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := checkParquet(f); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	b, err := readParquet(f, info.Size())
	for err == nil {
		var batch arrow.Record
		if batch, err = b.next(); err == nil {
			newBatchRows(b.columns(), batch, 2).each(new(Record), nil, func(*Record) { rows++ })
			batch.Release()
		}
	}
	if errors.Is(err, errNoRecords) {
		err = nil
	}
	return rows, err
}

// A Parquet file that is cut or changed anywhere gives an error or other cells, but no panic and not fewer rows.
func TestParquetCorrupt(t *testing.T) {
	skipUnderRace(t)
	content := parquetOf(t, columnOf(t, arrow.BinaryTypes.String, func(b array.Builder) {
		for range 100 {
			b.(*array.StringBuilder).Append("some text")
		}
	}), 1, true)
	for n := range len(content) {
		if n < 4 {
			continue
		}
		if _, err := readHere(t, write(t, "t.parquet", content[:n])); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("cut to %d bytes: got %v", n, err)
		}
	}
	path := write(t, "t.parquet", content)
	for at := 4; at < len(content)-8; at++ {
		for _, bit := range []byte{1, 0x80} {
			changed := bytes.Clone(content)
			changed[at] ^= bit
			if err := os.WriteFile(path, changed, 0o640); err != nil {
				t.Fatal(err)
			}
			rows, err := readHere(t, path)
			if err == nil && rows != 101 {
				t.Errorf("byte %d changed: got %d rows without an error", at, rows)
			}
		}
	}
}

// A chunk has a size whichever buffers its columns lack: without nulls there is no bitmap, with nulls only no text.
func TestParquetSize(t *testing.T) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "full", Type: arrow.PrimitiveTypes.Int64},
		{Name: "empty", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "null", Type: arrow.Null, Nullable: true},
	}, nil))
	for i := range 100 {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).AppendNull()
		b.Field(2).AppendNull()
	}
	f, err := Open(write(t, "t.parquet", parquetOf(t, b.NewRecord(), 1, false)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := f.Next()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	if c.Size() < 100*8 {
		t.Errorf("got %d bytes; want at least those of 100 numbers", c.Size())
	}
}
