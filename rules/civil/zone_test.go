package civil

import (
	"testing"
	"time"
)

func moment(s string) Moment {
	m, ok := ParseMoment([]byte(s))
	if !ok {
		panic("no moment: " + s)
	}
	return m
}

func TestZoneOf(t *testing.T) {
	f := func(postcode, want string) {
		t.Helper()
		if got := ZoneOf(postcode).String(); got != want {
			t.Errorf("%q: got %s; want %s", postcode, got, want)
		}
	}
	f("75001", "Europe/Paris")
	f("20000", "Europe/Paris")
	f("2A004", "Europe/Paris")
	f("97110", "America/Guadeloupe")
	f("97133", "America/Guadeloupe") // Saint-Barthélemy
	f("97150", "America/Guadeloupe") // Saint-Martin
	f("97700", "America/Guadeloupe")
	f("97800", "America/Guadeloupe")
	f("97200", "America/Martinique")
	f("97300", "America/Cayenne")
	f("97400", "Indian/Reunion")
	f("97500", "America/Miquelon")
	f("97600", "Indian/Mayotte")
	f("98600", "Pacific/Wallis")
	f("98713", "Pacific/Tahiti")
	f("98800", "Pacific/Noumea")
	f("98000", "Europe/Paris") // Monaco
	f("", "Europe/Paris")
	f("97", "Europe/Paris")
}

func TestElapsed(t *testing.T) {
	f := func(postcode, from, to string, wantMinutes int64) {
		t.Helper()
		if got := ZoneOf(postcode).Elapsed(moment(from), moment(to)); got != wantMinutes*60 {
			t.Errorf("%s to %s at %s: got %d seconds; want %d minutes", from, to, postcode, got, wantMinutes)
		}
	}
	f("75001", "2026-03-10T09:00", "2026-03-10T09:45", 45)
	f("75001", "2026-03-10T23:50", "2026-03-11T00:20", 30)
	// Spring: 02:00 to 03:00 does not exist.
	f("75001", "2026-03-29T01:30", "2026-03-29T03:10", 40)
	f("75001", "2026-03-29T01:59", "2026-03-29T03:00", 1)
	f("75001", "2026-03-28T23:00", "2026-03-29T12:00", 12*60)
	f("97500", "2026-03-29T01:30", "2026-03-29T03:10", 100) // Miquelon changed on 8 March
	f("97500", "2026-03-08T01:30", "2026-03-08T03:10", 40)
	f("97400", "2026-03-29T01:30", "2026-03-29T03:10", 100)
	f("97110", "2026-03-29T01:30", "2026-03-29T03:10", 100)
	// Autumn: 02:00 to 03:00 comes twice.
	f("75001", "2026-10-25T01:30", "2026-10-25T03:10", 160)
	f("75001", "2026-10-24T23:00", "2026-10-25T12:00", 14*60)
	f("97500", "2026-10-25T01:30", "2026-10-25T03:10", 100) // Miquelon changes on 1 November, between 01:00 and 02:00
	f("97500", "2026-11-01T00:30", "2026-11-01T03:10", 220)
	f("97400", "2026-10-25T01:30", "2026-10-25T03:10", 100)
	// In a doubtful hour the longest reading counts.
	f("75001", "2026-10-25T01:50", "2026-10-25T02:10", 80)
	f("75001", "2026-10-25T02:10", "2026-10-25T02:40", 90)
	f("75001", "2026-10-25T02:50", "2026-10-25T03:10", 80)
	f("75001", "2026-03-29T02:10", "2026-03-29T03:10", 60)
	f("75001", "2026-03-29T01:50", "2026-03-29T02:10", 20)
}

