package rules

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// group is a group of trips, as one rule sees it.
func group(rule *Rule, trips ...claim.Member) (*Auditor, []claim.Member) {
	for i := range trips {
		m := &trips[i]
		m.Position, m.Rules, m.Key = uint64(i), m.Rules|1, rule.Across.Key
		if m.From == 0 {
			m.From = int64(m.Day) * 86400
		}
	}
	slices.SortFunc(trips, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
	return NewAuditor([]*Rule{rule}), trips
}

func judged(rule *Rule, trips ...claim.Member) map[uint64]GroupRuling {
	a, sorted := group(rule, trips...)
	rulings := map[uint64]GroupRuling{}
	a.JudgeGroup(sorted, &InputFacts{Registers: &claim.Registers{}}, law.Defaults(), nil, func(m GroupRuling) { rulings[m.Position] = m })
	return rulings
}

// Every day with trips begins a window, and each is the one that counting by hand gives.
func TestWindows(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	first := civil.Date(2025, time.November, 20)
	for range 300 {
		g := &Group{parameters: law.Defaults()}
		var days []civil.Day
		for range r.IntN(30) {
			days = append(days, first+civil.Day(r.IntN(150)))
		}
		slices.Sort(days)
		far := make([]int, len(days))
		for i, d := range days {
			g.Members, far[i] = append(g.Members, claim.Member{Day: d}), i
		}
		var shown []civil.Day
		windows(g, far, func(from, to, n int) {
			start := days[from]
			shown = append(shown, start)
			var inside []civil.Day
			for _, d := range days {
				if start <= d && d < start.AddMonths(2) {
					inside = append(inside, d)
				}
			}
			if !slices.Equal(days[from:to], inside) || n != len(slices.Compact(inside)) {
				t.Fatalf("window of %s: got %d trips on %d days; want the %d from then on", start, to-from, n, len(inside))
			}
		})
		if want := slices.Compact(slices.Clone(days)); !slices.Equal(shown, want) {
			t.Fatalf("got windows from %v; want one from each of %v", shown, want)
		}
	}
}

// A series that began on earlier nights is one since tonight: each of its trips is reported, with the others as related claims.
func TestSeriesOverNights(t *testing.T) {
	day := civil.Date(2026, time.January, 5)
	trip := func(d civil.Day, earlier bool) claim.Member {
		return claim.Member{Day: d, Km: 600, Prescribed: 1, Opinion: uint8(Anomaly), Earlier: earlier}
	}
	rulings := judged(&seriesNoAgreement, trip(day, true), trip(day+10, true), trip(day+20, true), trip(day+58, false))
	for position := range uint64(4) {
		others := slices.DeleteFunc([]uint64{0, 1, 2, 3}, func(p uint64) bool { return p == position })
		if m := rulings[position]; m.Verdict != Anomaly || !slices.Equal(m.Related, others) || m.Earlier != (position < 3) {
			t.Errorf("trip %d: got %v; want an anomaly with the three others", position, m)
		}
	}
	if rulings = judged(&seriesNoAgreement, trip(day, true), trip(day+10, true), trip(day+20, true)); len(rulings) != 0 {
		t.Errorf("got %v; want nothing of the trips of before tonight", rulings)
	}
	if rulings = judged(&seriesNoAgreement, trip(day, true), trip(day+10, true), trip(day+20, true), trip(day+59, false)); len(rulings) != 0 {
		t.Errorf("got %v; want nothing: the last trip lies outside the two months", rulings)
	}
}

// A trip with an agreement counts for the series and is not flagged, whatever the others lack.
func TestSeriesPartlyAgreed(t *testing.T) {
	day := civil.Date(2026, time.January, 5)
	trip := func(n int, v Verdict) claim.Member {
		return claim.Member{Day: day + civil.Day(n), Km: 600, Prescribed: 1, Opinion: uint8(v)}
	}
	rulings := judged(&seriesNoAgreement, trip(0, Compliant), trip(1, Anomaly), trip(2, Review), trip(3, InsufficientData))
	if len(rulings) != 3 || rulings[1].Verdict != Anomaly || rulings[2].Verdict != Review || rulings[3].Missing != "agreements" {
		t.Errorf("got %v; want an anomaly, a review and one that lacks the agreements", rulings)
	}
}

// A leg that reaches the fund late uses up the prescription before legs of an earlier night: the finding is on the last of these.
func TestLateLegUsesPrescriptionUp(t *testing.T) {
	day := civil.Date(2026, time.January, 5)
	leg := func(n int, earlier bool) claim.Member {
		return claim.Member{Day: day + civil.Day(n), Prescription: 1, Prescribed: 1, Earlier: earlier}
	}
	rulings := judged(&prescriptionReused, leg(0, false), leg(1, true), leg(2, true))
	if m := rulings[2]; len(rulings) != 1 || m.Verdict != Review || !m.Earlier || !slices.Equal(m.Related, []uint64{0, 1}) {
		t.Errorf("got %v; want a review on the leg beyond the allowance, with the two others", rulings)
	}
}

// Every leg beyond the allowance has the legs before it under the same document, with any number of documents.
func TestUsedUp(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		g := &Group{}
		for range r.IntN(20) {
			g.Members = append(g.Members, claim.Member{Agreement: uint64(r.IntN(3))})
		}
		allowed := func(which uint64) int { return 2 * int(which) }
		var got, want []int
		usedUp(g, func(m *claim.Member) (uint64, int) { return m.Agreement, allowed(m.Agreement) }, func(leg int, before fellows) {
			got = append(got, leg)
			if before.count != allowed(g.Members[leg].Agreement) || len(before.first) != before.count {
				t.Fatalf("leg %d is shown with %d others, %d named; want %d", leg, before.count, len(before.first), allowed(g.Members[leg].Agreement))
			}
			for _, b := range before.first {
				if b >= leg || g.Members[b].Agreement != g.Members[leg].Agreement {
					t.Fatalf("leg %d is shown with %d", leg, b)
				}
			}
		})
		seen := map[uint64]int{}
		for i := range g.Members {
			which := g.Members[i].Agreement
			if seen[which]++; seen[which] > allowed(which) {
				want = append(want, i)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got the legs %v; want %v", got, want)
		}
	}
}
