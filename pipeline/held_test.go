package pipeline

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"vigie/pipeline/findings"
	"vigie/rules"
)

// fill gives every field of a struct a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.String:
		v.SetString(fmt.Sprint("é", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int64, reflect.Int32:
		v.SetInt(-int64(*n) << 20)
	case reflect.Uint8:
		v.SetUint(uint64(*n))
	}
}

// A finding that is stored comes back with all that it holds, and none is taken for another.
func TestHeldRow(t *testing.T) {
	r := &run{auditor: rules.NewAuditor(rules.All())}
	var want findings.Row
	fill(reflect.ValueOf(&want).Elem(), new(int))
	want.Rule = r.auditor.Rules[3]
	stored := r.putRow(nil, &want)
	if got, err := r.row(stored); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for n := range stored {
		if got, err := r.row(stored[:n]); err == nil && reflect.DeepEqual(got, want) {
			t.Errorf("cut to %d bytes: got the whole finding", n)
		}
	}
	none := findings.Row{Finding: rules.Finding{Rule: r.auditor.Rules[0]}}
	if got, err := r.row(r.putRow(nil, &none)); err != nil || !reflect.DeepEqual(got, none) {
		t.Errorf("got %+v, %v; want %+v", got, err, none)
	}
}

// Whatever memory holds at a time, findings come in the order of files and lines, those of one line as they were added.
func TestHeldFindingsComeInOrder(t *testing.T) {
	r := &run{auditor: rules.NewAuditor(rules.All())}
	number := map[string]int{"b": 0, "a": 1}
	f := func(rows, limit int) {
		t.Helper()
		h, err := holdFindings(filepath.Join(t.TempDir(), "spill"))
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		h.limit = limit
		var want []findings.Row
		random := rand.New(rand.NewPCG(1, 2))
		for len(want) < rows {
			chunk := make([]findings.Row, random.IntN(4))
			for i := range chunk {
				chunk[i] = findings.Row{SourceFile: string("ab"[random.IntN(2)]), SourceLine: int64(random.IntN(rows)), Finding: rules.Finding{
					Rule: r.auditor.Rules[0], ClaimID: fmt.Sprint(len(want) + i),
				}}
			}
			want = append(want, chunk...)
			h.add(r.hold(chunk, number))
		}
		slices.SortStableFunc(want, func(a, b findings.Row) int {
			return heldPlace{number[a.SourceFile], a.SourceLine, 0, 0}.order(heldPlace{number[b.SourceFile], b.SourceLine, 0, 0})
		})
		var got []findings.Row
		err = h.each(func(stored []byte) error {
			row, err := r.row(stored)
			got = append(got, row)
			return err
		})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d rows, %d bytes: got %d rows in another order, %v", rows, limit, len(got), err)
		}
	}
	f(0, 100)
	f(1, 100)
	f(200, 1)
	f(200, 500)
	f(200, 1<<20)
}
