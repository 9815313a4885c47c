package tablefile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/thrift/lib/go/thrift"
	parquetmeta "github.com/xitongsys/parquet-go/parquet"
)

// A Parquet footer with another number of rows than there are is noticed, without memory for those rows.
func TestAbsurdRows(t *testing.T) {
	l := newLimitTest(t)
	good := parquetOf(t, columnOf(t, arrow.BinaryTypes.String, func(b array.Builder) {
		for range 100 {
			b.(*array.StringBuilder).Append("some text")
		}
	}), 1, false)
	f := func(name, want, says string, change func(m *parquetmeta.FileMetaData)) {
		t.Helper()
		content := withFooter(t, good, change)
		l.check(l.file(name+".parquet", func(w *bufio.Writer) { w.Write(content) }), want, says, mostMemory)
	}
	rows := func(n, values int64) func(m *parquetmeta.FileMetaData) {
		return func(m *parquetmeta.FileMetaData) {
			m.NumRows, m.RowGroups[0].NumRows = n, n
			m.RowGroups[0].Columns[0].MetaData.NumValues = values
		}
	}
	f("as_it_is", "101 records, 0 faults", "", func(*parquetmeta.FileMetaData) {})
	f("rows_beyond_measure", "corrupt", "", rows(1<<60, 101))
	f("rows_and_values_beyond_measure", "corrupt", "", rows(1<<60, 1<<60))
	f("fewer_rows", "corrupt", "more rows in the columns than the footer says", rows(50, 101))
	f("no_rows", "corrupt", "more rows in the columns than the footer says", rows(0, 101))
	f("negative_rows", "corrupt", "", rows(-101, 101))
	f("size_beyond_measure", "corrupt", "", func(m *parquetmeta.FileMetaData) {
		m.RowGroups[0].Columns[0].MetaData.TotalCompressedSize = 1 << 60
		m.RowGroups[0].NumRows, m.NumRows = 1<<60, 1<<60
	})
	f("groups_beyond_measure", "corrupt", "", func(m *parquetmeta.FileMetaData) {
		for range 10_000 {
			m.RowGroups = append(m.RowGroups, m.RowGroups[0])
		}
		m.NumRows = 101 * 10_000
	})
}

// The library trusts the size that a page declares before it sees that it is wrong: 2 GiB of memory for a file of a few hundred bytes.
// Only a process with a limit of its own can try that.
func TestAbsurdPage(t *testing.T) {
	if _, err := os.Stat("parquet_child.go"); err != nil {
		t.Skip("Parquet files are read in this process, without a limit")
	}
	l := newLimitTest(t)
	good := parquetOf(t, columnOf(t, arrow.PrimitiveTypes.Int64, func(b array.Builder) { b.(*array.Int64Builder).Append(1) }), 1, false)
	l.check(l.file("page_beyond_measure.parquet", func(w *bufio.Writer) { w.Write(withPage(t, good, 1<<31-1)) }), "corrupt", "", mostMemory)
}

// withPage changes the uncompressed size that the first page of a file of one column declares.
func withPage(t *testing.T, file []byte, size int32) []byte {
	t.Helper()
	const start = int64(len("PAR1"))
	in := thrift.NewTMemoryBufferLen(len(file))
	in.Write(file[start:])
	page := parquetmeta.NewPageHeader()
	if err := page.Read(t.Context(), thrift.NewTCompactProtocolConf(in, nil)); err != nil {
		t.Fatal(err)
	}
	after := file[len(file)-in.Len():]
	page.UncompressedPageSize, page.CompressedPageSize = size, size
	out := thrift.NewTMemoryBufferLen(64)
	header, err := (&thrift.TSerializer{Transport: out, Protocol: thrift.NewTCompactProtocolConf(out, nil)}).Write(t.Context(), page)
	if err != nil {
		t.Fatal(err)
	}
	grown := int64(len(header)) - (int64(len(file)) - start - int64(len(after)))
	changed := append(append(bytes.Clone(file[:start]), header...), after...)
	return withFooter(t, changed, func(m *parquetmeta.FileMetaData) {
		column := m.RowGroups[0].Columns[0].MetaData
		column.TotalCompressedSize += grown
		column.DataPageOffset += grown
	})
}

// withFooter changes the footer of a Parquet file.
func withFooter(t *testing.T, file []byte, change func(m *parquetmeta.FileMetaData)) []byte {
	t.Helper()
	end := len(file) - 8
	start := end - int(binary.LittleEndian.Uint32(file[end:]))
	m := parquetmeta.NewFileMetaData()
	in := thrift.NewTMemoryBufferLen(end - start)
	in.Write(file[start:end])
	if err := m.Read(t.Context(), thrift.NewTCompactProtocolConf(in, nil)); err != nil {
		t.Fatal(err)
	}
	change(m)
	footer, err := (&thrift.TSerializer{Transport: in, Protocol: thrift.NewTCompactProtocolConf(in, nil)}).Write(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	changed := append(bytes.Clone(file[:start]), footer...)
	changed = binary.LittleEndian.AppendUint32(changed, uint32(len(footer)))
	return append(changed, "PAR1"...)
}
