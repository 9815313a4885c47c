package law

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/rules/civil"
)

// On the first day of every month a threshold has exactly one value: the newest one that has begun.
func TestThresholdsCoverEveryMonth(t *testing.T) {
	p := Defaults()
	for i, d := range p.All() {
		if d.Name == "" || d.Unit == "" || d.Source == "" || !d.Checked.Known() || len(d.Values) == 0 {
			t.Errorf("threshold %d: got %+v; want a name, a unit, values, a source and the day it was checked", i, d)
		}
		for n := 1; n < len(d.Values); n++ {
			if d.Values[n].From >= d.Values[n-1].From {
				t.Errorf("%s: value %d begins on %s; want the newest first", d.Name, n, d.Values[n].From)
			}
		}
		for day := civil.Date(2006, time.January, 1); day <= civil.Date(2027, time.January, 1); day = day.AddMonths(1) {
			var holding []int64
			for n, v := range d.Values {
				if v.From <= day && (n == 0 || day < d.Values[n-1].From) {
					holding = append(holding, v.Amount)
				}
			}
			if len(holding) != 1 || p.On(Threshold(i), day) != holding[0] {
				t.Errorf("%s on %s: got %v, read as %d; want exactly one value", d.Name, day, holding, p.On(Threshold(i), day))
			}
		}
	}
}

func TestThresholdNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Defaults().All() {
		if seen[d.Name] {
			t.Errorf("two thresholds are called %s", d.Name)
		}
		seen[d.Name] = true
	}
}

// The values of the catalogue, and the days on which the law changed them.
func TestThresholdValues(t *testing.T) {
	p := Defaults()
	f := func(of Threshold, day civil.Day, want int64) {
		t.Helper()
		if got := p.On(of, day); got != want {
			t.Errorf("%s on %s: got %d; want %d", p.Definition(of).Name, day, got, want)
		}
	}
	f(LongDistanceKm, on(2026, 3, 10), 1500) // tenths of a kilometre
	f(PrescriptionValidityYears, on(2026, 3, 10), 1)
	f(TacitDaysTransport, on(2006, 12, 29), 10)
	f(TacitDaysTransport, on(2006, 12, 30), 15)
	f(TacitDaysTransport, on(2006, 12, 31), 15)
	f(TacitDaysCare, on(2026, 3, 10), 15)
}

func TestShow(t *testing.T) {
	p := Defaults()
	f := func(of Threshold, amount int64, want string) {
		t.Helper()
		if got := p.Definition(of).Show(amount); got != want {
			t.Errorf("%s of %d: got %q; want %q", p.Definition(of).Name, amount, got, want)
		}
	}
	f(LongDistanceKm, 1500, "150")
	f(LongDistanceKm, 1505, "150.5")
	f(LongDistanceKm, 5, "0.5")
	f(TacitDaysTransport, 15, "15")
}

// A citation without a source cannot be checked. Two functions make citations, with a source and the day on which it was read;
// none is made elsewhere.
func TestCitations(t *testing.T) {
	for _, r := range []Ref{text("CSS R1", on(2020, 1, 1)), secondHand("CSS R2", 0), R147_8} {
		if r.Name == "" || r.Source == "" || !r.Checked.Known() || r.Version > r.Checked {
			t.Errorf("citation %q: got %+v; want a source, and a day no earlier than its wording", r.Name, r)
		}
	}
	source, err := os.ReadFile("citation.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), "Ref{"); n != 2 {
		t.Errorf("citation.go makes a Ref in %d places; want 2, the makers", n)
	}
	seen := map[string]bool{}
	for _, made := range regexp.MustCompile(`= (?:text|secondHand)\("([^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		if seen[made[1]] {
			t.Errorf("%s is cited under two names", made[1])
		}
		seen[made[1]] = true
	}
	if len(seen) < 20 {
		t.Errorf("got %d citations; want those of the source", len(seen))
	}
}

func TestItems(t *testing.T) {
	if got, want := Item2g.Basis(), "CSS R147-8 2° g (2018-07-29)"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
}

func TestPeriods(t *testing.T) {
	p := Since(2015, 8, 1).Until(2017, 4, 7)
	f := func(day civil.Day, want bool) {
		t.Helper()
		if got := p.Covers(day); got != want {
			t.Errorf("%s: got %t; want %t", day, got, want)
		}
	}
	f(on(2015, 7, 31), false)
	f(on(2015, 8, 1), true)
	f(on(2015, 8, 2), true)
	f(on(2017, 4, 6), true)
	f(on(2017, 4, 7), false)
	f(on(2017, 4, 8), false)
	if !Always.Covers(on(2006, 1, 1)) || !Since(2025, 3, 1).Covers(civil.Open) {
		t.Error("an open period has no end")
	}
}
