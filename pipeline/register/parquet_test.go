package register

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"

	"vigie/rules/claim"
)

// A register in Parquet, with typed columns and nulls, gives the same rows as in CSV.
func TestParquetIsReadAsCSVIs(t *testing.T) {
	fromCSV := loaded(t, "prescriptions.csv", "prescription_id,signed_at,mode,trips,emergency,shared_compatible\n"+
		"P1,2025-03-01,seated,8,true,false\nP2,,,,,\nP3,2025-03-02,ambulance,2,false,true\nP1,2025-03-02,seated,1,false,false\n")

	schema := arrow.NewSchema([]arrow.Field{
		{Name: "prescription_id", Type: arrow.BinaryTypes.String},
		{Name: "signed_at", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "mode", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "trips", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "emergency", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		{Name: "shared_compatible", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	filled := []bool{true, false, true, true}
	first := arrow.Date32(day("2025-03-01").Unix32())
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"P1", "P2", "P3", "P1"}, nil)
	b.Field(1).(*array.Date32Builder).AppendValues([]arrow.Date32{first, 0, first + 1, first + 1}, filled)
	b.Field(2).(*array.StringBuilder).AppendValues([]string{"seated", "", "ambulance", "seated"}, filled)
	b.Field(3).(*array.Int32Builder).AppendValues([]int32{8, 0, 2, 1}, filled)
	b.Field(4).(*array.BooleanBuilder).AppendValues([]bool{true, false, false, false}, filled)
	b.Field(5).(*array.BooleanBuilder).AppendValues([]bool{false, false, true, false}, filled)
	record := b.NewRecord()
	defer record.Release()

	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "prescriptions.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := pqarrow.NewFileWriter(schema, f, nil, pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(record); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil { // this also closes the file
		t.Fatal(err)
	}

	set, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := func(s *Set) (all []claim.Prescription) {
		for row := range s.registers.Prescriptions.(*Table[claim.Prescription]).All() {
			all = append(all, *row)
		}
		return all
	}
	if got, want := rows(set), rows(fromCSV); len(want) != 2 || !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if r := set.Rejects(); len(r) != 1 || r[0].Line != 5 || r[0].Offset != -1 || r[0].Reason != contradicted || r[0].Raw != nil {
		t.Errorf("got %+v; want the fourth row, line 5, without bytes", r)
	}

	// An interrupt does not wait for the process that reads a Parquet register.
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(dir, Options{Context: interrupted}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: got %v; want %v", err, context.Canceled)
	}
}
