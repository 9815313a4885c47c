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
	seen := map[string]bool{}
	for file, makers := range map[string]int{"citation.go": 2, "article.go": 0, "text.go": 0} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(source), "Ref{"); n != makers {
			t.Errorf("%s makes a Ref in %d places; want %d", file, n, makers)
		}
		for _, made := range regexp.MustCompile(`= (?:text|secondHand)\("([^"]+)"`).FindAllStringSubmatch(string(source), -1) {
			if seen[made[1]] {
				t.Errorf("%s is cited under two names", made[1])
			}
			seen[made[1]] = true
		}
	}
	if len(seen) < 50 {
		t.Errorf("got %d citations; want those of the source", len(seen))
	}
	for _, r := range []Ref{L133_4, R147_8, R322_11_2, Convention, R6312_10} {
		if r.Name == "" || r.Source == "" || !r.Checked.Known() {
			t.Errorf("citation %q: got %+v; want a source and the day on which it was read", r.Name, r)
		}
		for i, w := range r.Wordings {
			if w.From > w.To || w.From.Known() && w.From > r.Checked || i > 0 && w.From <= r.Wordings[i-1].To {
				t.Errorf("citation %q: got the wording %+v; want days in order, none after the day of reading", r.Name, w)
			}
		}
	}
}

// The wordings of the official list, day by day around each change.
func TestCitationOfTheDay(t *testing.T) {
	f := func(r Ref, year, month, day int, want string) {
		t.Helper()
		if got := r.On(on(year, month, day)); got != want {
			t.Errorf("%s on %s: got %q; want %q", r.Name, on(year, month, day), got, want)
		}
	}
	f(R322_10_8, 2019, 12, 11, "")
	f(R322_10_8, 2019, 12, 12, "CSS R322-10-8 (2019-12-12)")
	f(R322_10_9, 2022, 4, 30, "")
	f(R322_10_9, 2022, 5, 1, "CSS R322-10-9 (2022-05-01)")
	f(D162_17, 2018, 9, 30, "")
	f(D162_17, 2019, 6, 16, "CSS D162-17 (2018-10-01)")
	f(D162_17, 2019, 6, 17, "CSS D162-17 (2019-06-17)")
	f(D162_17, 2025, 2, 27, "CSS D162-17 (2019-12-12)")
	f(D162_17, 2025, 2, 28, "CSS D162-17 (2025-02-28)")
	// One number, three texts, and years without any.
	f(R322_11_2, 2006, 12, 29, "CSS R322-11-2 (1988-05-08)")
	f(R322_11_2, 2006, 12, 30, "")
	f(R322_11_2, 2011, 3, 23, "")
	f(R322_11_2, 2011, 3, 24, "CSS R322-11-2 (2011-03-24)")
	f(R322_11_2, 2015, 7, 24, "CSS R322-11-2 (2015-07-24)")
	f(R322_11_2, 2017, 4, 8, "CSS R322-11-2 (2015-07-24)")
	f(R322_11_2, 2017, 4, 9, "")
	f(R322_11_2, 2025, 3, 1, "")
	f(R322_11_2, 2025, 3, 2, "CSS R322-11-2 (2025-03-02)")
	// A part of a text has the days of the whole.
	f(Convention.Part("art. 34"), 2003, 3, 22, "")
	f(Convention.Part("art. 34"), 2024, 6, 3, "convention nationale des transporteurs sanitaires art. 34 (2003-03-23)")
	// A rule may rest on a text in some years only.
	f(L161_31.Until(2023, 1, 1), 2022, 12, 31, "CSS L161-31 (2021-05-14)")
	f(L161_31.Until(2023, 1, 1), 2023, 1, 1, "")
	f(R161_33_1.Since(2023, 1, 1), 2022, 12, 31, "")
	f(R161_33_1.Since(2023, 1, 1), 2023, 1, 1, "CSS R161-33-1 (2023-01-01)")
	// Where the day is not known, none is printed.
	f(L6312_2, 2024, 6, 3, "CSP L6312-2")
	f(L3121_10, 2010, 11, 30, "")
	f(L3121_10, 2024, 6, 3, "C. transports L3121-10")
	f(R6312_10, 2026, 8, 15, "CSP R6312-10")
	f(R6312_10, 2026, 8, 16, "CSP R6312-10 (2026-08-16)")
	f(L133_4, 2026, 3, 14, "CSS L133-4 (2025-12-31)")
	f(L133_4, 2026, 3, 15, "CSS L133-4")
}

// Between two changes the citation stays the same.
func TestChanges(t *testing.T) {
	for _, r := range []Ref{L133_4, R147_8, R322_11_2, R6312_10, L3121_10, L161_31.Until(2023, 1, 1), R161_33_1.Since(2023, 1, 1), L6312_2} {
		changes := map[civil.Day]bool{}
		for _, d := range r.Changes() {
			changes[d] = true
		}
		for day := on(1985, 1, 2); day < on(2027, 1, 1); day++ {
			if r.On(day) != r.On(day-1) && !changes[day] {
				t.Errorf("%s: cited as %q on %s and not the day before; want the day among its changes", r.Name, r.On(day), day)
			}
		}
	}
}

// The version of R147-8 is that of the day.
func TestItems(t *testing.T) {
	f := func(year, month, day int, want string) {
		t.Helper()
		if got := Item2g.Basis(on(year, month, day)); got != want {
			t.Errorf("%s: got %q; want %q", on(year, month, day), got, want)
		}
	}
	f(2005, 8, 24, "")
	f(2005, 8, 25, "CSS R147-8 2° g (2005-08-25)")
	f(2018, 7, 28, "CSS R147-8 2° g (2016-01-01)")
	f(2018, 7, 29, "CSS R147-8 2° g (2018-07-29)")
	f(2022, 12, 31, "CSS R147-8 2° g (2018-07-29)")
	f(2023, 1, 1, "CSS R147-8 2° g (2023-01-01)")
	f(2026, 11, 30, "CSS R147-8 2° g (2023-01-01)")
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
	if PenaltyArticle.Covers(on(2005, 8, 24)) || !PenaltyArticle.Covers(on(2006, 1, 1)) || !Since(2025, 3, 2).Covers(civil.Open) {
		t.Error("a period begins on its first day, and an open one has no end")
	}
}
