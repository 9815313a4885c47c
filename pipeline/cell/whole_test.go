package cell

import (
	"strings"
	"testing"
)

// A number that a tool wrote with a fraction of zeros is whole, and nothing else is taken off a cell.
func TestWholeNumbers(t *testing.T) {
	f := func(cell, want string, note Note) {
		t.Helper()
		if got, n := Whole([]byte(cell)); string(got) != want || n != note {
			t.Errorf("%s: got %s, %v; want %s, %v", cell, got, n, want, note)
		}
	}
	f("2.0", "2", WholeFloat)
	f("2,0", "2", WholeFloat)
	f("112572768.0", "112572768", WholeFloat)
	f("15.00", "15", WholeFloat)
	f("0.0", "0", WholeFloat)
	f("010.0", "010", WholeFloat)
	for _, cell := range strings.Fields("20 200 2.5 2.50 2.05 .0 -2.0 1.2.0 A.0 A1.0 1.0A 2. 1;0 1.000,0 0 00 000") {
		f(cell, cell, Plain)
	}
}

// Identifiers in the form of a spreadsheet lack digits. Letters and digits that only look so are an identifier.
func TestLostDigits(t *testing.T) {
	for _, cell := range strings.Fields("3.40093E+12 3,40093E+12 1E+16 1.8e+14 5.9784672E+08") {
		if !LosesDigits([]byte(cell)) {
			t.Errorf("%s: want lost digits", cell)
		}
	}
	for _, cell := range strings.Fields("3E12 12E45678 1E+1 1E+123 E+12 .1E+12 1.E+12 A.1E+12 1.AE+12 11E+12 1E-12 +12 E TE+12") {
		if LosesDigits([]byte(cell)) {
			t.Errorf("%s: want an identifier", cell)
		}
	}
	if LosesDigits(nil) {
		t.Error("an empty cell: want no lost digits")
	}
}

// A French postcode has five digits, so one of four had a zero before them: the departments 01 to 09. Others are refused, or are as they are.
func TestPostcodes(t *testing.T) {
	f := func(cell, want string, note Note) {
		t.Helper()
		got, n, ok := Postcode([]byte(cell))
		if text := string(got); ok != (want != "") || ok && text != want || n != note {
			t.Errorf("%s: got %s, %v, %t; want %q, %v", cell, text, n, ok, want, note)
		}
	}
	f("59000", "59000", Plain)
	f("01000", "01000", Plain)
	f("2A004", "2A004", Plain)
	f("1000", "01000", LostZero)
	f("1000.0", "01000", LostZero)
	f("59000.0", "59000", WholeFloat)
	f("59000,0", "59000", WholeFloat)
	for _, refused := range strings.Fields("100 0100 010000 2A04 L-1000 59000.5 59.0 590000 100.0 5900. 99a99-") {
		f(refused, "", Plain)
	}
}
