package findings

import (
	"fmt"
	"reflect"
	"testing"

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

// A row comes back from its bytes with all that it holds, and bytes that were cut are not taken for a row.
func TestRowBytes(t *testing.T) {
	all := rules.All()
	var want Row
	fill(reflect.ValueOf(&want).Elem(), new(int))
	want.Rule = all[3]
	stored := AppendRow(nil, &want, 3)
	if got, err := ParseRow(stored, all); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for n := range stored {
		if got, err := ParseRow(stored[:n], all); err == nil && reflect.DeepEqual(got, want) {
			t.Errorf("cut to %d bytes: got the whole row", n)
		}
	}
	none := Row{Finding: rules.Finding{Rule: all[0]}}
	if got, err := ParseRow(AppendRow(nil, &none, 0), all); err != nil || !reflect.DeepEqual(got, none) {
		t.Errorf("got %+v, %v; want %+v", got, err, none)
	}
}

// A reject comes back from its bytes.
func TestRejectBytes(t *testing.T) {
	for _, want := range []Reject{{}, {"transports.csv", 7, -1, 1 << 40, "plate", "got no; want yes", []byte{0, 1, '\n'}}} {
		got, err := ParseReject(AppendReject(nil, &want))
		if err == nil && len(want.Raw) == 0 {
			got.Raw = nil
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	if _, err := ParseReject([]byte{1}); err == nil {
		t.Error("bytes that were cut: got no error")
	}
}
