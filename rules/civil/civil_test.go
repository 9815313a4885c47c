package civil

import (
	"testing"
	"time"
)

// The standard library is the other implementation: every day from 1800 to 2200 must agree.
func TestDayAgreesWithTime(t *testing.T) {
	start := time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 146097 {
		want := start.AddDate(0, 0, i)
		d := Date(want.Year(), want.Month(), want.Day())
		if got := int64(d.Unix32()) * 86400; got != want.Unix() {
			t.Fatalf("%s: got %d seconds since 1970; want %d", want.Format(time.DateOnly), got, want.Unix())
		}
		if got := d.String(); got != want.Format(time.DateOnly) {
			t.Fatalf("got %s; want %s", got, want.Format(time.DateOnly))
		}
		if d.Weekday() != want.Weekday() {
			t.Fatalf("%s: got %s; want %s", d, d.Weekday(), want.Weekday())
		}
	}
}

func day(s string) Day {
	d, ok := ParseDay([]byte(s))
	if !ok {
		panic("no day: " + s)
	}
	return d
}

func TestParseDayRefuses(t *testing.T) {
	for _, s := range []string{"", "2025-02-29", "2025-13-01", "2025-00-10", "2025-01-32", "2025/01/01", "25-01-01", "2025-1-1", "2025-01-01 ", "0000-01-01", "+025-01-01",
		"202:-01-01", "20/5-01-01", "2025-0:-01", "2025-01-0:", "2025-01-/1", "2025-01-1\xb1", "\xb2025-01-01", "2025\xad01-01", "2025-01\xad01",
		"2025.01-01", "2025-01.01", "2023-02-29", "1900-02-29", "2025-04-31"} {
		if d, ok := ParseDay([]byte(s)); ok {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestParseMoment(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		m, ok := ParseMoment([]byte(in))
		if !ok {
			m = 0
		}
		if m.String() != want {
			t.Errorf("%q: got %q; want %q", in, m, want)
		}
	}
	f("2025-03-01T08:30", "2025-03-01T08:30")
	f("2025-03-01 08:30:15", "2025-03-01T08:30:15")
	f("2025-03-01T00:00", "2025-03-01T00:00")
	f("2025-03-01T23:59:59", "2025-03-01T23:59:59")
	f("2025-03-01T24:00", "")
	f("2025-03-01T08:30Z", "")
	f("2025-03-01T08:30+01:00", "")
	f("2025-03-01", "")
	f("2025-03-01T8:30", "")
}

func TestAddMonths(t *testing.T) {
	f := func(from string, months int, want string) {
		t.Helper()
		if got := day(from).AddMonths(months).String(); got != want {
			t.Errorf("%s + %d months: got %s; want %s", from, months, got, want)
		}
	}
	f("2025-01-31", 1, "2025-02-28")
	f("2024-01-31", 1, "2024-02-29")
	f("2025-12-31", 2, "2026-02-28")
	f("2024-02-29", 12, "2025-02-28")
	f("2024-02-28", 12, "2025-02-28")
	f("2025-03-15", -3, "2024-12-15")
}

func TestHolidays(t *testing.T) {
	var c Calendar
	f := func(d, postcode string, want bool) {
		t.Helper()
		if got := c.Holiday(day(d), AreaOf(postcode)); got != want {
			t.Errorf("%s in %s: got %t; want %t", d, postcode, got, want)
		}
	}
	f("2025-04-20", "75001", false) // Easter Sunday is a Sunday, not a legal holiday
	f("2025-04-21", "75001", true)  // Easter Monday
	f("2025-05-29", "75001", true)  // Ascension
	f("2025-06-09", "75001", true)  // Whit Monday
	f("2026-04-06", "75001", true)
	f("2008-05-01", "75001", true) // Ascension and 1 May fall together
	f("2025-07-14", "97400", true)
	f("2025-07-15", "97400", false)
	f("2025-04-18", "67000", false) // Good Friday: not in every commune
	f("2025-04-18", "75001", false)
	f("2025-12-26", "57000", true)
	f("2025-12-26", "54000", false)
	f("2025-05-27", "97110", true)
	f("2025-05-22", "97200", true)
	f("2025-06-10", "97300", true)
	f("2025-12-20", "97400", true)
	f("2025-04-27", "97600", true)
	f("2025-10-09", "97133", true)
	f("2025-05-27", "97133", false)
	f("2025-05-27", "97150", true)
	f("2025-05-28", "97150", true)
	f("2018-05-28", "97150", true)
	f("2017-05-28", "97150", false)
	f("2017-05-27", "97150", true)
	f("2025-05-28", "97110", false)
	if !c.LocalOnly(day("2025-12-26")) || c.LocalOnly(day("2025-12-25")) || c.LocalOnly(day("2025-12-24")) {
		t.Error("26 December is a holiday in Alsace-Moselle alone")
	}
	c.Add(day("2025-07-15"), Reunion)
	f("2025-07-15", "97400", true)
	f("2025-07-15", "75001", false)
}

// Good Friday is a holiday in some communes of Alsace-Moselle, until somebody says that it is one in all of them.
func TestGoodFridayIsAHolidayInPart(t *testing.T) {
	var c Calendar
	f := func(d, postcode string, want bool) {
		t.Helper()
		if got := c.HolidayInPart(day(d), AreaOf(postcode)); got != want {
			t.Errorf("%s in %s: got %t; want %t", d, postcode, got, want)
		}
	}
	f("2026-04-03", "67000", true)
	f("2026-04-03", "57000", true)
	f("2026-04-03", "75001", false)
	f("2026-04-02", "67000", false)
	f("2026-04-06", "67000", false) // Easter Monday is one everywhere
	f("2026-12-26", "67000", false) // and this one in all of Alsace-Moselle
	if !c.LocalOnly(day("2026-04-03")) {
		t.Error("got a day like any other; want one that depends on the place")
	}
	c.Add(day("2026-04-03"), AlsaceMoselle)
	f("2026-04-03", "67000", false)
	if !c.Holiday(day("2026-04-03"), AlsaceMoselle) || c.Working(day("2026-04-03"), AlsaceMoselle) {
		t.Error("got a working day; want the holiday of the register")
	}
}

func TestMonday(t *testing.T) {
	f := func(d, want string) {
		t.Helper()
		if got := day(d).Monday(); got != day(want) {
			t.Errorf("%s: got the week of %s; want that of %s", d, got, want)
		}
	}
	f("2026-03-08", "2026-03-02") // a Sunday ends its week
	f("2026-03-09", "2026-03-09")
	f("2026-03-15", "2026-03-09")
	f("2024-02-29", "2024-02-26")
	f("2020-12-31", "2020-12-28") // week 53 of 2020 runs to 3 January
	f("2021-01-03", "2020-12-28")
	f("2021-01-04", "2021-01-04")
	f("2024-12-29", "2024-12-23")
	f("2024-12-30", "2024-12-30") // week 1 of 2025
	f("2025-01-05", "2024-12-30")
}
