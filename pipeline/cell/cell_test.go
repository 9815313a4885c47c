package cell

import (
	"maps"
	"strings"
	"testing"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestNullWords(t *testing.T) {
	for _, word := range strings.Fields(`NULL null Null \N NA na N/A n/a #N/A NaN nan None NONE nil NIL .`) {
		if !IsNull([]byte(word)) {
			t.Errorf("%s: want an empty cell", word)
		}
	}
	for _, word := range strings.Fields(`N n \ \n1 # #N #NA NO NUL NULLE NANA NILS N\A .. .5 0 - ? NULL0 naïf 𝐍`) {
		if IsNull([]byte(word)) {
			t.Errorf("%s: want a value", word)
		}
	}
}

// The contract: a day before 1900-01-02 or after 2100-12-31 is no day; whoever was born on 1900-01-01 was.
func TestDays(t *testing.T) {
	f := func(cell string, note Note, want string) {
		t.Helper()
		d, got, ok := Day([]byte(cell))
		text := d.String()
		if !ok {
			text = "refused"
		}
		if text != want || got != note {
			t.Errorf("%s: got %q, %v; want %q, %v", cell, text, got, want, note)
		}
	}
	f("2025-03-01", Plain, "2025-03-01")
	f("03/04/2025", DayFirst, "2025-04-03")
	f("29/02/2024", DayFirst, "2024-02-29")
	f("2025-03-01T00:00", Midnight, "2025-03-01")
	f("2025-03-01 00:00:00", Midnight, "2025-03-01")
	f("2025-03-01T00:00:00.000000", Midnight, "2025-03-01")
	f("03/04/2025 00:00", DayFirst, "2025-04-03")
	f("1900-01-02", Plain, "1900-01-02")
	f("2100-12-31", Plain, "2100-12-31")
	for _, sentinel := range []string{"0001-01-01", "1600-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "2101-01-01", "9999-12-31",
		"01/01/1600", "31/12/9999", "1600-01-01T00:00:00", "9999-12-31 00:00"} {
		f(sentinel, SentinelDay, "")
	}
	for _, refused := range []string{"03/04/25", "13/13/2025", "03/13/2025", "29/02/2025", "1/2/2025", "2025-3-1", "2025/03/01", "03-04-2025", "20250301",
		"2025-03-01T08:30", "2025-03-01T00:00Z", "2025-03-01T00:00+01:00", "2025-03-01T", "2025-03-01T0", "2025-03-01 00", "45717", "today"} {
		f(refused, Plain, "refused")
	}
	birth := func(cell string, note Note, want civil.Day) {
		t.Helper()
		if d, got, ok := Birth([]byte(cell)); !ok || d != want || got != note {
			t.Errorf("%s: got %v, %v, %t; want %v, %v", cell, d, got, ok, want, note)
		}
	}
	birth("1900-01-01", Plain, civil.Date(1900, time.January, 1))
	birth("01/01/1900", DayFirst, civil.Date(1900, time.January, 1))
	birth("1899-12-31", SentinelDay, 0)
	birth("1600-01-01", SentinelDay, 0)
	birth("2101-01-01", SentinelDay, 0)
}

func TestMoments(t *testing.T) {
	f := func(cell string, note Note, want string) {
		t.Helper()
		m, got, ok := Moment([]byte(cell))
		text := "refused"
		if ok {
			text = m.String()
		}
		if text != want || ok && got != note {
			t.Errorf("%s: got %q, %v; want %q, %v", cell, text, got, want, note)
		}
	}
	f("2025-03-01T08:30", Plain, "2025-03-01T08:30")
	f("2025-03-01 08:30:15", Plain, "2025-03-01T08:30:15")
	f("2025-03-01T08:30:00.000", Plain, "2025-03-01T08:30")
	f("03/04/2025 09:00", DayFirst, "2025-04-03T09:00")
	f("03/04/2025 09:00:59", DayFirst, "2025-04-03T09:00:59")
	for _, refused := range []string{"03/04/25 09:00", "31/04/2025 09:00", "03/04/2025", "2025-03-01T08:30Z", "2025-03-01T08:30:00+01:00", "2025-03-01T24:00",
		"2025-03-01T08:30:00.5", "03/04/2025 9:00", "03/04/2025-09:00", "03/04/2025 09:00 AM", "2025-03-01 09:00 AM Z", "2025-03-01 00:30 AM"} {
		f(refused, Plain, "refused")
	}
	f("2025-03-01 12:30:15 AM", TwelveHours, "2025-03-01T00:30:15")
	f("2025-03-01 9:05 pm", TwelveHours, "2025-03-01T21:05")
	if IsDay(civil.Date(1900, time.January, 1)) || !IsDay(civil.Date(1900, time.January, 2)) || !IsDay(civil.Date(2100, time.December, 31)) ||
		IsDay(civil.Date(2101, time.January, 1)) {
		t.Error("want days from 1900-01-02 to 2100-12-31")
	}
}

func TestHours(t *testing.T) {
	f := func(cell string, note Note, want int) {
		t.Helper()
		seconds, got, ok := Hour([]byte(cell))
		if ok != (want >= 0) || ok && (seconds != want || got != note) {
			t.Errorf("%s: got %d, %v, %v; want %d, %v", cell, seconds, got, ok, want, note)
		}
	}
	f("00:20", Plain, 20*60)
	f("18:42:07", Plain, (18*60+42)*60+7)
	f("06:42:00 PM", TwelveHours, (18*60+42)*60)
	f("6:42 am", TwelveHours, (6*60+42)*60)
	f("12:00 AM", TwelveHours, 0)
	f("12:59:59 PM", TwelveHours, 12*60*60+3599)
	for _, refused := range []string{"", "PM", "6 PM", "0:30 AM", "13:00 PM", "06:60 PM", "06:42PM", "06:42 XM", "06:42 Px", "006:42 PM", "06:42:000 PM", ":42:00 PM", "24:00"} {
		f(refused, Plain, -1)
	}
}

func TestIdentifiers(t *testing.T) {
	f := func(cell, want string, note Note) {
		t.Helper()
		if got, n := ID([]byte(cell)); string(got) != want || n != note {
			t.Errorf("%q: got %q, %v; want %q, %v", cell, got, n, want, note)
		}
	}
	f("OP1", "OP1", Plain)
	f("\u00a0OP1\u202f", "OP1", Cleaned)
	f("\u200bOP1\ufeff", "OP1", Cleaned)
	f("'00123", "00123", Cleaned)
	f("\u00a0'00123", "00123", Cleaned)
	f("'", "'", Plain)
	f("D'ARC", "D'ARC", Plain)
	f("OP\u00a01", "OP\u00a01", Plain)
	f("RENE\u0301", "REN\u00c9", Cleaned)
	f("REN\u00c9", "REN\u00c9", Plain)
	f("\u00a0\u200b", "", Cleaned)

	// What is plain by one look is plain: ID gives it back, and it stands for somebody.
	for _, id := range strings.Fields(`OP1 0327955286 99999999999999X X1234567 INCONNUE SANSON12 210290538 É12345678 'A1234567 00000000 99999999 X INCONNU sans
		ABCDEFGÉ ABCDEFGHÉ ÉABCDEFGH ABCDEFGHIJKLMNOPÉRST 000000000000001`) {
		if clean, note := ID([]byte(id)); IsPlainID([]byte(id)) && (note != Plain || string(clean) != id || isPlaceholder(clean)) {
			t.Errorf("%s: said to be plain", id)
		}
	}
	for _, id := range strings.Fields("OP1 0327955286 210290538 X1234567 TRDEPF29HXGFT92 B9T3TG0N6E79R4") {
		if !IsPlainID([]byte(id)) {
			t.Errorf("%s: said to be odd", id)
		}
	}
	for _, nobody := range strings.Fields("000 0000000000000 X x INCONNU Inconnu SANS sans") {
		if !isPlaceholder([]byte(nobody)) || !isPlatePlaceholder([]byte(nobody)) {
			t.Errorf("%s: want nobody", nobody)
		}
	}
	for _, nines := range strings.Fields("999 9999999999999") {
		if !isPlaceholder([]byte(nines)) || isPlatePlaceholder([]byte(nines)) {
			t.Errorf("%s: want nobody, and a plate that may be one", nines)
		}
	}
	for _, id := range strings.Fields("0 00 9 99 0001 1000 9990 0009 XX X1 INCONNUE SANSON 111 00-00 Nil NULL") {
		if isPlaceholder([]byte(id)) {
			t.Errorf("%s: want an identifier", id)
		}
	}
	if isPlaceholder(nil) {
		t.Error("an empty cell: want no placeholder")
	}
}

func TestKnownID(t *testing.T) {
	f := func(cell, want string, note Note) {
		t.Helper()
		if got, n := KnownID([]byte(cell)); string(got) != want || n != note {
			t.Errorf("%q: got %q, %v; want %q, %v", cell, got, n, want, note)
		}
	}
	f("OP1", "OP1", Plain)
	f("\u00a0OP1", "OP1", Cleaned)
	f("0 0 0", "", Placeholder)
	f("'999", "", Placeholder)
	f("1,85057E+12", "", LostDigits)
	f("'1.85057E+12", "", LostDigits)
	f("1850570000000.0", "1850570000000", WholeFloat)
}

func TestVehicles(t *testing.T) {
	var plates Plates
	for cell, want := range map[string]string{"ab-123-cd": "AB123CD", "9-9-9": "999", "x-x-x": "", "0-0-0": "", "--": "", "inconnu": ""} {
		got, note := plates.Vehicle([]byte(cell))
		if string(got) != want || (note == Placeholder) != (want == "") {
			t.Errorf("%q: got %q, %v; want %q", cell, got, note, want)
		}
	}
}

func TestTally(t *testing.T) {
	var tally Tally
	name := func(column int) string { return string(rune('a' + column)) }
	tally.Add(7, Plain)
	if got := tally.Take(name); got != nil {
		t.Errorf("got %v; want none", got)
	}
	tally.Add(3, NullWord)
	tally.Add(1, Placeholder)
	tally.Add(3, NullWord)
	if got, want := tally.Take(name), (Counts{{"d", NullWord}: 2, {"b", Placeholder}: 1}); !maps.Equal(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
	if got := tally.Take(name); got != nil {
		t.Errorf("taken again: got %v; want none", got)
	}
}

func TestPlates(t *testing.T) {
	var plates Plates
	f := func(cell, want string) {
		t.Helper()
		text := []byte(cell)
		if got := plates.Plate(text); string(got) != want {
			t.Errorf("%q: got %q; want %q", cell, got, want)
		}
		plates.Plate([]byte("zz-9"))
		if string(text) != cell {
			t.Errorf("%q: got the text %q after another plate; want it as it was", cell, text)
		}
	}
	f("AB123CD", "AB123CD")
	f("ab-123-cd", "AB123CD")
	f("AB\u2011123\u2011CD", "AB123CD")
	f("AB.123.CD", "AB123CD")
	f("AB\u00a0123_CD", "AB123CD")
	f("\uff21\uff22\uff11\uff12\uff13CD", "AB123CD")
	f("9999", "9999")
	f("- -", "")
	f("A\x00B", "AB")
	f("A-\u00e9b", "A\u00c9B")
	buffer := make([]byte, 0, 16)
	plates.buffer = buffer
	if got := plates.Plate([]byte("ab 1")); &got[0] != &buffer[:1][0] {
		t.Error("want the plate in the buffer")
	}
}

func TestNumbersAndFlags(t *testing.T) {
	f := func(cell string, comma bool, want claim.Cents, note Note, ok bool) {
		t.Helper()
		got, n, fine := Number([]byte(cell), comma, claim.ReadCents)
		if fine != ok || ok && (got != want || n != note) {
			t.Errorf("%s: got %d, %v, %t; want %d, %v, %t", cell, got, n, fine, want, note, ok)
		}
	}
	f("12.50", true, 1250, Plain, true)
	f("12,50", true, 1250, DecimalComma, true)
	f("-0,5", true, -50, DecimalComma, true)
	f("12,50", false, 0, Plain, false)
	f("1,234,56", true, 0, Plain, false)
	f("1.234,56", true, 0, Plain, false)
	f("12,505", true, 0, Plain, false)

	flag := func(cell string, want claim.Flag, note Note, ok bool) {
		t.Helper()
		if got, n, fine := Flag([]byte(cell)); fine != ok || ok && (got != want || n != note) {
			t.Errorf("%s: got %v, %v, %t; want %v, %v, %t", cell, got, n, fine, want, note, ok)
		}
	}
	flag("true", claim.Yes, Plain, true)
	flag("non", claim.No, Plain, true)
	flag("TRUE", claim.Yes, OtherWord, true)
	flag("Vrai", claim.Yes, OtherWord, true)
	flag("FAUX", claim.No, OtherWord, true)
	flag("Oui", claim.Yes, OtherWord, true)
	flag("yes", 0, Plain, false)
	flag("vraiment", 0, Plain, false)
}

// A shape shows no digit and no letter of its cell.
func TestShapes(t *testing.T) {
	f := func(cell, want string) {
		t.Helper()
		if got := Shape([]byte(cell)); got != want {
			t.Errorf("%q: got %q; want %q", cell, got, want)
		}
	}
	f("2025-3-1", "9999-9-9")
	f("03/04/25", "99/99/99")
	f("Hélène 12,5", "aaaaaa 99,9")
	f("a\x1b[2J\x7f", "a?[9a?")
	f("\u202ex\xe9", "?a?")
	f(strings.Repeat("7", 25), strings.Repeat("9", 24)+"…")
	f(strings.Repeat("7", 24), strings.Repeat("9", 24))
	f("", "")
}

func TestCounts(t *testing.T) {
	seen := Seen{"cancels", NullWord}
	got := Counts(nil).Merge(Counts{seen: 2}).Merge(nil).Merge(Counts{seen: 1, {"plate", Placeholder}: 1})
	if len(got) != 2 || got[seen] != 3 {
		t.Errorf("got %v", got)
	}
	for n := range Notes {
		if n.String() == "" {
			t.Errorf("note %d has no name", n)
		}
	}
}

// A clean cell costs no allocation.
func TestNoAllocation(t *testing.T) {
	day, moment, id, plate, cents, flag, word := []byte("2025-03-01"), []byte("2025-03-01T08:30"), []byte("OP123456789"), []byte("AB123CD"), []byte("85.40"),
		[]byte("true"), []byte("NORD")
	if n := testing.AllocsPerRun(100, func() {
		_, _, _ = Day(day)
		_, _, _ = Birth(day)
		_, _, _ = Moment(moment)
		_, _ = ID(id)
		_ = new(Plates).Plate(plate)
		_, _, _ = Number(cents, true, claim.ReadCents)
		_, _, _ = Flag(flag)
		_ = IsNull(word) || isPlaceholder(id)
	}); n != 0 {
		t.Errorf("got %v allocations; want none", n)
	}
}
