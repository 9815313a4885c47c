package dcir

import (
	"testing"

	"vigie/pipeline/cell"
	"vigie/rules/claim"
)

func TestDays(t *testing.T) {
	f := func(text, want string, ok bool) {
		t.Helper()
		d, note, read := readDay([]byte(text))
		if d.String() != want || read != ok || (note == cell.SentinelDay) != (want == "" && ok && text != "") {
			t.Errorf("%q: got %s, %v, read %v; want %q, read %v", text, d, note, read, want, ok)
		}
	}
	f("2025-03-01", "2025-03-01", true)
	f("20250301", "2025-03-01", true)
	f("01/03/2025", "2025-03-01", true)
	f("01MAR2025", "2025-03-01", true)
	f("01mar2025:00:00:00", "2025-03-01", true)
	f("2025-03-01 00:00:00", "2025-03-01", true)
	f("2025-03-01T00:00:00.000Z", "2025-03-01", true)
	f("", "", true)
	f("0000-00", "", true)
	f("0000-00-00", "", true)
	f("000000", "", true)
	f("1600-01-01", "", true)
	f("9999-12-31", "", true)
	f("1900-01-01", "", true)
	f("01JAN1900", "", true)
	f("21010101", "", true)
	f("1900-01-02", "1900-01-02", true)
	f("01JAN2025", "2025-01-01", true)
	f("01FEV2025", "2025-02-01", true)
	f("15AOU2025:00:00:00", "2025-08-15", true)
	f("31FEB2025", "", false)
	f("01JUI2025", "", false) // June or July
	f("2025-02-30", "", false)
	f("202503", "", false)
	f("2025-03-01T08:30", "", false)
	f("01XXX2025", "", false)
	f("hier", "", false)
}

func TestNumbers(t *testing.T) {
	cents := func(text string, want claim.Cents, ok bool) {
		t.Helper()
		r := rowReader{columnIndex: &columnIndex{decimalComma: true}}
		if got, read := readDecimal(&r, prsPaiMnt, []byte(text), claim.ReadCents, cell.WantMoney); got != want && ok || read != ok || (r.fault == nil) != ok {
			t.Errorf("%q: got %d, read %v; want %d, read %v", text, got, read, want, ok)
		}
	}
	cents(".81", 81, true)
	cents("-.81", -81, true)
	cents("12,3", 1230, true)
	cents("12.", 1200, true)
	cents("12.3400", 1234, true)
	cents("12.345", 0, false)
	cents("1 200", 0, false)
	cents("x", 0, false)
	between := rowReader{columnIndex: &columnIndex{}}
	if _, read := readDecimal(&between, prsPaiMnt, []byte("12,3"), claim.ReadCents, cell.WantMoney); read || between.fault.reason != "got a cell like 99,9; want "+cell.WantPoint {
		t.Errorf("got %+v; want no comma in a file with commas between its cells", between.fault)
	}
	hour := func(text string, want int, ok bool) {
		t.Helper()
		if got, read := readHour([]byte(text)); got != want && ok || read != ok {
			t.Errorf("%q: got %d, read %v; want %d, read %v", text, got, read, want, ok)
		}
	}
	hour("715", 7*3600+15*60, true)
	hour("0715", 7*3600+15*60, true)
	hour("0", 0, true)
	hour("5", 300, true)
	hour("2359", 23*3600+59*60, true)
	hour("715.0", 7*3600+15*60, true)
	hour("07:15", 7*3600+15*60, true)
	hour("2400", 24*3600, true)
	hour("2401", 0, false)
	hour("9999", 0, false)
	hour("760", 0, false)
	hour("-1", 0, false)
	hour("", 0, false)
}

func TestKeyOrder(t *testing.T) {
	f := func(a, b string, want int) {
		t.Helper()
		if got := compareClaimIDs(a, b); got != want {
			t.Errorf("%s and %s: got %d; want %d", a, b, got, want)
		}
	}
	f("9:2025-03-01:1", "10:2025-03-01:1", -1)
	f("10:2025-03-02:1", "10:2025-03-01:1", 1)
	f("10:2025-03-01:1", "10:2025-03-01:1", 0)
	f("10:2025-03-01:1", "10:2025-03-01:1:2", -1)
}
