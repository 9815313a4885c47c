package claim

import "testing"

// A key of digits alone is looked for with more and fewer zeros before it, of the lengths that keys of the register have.
func TestKeysWithOtherZeros(t *testing.T) {
	held := []string{"750001", "0060002", "A1", "7500050"}
	has := func(key string) bool {
		for _, h := range held {
			if h == key {
				return true
			}
		}
		return false
	}
	var r Registers
	lengths := uint64(0)
	for _, h := range held {
		lengths |= ZerosBefore(h)
	}
	if lengths != 1<<7 {
		t.Errorf("got the lengths %b; want 7 alone, that of 0060002", lengths)
	}
	r.NoteZeros("operators", lengths)
	f := func(key string, want bool) {
		t.Helper()
		if got := r.foundWithOtherZeros("operators", key, has); got != want {
			t.Errorf("%s: got %t; want %t", key, got, want)
		}
	}
	for _, key := range []string{"750005", "75000", "A01", "0A1", "1", "0", "000", "60002A"} {
		f(key, false)
	}
	if got := r.OtherZeros(); got != nil {
		t.Errorf("got %v; want no register", got)
	}
	for _, key := range []string{"0750001", "00750001", "60002", "060002"} {
		f(key, true)
	}
	if got := r.OtherZeros(); len(got) != 1 || got[0] != "operators" {
		t.Errorf("got %v; want operators", got)
	}
	if !differByZeros("0750001", "750001") || differByZeros("750001", "750001") || differByZeros("A01", "A1") || differByZeros("000", "0") || differByZeros("10", "100") {
		t.Error("want numbers alone to differ by zeros before them alone")
	}
}
