package claim

import (
	"strings"
	"testing"
)

// Every column of a claim is read back from its bytes.
func TestRecord(t *testing.T) {
	c := Claim{Kind: Care}
	for column := range NumColumns {
		c.Known = c.Known.With(column)
		if text := c.Text(column); text != nil {
			*text = column.String()
		} else if fields[column].set(&c, 1); fields[column].number(&c) != 1 {
			t.Errorf("%s: got %d; want the number that was set", column, fields[column].number(&c))
		}
	}
	c.Present = c.Known
	var got Claim
	if rest, whole := ReadRecord(append(Append(nil, &c), "rest"...), &got); string(rest) != "rest" || !whole {
		t.Errorf("got %q behind the claim, whole %t; want the rest", rest, whole)
	}
	if got != c {
		t.Errorf("got %+v; want %+v", got, c)
	}
}

// A record that is cut off, or whose texts are longer than it, gives no claim.
func TestCutRecord(t *testing.T) {
	c := Claim{ClaimID: "T1", PatientID: "P1", AmountBilled: 5000}
	for _, column := range []Column{ColClaimID, ColPatientID, ColAmountBilled} {
		c.Known = c.Known.With(column)
	}
	whole := Append(nil, &c)
	f := func(b []byte) {
		t.Helper()
		if _, is := ReadRecord(b, new(Claim)); is {
			t.Errorf("got a claim of %d bytes; want none", len(b))
		}
	}
	for n := range whole {
		f(whole[:n:n])
	}
	long := append([]byte(nil), whole...)
	long[recordHead] = 0x7f
	f(long)
}

// The reference values of SipHash-2-4 under the key 00 01 … 0f.
func TestSharedHash(t *testing.T) {
	text := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteByte(byte(i))
		}
		return b.String()
	}
	f := func(n int, want uint64) {
		t.Helper()
		if got := sipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908, text(n)); got != want {
			t.Errorf("%d bytes: got %x; want %x", n, got, want)
		}
	}
	f(0, 0x726fdb47dd0e0e31)
	f(1, 0x74f839c593dc67fd)
	f(8, 0x93f5f5799a932462)
	f(15, 0xa129ca6149be45e5)
}
