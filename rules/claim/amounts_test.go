package claim

import "testing"

func TestReadCents(t *testing.T) {
	f := func(text string, want Cents, ok bool) {
		t.Helper()
		got, read := ReadCents([]byte(text))
		if read != ok || ok && got != want {
			t.Errorf("%q: got %d, %t; want %d, %t", text, got, read, want, ok)
		}
	}
	f("12.30", 1230, true)
	f("12.3", 1230, true)
	f("12", 1200, true)
	f("12.300", 1230, true) // a third decimal that says nothing
	f("12.305", 0, false)
	f("-0.05", -5, true)
	f("+1", 100, true)
	f(".5", 50, true)
	f("0", 0, true)
	f("12.", 0, false)
	f(".", 0, false)
	f("", 0, false)
	f("-", 0, false)
	f("1,5", 0, false)
	f("1.2.3", 0, false)
	f("1e3", 0, false)
	f("9999999999.99", 999999999999, true) // the most that decimal(12,2) holds
	f("10000000000", 0, false)
	f("-9999999999.99", -999999999999, true)
	f("-10000000000", 0, false)
	f("00000000000000.01", 0, false) // over 15 characters
}

func TestCentsString(t *testing.T) {
	f := func(c Cents, want string) {
		t.Helper()
		if got := c.String(); got != want {
			t.Errorf("%d: got %q; want %q", int64(c), got, want)
		}
	}
	f(1230, "12.30")
	f(5, "0.05")
	f(0, "0.00")
	f(-5, "-0.05")
	f(-1230, "-12.30")
}

func TestKm(t *testing.T) {
	f := func(text string, want Km, ok bool, printed string) {
		t.Helper()
		got, read := ReadKm([]byte(text))
		if read != ok || ok && (got != want || got.String() != printed) {
			t.Errorf("%q: got %d (%s), %t; want %d (%s), %t", text, int32(got), got, read, int32(want), printed, ok)
		}
	}
	f("150", 1500, true, "150")
	f("150.1", 1501, true, "150.1")
	f("150.10", 1501, true, "150.1")
	f("0.5", 5, true, "0.5")
	f("0", 0, true, "0")
	f("150.11", 0, false, "")
	f("-1", 0, false, "")
	f("200000000", 0, false, "") // over 2^30 tenths
}