func TestDoubtful(t *testing.T) {
	f := func(postcode, at string, want bool) {
		t.Helper()
		if got := ZoneOf(postcode).Doubtful(moment(at)); got != want {
			t.Errorf("%s at %s: got %t; want %t", at, postcode, got, want)
		}
	}
	f("75001", "2026-03-29T01:59:59", false)
	f("75001", "2026-03-29T02:00", true)
	f("75001", "2026-03-29T02:59:59", true)
	f("75001", "2026-03-29T03:00", false)
	f("75001", "2026-10-25T01:59:59", false)
	f("75001", "2026-10-25T02:00", true)
	f("75001", "2026-10-25T02:59:59", true)
	f("75001", "2026-10-25T03:00", false)
	f("75001", "2026-10-26T02:30", false)
	f("97500", "2026-03-29T02:30", false)
	f("97500", "2026-10-25T02:30", false)
	f("97500", "2026-03-08T02:30", true)
	f("97500", "2026-11-01T01:30", true)
	f("97500", "2026-11-01T02:00", false)
	f("97400", "2026-03-29T02:30", false)
	f("97400", "2026-10-25T02:30", false)
	f("98800", "2026-10-25T02:30", false)
}

// A hand-over between zones: half past midnight in Réunion is 22:30 of the day before in Paris in winter.
func TestInstantComparesZones(t *testing.T) {
	f := func(a, at, b, bt string) {
		t.Helper()
		if got, want := ZoneOf(a).Instant(moment(at)), ZoneOf(b).Instant(moment(bt)); got != want {
			t.Errorf("%s at %s and %s at %s: got %d and %d; want the same instant", at, a, bt, b, got, want)
		}
	}
	f("97400", "2026-03-10T00:30", "75001", "2026-03-09T21:30")
	f("97400", "2026-07-10T00:30", "75001", "2026-07-09T22:30")
	f("97110", "2026-03-10T20:00", "75001", "2026-03-11T01:00")
	f("97500", "2026-07-10T20:00", "75001", "2026-07-11T00:00")
	f("98800", "2026-03-10T08:00", "75001", "2026-03-09T22:00")
	f("75001", "2026-10-25T02:30", "97400", "2026-10-25T04:30")
}

// The standard library is the other implementation, hour by hour and in every zone.
func TestInstantAgreesWithTime(t *testing.T) {
	for z := range zones {
		place, err := time.LoadLocation(z.String())
		if err != nil {
			t.Fatal(err)
		}
		start := Date(2024, time.January, 1)
		for h := range 4 * 365 * 24 {
			m := start.At(h*3600 + 1800)
			if z.Doubtful(m) {
				continue
			}
			y, month, d := m.Day().Split()
			want := time.Date(y, month, d, 0, 0, m.SecondOfDay(), 0, place).Unix()
			if got := z.Instant(m) - int64(unixEpoch)*secondsADay; got != want {
				t.Fatalf("%s in %s: got %d; want %d", m, z, got, want)
			}
		}
	}
}

func TestSameEverywhere(t *testing.T) {
	f := func(from, to string, want bool) {
		t.Helper()
		if got := SameEverywhere(moment(from), moment(to)); got != want {
			t.Errorf("%s to %s: got %t; want %t", from, to, got, want)
		}
	}
	f("2026-03-10T09:00", "2026-03-10T10:00", true)
	f("2026-03-29T01:30", "2026-03-29T03:10", false) // Paris
	f("2026-03-08T01:30", "2026-03-08T03:10", false) // Miquelon
	f("2026-03-29T02:10", "2026-03-29T02:40", false) // an hour that Paris does not have
	f("2026-03-29T03:00", "2026-03-29T04:00", true)
	f("2026-10-25T09:00", "2026-10-25T10:00", true)
}

func TestZonesAllocateNothing(t *testing.T) {
	from, to := moment("2026-03-29T01:30"), moment("2026-03-29T03:10")
	if n := testing.AllocsPerRun(100, func() { ZoneOf("75001").Elapsed(from, to) }); n != 0 {
		t.Errorf("got %v allocations; want none", n)
	}
}
