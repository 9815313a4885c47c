package civil

import (
	"math/rand/v2"
	"testing"
)

func TestWorkingDays(t *testing.T) {
	var c Calendar
	f := func(after, to, postcode string, want int) {
		t.Helper()
		if got := c.WorkingDays(day(after), day(to), AreaOf(postcode)); got != want {
			t.Errorf("after %s to %s at %s: got %d; want %d", after, to, postcode, got, want)
		}
	}
	f("2026-03-02", "2026-03-05", "75001", 3) // Monday to Thursday
	f("2026-03-06", "2026-03-09", "75001", 1) // over a week-end
	f("2026-03-06", "2026-03-08", "75001", 0)
	f("2026-03-07", "2026-03-09", "75001", 1)
	f("2026-03-02", "2026-03-02", "75001", 0)
	f("2026-03-05", "2026-03-02", "75001", 0)
	f("2026-03-02", "2026-03-12", "75001", 8)
	f("2026-04-03", "2026-04-07", "75001", 1) // Easter Monday is the 6th
	f("2026-04-02", "2026-04-07", "67000", 2) // Good Friday the 3rd is a holiday in some communes only
	f("2026-04-02", "2026-04-07", "75001", 2)
	f("2025-12-24", "2025-12-29", "75001", 2)
	f("2025-12-24", "2025-12-29", "57000", 1)
	f("2025-12-19", "2025-12-22", "97400", 1) // 20 December 2025 is a Saturday
	f("2025-12-30", "2026-01-02", "75001", 2) // over the new year
	f("2026-05-26", "2026-05-28", "97110", 1)
	f("2008-04-30", "2008-05-05", "75001", 2) // Ascension and 1 May fall together
	f("2025-01-01", "2025-12-31", "75001", 251)
	f("1904-12-23", "1904-12-27", "75001", 2) // a year outside the table
}

func TestWorkingDaysKnowsAddedHolidays(t *testing.T) {
	var c Calendar
	for _, d := range []string{"2026-03-05", "2026-03-03", "2026-03-07", "2026-03-03", "2026-05-01"} {
		c.Add(day(d), Reunion)
	}
	c.Add(day("2026-03-04"), National)
	c.Add(day("2026-03-05"), National)
	f := func(after, to string, a Area, want int) {
		t.Helper()
		if got := c.WorkingDays(day(after), day(to), a); got != want {
			t.Errorf("after %s to %s in %s: got %d; want %d", after, to, areaNames[a], got, want)
		}
	}
	f("2026-03-02", "2026-03-06", Reunion, 1)
	f("2026-03-02", "2026-03-06", National, 2)
	f("2026-03-02", "2026-03-06", Guyane, 2)
	f("2026-03-03", "2026-03-04", Reunion, 0)
	f("2026-04-29", "2026-05-04", Reunion, 2) // 1 May counts once
}

// Counting day by day is the other implementation.
func TestWorkingDaysAgreesWithWorking(t *testing.T) {
	var c Calendar
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		c.Add(Date(2026, 1, 1)+Day(r.IntN(365)), Area(r.IntN(int(Areas))))
	}
	for a := range Areas {
		for range 400 {
			after := Date(2020, 1, 1) + Day(r.IntN(8*365))
			to, want := after+Day(r.IntN(500)), 0
			for d := after + 1; d <= to; d++ {
				if c.Working(d, a) {
					want++
				}
			}
			if got := c.WorkingDays(after, to, a); got != want {
				t.Fatalf("after %s to %s in %s: got %d; want %d", after, to, areaNames[a], got, want)
			}
		}
	}
}

func TestEveryComputedHolidayIsListed(t *testing.T) {
	var c Calendar
	for a := range Areas {
		for d := Date(2000, 1, 1); d < Date(2060, 1, 1); d++ {
			if got, want := c.WorkingDays(d-1, d, a) == 1, c.Working(d, a); got != want {
				t.Fatalf("%s in %s: got working %t; want %t", d, areaNames[a], got, want)
			}
		}
	}
}

func TestWorkingDaysAllocatesNothing(t *testing.T) {
	c := &Calendar{}
	after, to := day("2025-12-19"), day("2026-01-05")
	if n := testing.AllocsPerRun(100, func() { c.WorkingDays(after, to, AlsaceMoselle) }); n != 0 {
		t.Errorf("got %v allocations; want none", n)
	}
}
