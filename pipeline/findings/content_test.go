package findings

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/rules/claim"
)

// smallClaim is a claim with an id and an invoice alone.
var smallClaim = claim.Claim{ClaimID: "C1", InvoiceID: "F7", Known: 1<<claim.ColClaimID | 1<<claim.ColInvoiceID, Present: 1<<claim.ColClaimID | 1<<claim.ColInvoiceID}

// Two claims have one content where all that is known of them is the same: whatever columns their files have, and whatever stands in a
// column of which nothing is known.
func TestContentOf(t *testing.T) {
	var whole claim.Claim
	fill(reflect.ValueOf(&whole).Elem(), new(int))
	whole.Kind = claim.Transport
	whole.Known = 1<<claim.NumColumns - 1
	whole.Present = whole.Known
	want := ContentOf(&whole)
	f := func(what string, c claim.Claim, same bool) {
		t.Helper()
		if got := ContentOf(&c); (got == want) != same || got == 0 {
			t.Errorf("%s: got the content %x; want that of the claim, %x: %t", what, got, want, same)
		}
	}
	f("a copy", whole, true)
	for i := range reflect.TypeFor[claim.Claim]().NumField() {
		field, c := reflect.TypeFor[claim.Claim]().Field(i), whole
		switch v := reflect.ValueOf(&c).Elem().Field(i); v.Kind() {
		case reflect.String:
			v.SetString(v.String() + " ")
		case reflect.Bool:
			v.SetBool(!v.Bool())
		case reflect.Uint8, reflect.Uint64:
			v.SetUint(v.Uint() ^ 1)
		default:
			v.SetInt(v.Int() + 1)
		}
		f("another "+field.Name, c, field.Name == "Present" || field.Name == "Pseudonymous")
	}
	for id := range claim.NumColumns {
		c := whole
		c.Known &^= 1 << id
		f("without "+id.String(), c, false)
	}

	want = ContentOf(&smallClaim)
	more := smallClaim
	more.Present |= 1 << claim.ColPlate
	f("a file with a column more", more, true)
	more.Plate = "AA001AA"
	f("a plate that is not known", more, true)
	more.Known |= 1 << claim.ColPlate
	f("a plate", more, false)
	moved := smallClaim
	moved.ClaimID, moved.InvoiceID = "C1F", "7"
	f("the same letters in other columns", moved, false)
}

// A row tells the content of its claim, but one of a program that did not keep it.
func TestContent(t *testing.T) {
	f := func(packed string, want uint64, wantKnown bool) {
		t.Helper()
		r := LedgerRow{Packed: []byte(packed)}
		if got, known := r.Content(); known != wantKnown || known && got != want {
			t.Errorf("%x: got %x, %t; want %x, %t", packed, got, known, want, wantKnown)
		}
	}
	var row LedgerRow
	row.Keep(&smallClaim, nil)
	f(string(row.Packed), ContentOf(&smallClaim), true)
	f("\x03\x01\x02\x03\x04\x05\x06\x07\x08", 0x0807060504030201, true)
	f("\x03\x01\x02\x03\x04\x05\x06\x07", 0, false)
	f("\x03\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x02F7", 0, false)
	f("\x02\x04\x00\x02F7"+sentLate, 0, false)
	f("\x01\x04\x00\x02F7\x00", 0, false)
	f("\x03", 0, false)
	f("", 0, false)
}

// A row of an earlier version is written anew with the same claim. It keeps its act, and what stands on it is for the caller to say; its
// content stays unknown.
func TestRenew(t *testing.T) {
	f := func(packed string) {
		t.Helper()
		row := LedgerRow{ClaimID: "C1", Packed: []byte(packed), Act: []byte("act")}
		var was, is claim.Claim
		reported, ok := row.Claim(&was, nil)
		if !ok || len(reported) != 1 {
			t.Fatalf("%x: got %+v, %t; want a row with a finding", packed, reported, ok)
		}
		arena := row.Renew(&was, []byte("arena"))
		if string(arena[:5]) != "arena" || !slices.Equal(arena[len(arena)-len(row.Packed):], row.Packed) {
			t.Errorf("%x: got the arena %q; want the row behind what was there", packed, arena)
		}
		left, ok := row.Claim(&is, nil)
		if !ok || len(left) != 0 || row.Packed[0] != packing || string(row.Act) != "act" || row.ClaimID != "C1" {
			t.Errorf("%x: got %+v with %+v, %t; want version %d with its act and nothing told", packed, row, left, ok, packing)
		}
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("%x (- before, + after):\n%s", packed, diff)
		}
		if content, known := row.Content(); known {
			t.Errorf("%x: got the content %x; want it unknown", packed, content)
		}
		row.Reported = AppendReported(nil, reported)
		if again, ok := row.Claim(&is, nil); !ok || !slices.Equal(again, reported) {
			t.Errorf("%x: got %+v, %t; want what stood before", packed, again, ok)
		}
	}
	f("\x01\x04\x00\x02F7" + sentLate)
	f("\x02\x04\x00\x02F7" + sentLate)
	f("\x02\x84\x80\x80\x04\x08\x02F7\x02F1" + sentLate)
}
