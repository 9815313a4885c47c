package dcir

import (
	"errors"
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

	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// asParquet writes a table with days as days, whole numbers as numbers and anything else as text. Columns of instants have RFC 3339.
func asParquet(t *testing.T, path string, lines []string, instants ...string) {
	t.Helper()
	whole := []string{"DCT_ORD_NUM", "FLX_EMT_NUM", "PRS_ORD_NUM", "PRS_NAT_REF", "ITR_ORD_NUM", "TRS_TRP_HRD", "TRS_TRP_HRA", "TRS_PRS_IDE"}
	var fields []arrow.Field
	for _, name := range strings.Split(lines[0], ";") {
		field := arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
		switch {
		case slices.Contains(instants, name):
			field.Type = arrow.FixedWidthTypes.Timestamp_us
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
			case *array.TimestampBuilder:
				at, err := time.Parse(time.RFC3339, cell)
				if err != nil {
					t.Fatal(err)
				}
				to.Append(arrow.Timestamp(at.UnixMicro()))
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

// Instants in a column that is read are refused with the column and what to do, or become the civil time at the place of the trip.
func TestInstants(t *testing.T) {
	header := strings.ReplaceAll(tripHeader, "TRS_DIS_REL", "LOADED_AT")
	open := func(instants tablefile.Instants, columns ...string) (*Result, error) {
		dir := t.TempDir()
		o := Options{Dir: dir, SpillDir: t.TempDir(), Memory: 1 << 20, Workers: 1, Instants: instants}
		day := "2025-03-02"
		if slices.Contains(columns, "TRS_DTD_DTE") {
			day = "2025-03-02T04:00:00Z" // midnight in Martinique
		}
		for name, lines := range map[string][]string{
			"ER_PRS_F": {actHeader, actLine(1, "4212;50;40;1;7;55;0;0")}, "ER_DTR_F": {detailHeader},
			"ER_TRS_F": {header, keyed(1) + ";1;" + day + ";715;800;97200;97200;;;2025-03-03T04:00:00Z"},
		} {
			o.Names = append(o.Names, name+".parquet")
			asParquet(t, filepath.Join(dir, name+".parquet"), lines, columns...)
		}
		return Join(t.Context(), o)
	}
	_, err := open(tablefile.InstantsRefused, "TRS_DTD_DTE", "LOADED_AT")
	if !errors.Is(err, tablefile.ErrInstants) || !strings.Contains(err.Error(), `"trs_dtd_dte"`) || !strings.Contains(err.Error(), "--instants local") {
		t.Errorf("got %v; want the column and what to do", err)
	}
	for instants, columns := range map[tablefile.Instants][]string{tablefile.InstantsRefused: {"LOADED_AT"}, tablefile.InstantsUTC: {"TRS_DTD_DTE", "LOADED_AT"}} {
		j, err := open(instants, columns...)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		j.Settle(nil)
		if got, want := claims(t, j, claim.Transport)[idOf(1)+":1"].DepartedAt, civil.Date(2025, 3, 2).Clock(7, 15); got != want {
			t.Errorf("instants in %q: got the departure %s; want %s", columns, got, want)
		}
	}
}
