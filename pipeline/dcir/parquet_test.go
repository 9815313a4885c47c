package dcir

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
)

// asParquet writes a table with days as days, whole numbers as numbers and anything else as text.
func asParquet(t *testing.T, path string, lines []string) {
	t.Helper()
	whole := []string{"DCT_ORD_NUM", "FLX_EMT_NUM", "PRS_ORD_NUM", "PRS_NAT_REF", "ITR_ORD_NUM", "TRS_TRP_HRD", "TRS_TRP_HRA", "TRS_PRS_IDE"}
	var fields []arrow.Field
	for _, name := range strings.Split(lines[0], ";") {
		field := arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
		switch {
		case strings.HasSuffix(name, "_DTD"), strings.HasSuffix(name, "_DTE"):
			field.Type = arrow.FixedWidthTypes.Date32
		case slices.Contains(whole, name):
			field.Type = arrow.PrimitiveTypes.Int64
		}
		fields = append(fields, field)
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for _, line := range lines[1:] {
		for i, cell := range strings.Split(line, ";") {
			switch to := b.Field(i).(type) {
			case *array.StringBuilder:
				to.Append(cell)
			case *array.Int64Builder:
				if n, err := strconv.ParseInt(cell, 10, 64); err == nil {
					to.Append(n)
				} else {
					to.AppendNull()
				}
			case *array.Date32Builder:
				if d, err := time.Parse(time.DateOnly, cell); err == nil {
					to.Append(arrow.Date32FromTime(d))
				} else {
					to.AppendNull()
				}
			}
		}
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := pqarrow.NewFileWriter(schema, file, parquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	batch := b.NewRecord()
	defer batch.Release()
	if err := w.Write(batch); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// Tables in Parquet give the same claims as in CSV.
func TestParquet(t *testing.T) {
	tables := tablesOf(t, 400)
	want := joinOutcome(t, written(t, tables), nil)
	dir := t.TempDir()
	for name, lines := range tables {
		asParquet(t, filepath.Join(dir, strings.TrimSuffix(name, ".csv")+".parquet"), lines)
	}
	got := joinOutcome(t, dir, nil)
	for id, text := range want {
		if got[id] != text {
			t.Fatalf("%s: got %q; want %q", id, got[id], text)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d claims; want %d", len(got), len(want))
	}
}
