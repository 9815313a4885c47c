package report

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Each sum counts a claim once, with the largest amount among its findings there, and never more than the claim.
func TestAmountsCountOncePerClaim(t *testing.T) {
	type given struct {
		rule, claim, subject string
		verdict              rules.Verdict
		stake                claim.Cents
		suppressed           bool
	}
	f := func(list []given, total, item2g, op1, doubtful claim.Cents, claims int64) {
		t.Helper()
		g := NewAggregator(testRun)
		for _, x := range list {
			finding := finding(x.rule, x.verdict, x.claim)
			finding.SubjectID, finding.AtStake = x.subject, x.stake
			g.AddFinding(finding, x.suppressed, civil.Date(2027, 1, 1))
		}
		found := g.Aggregates()
		got := func(name string, got, want claim.Cents) {
			if got != want {
				t.Errorf("%v: %s: got %s; want %s", list, name, got, want)
			}
		}
		got("total", found.Total.Stake, total)
		got("doubtful", found.Total.ReviewStake, doubtful)
		got("item", sumOf(found.Items, "2° g").Stake, item2g)
		got("subject", g.subject(Subject{"operator", "OP1"}).Stake, op1)
		got("month", sumOf(found.Months, monthOf(civil.Date(2026, 3, 10))).Stake, total)
		if found.Total.Claims != claims {
			t.Errorf("%v: got %d claims; want %d", list, found.Total.Claims, claims)
		}
	}
	const mode, expired, crew, late = "2g-mode-above-prescription", "2g-prescription-expired", "2h-crew-size", "4a-sent-late"
	f(nil, 0, 0, 0, 0, 0)
	f([]given{{mode, "A", "OP1", rules.Anomaly, 40_00, false}}, 40_00, 40_00, 40_00, 0, 1)
	f([]given{{mode, "A", "OP1", rules.Anomaly, 40_00, false}, {expired, "A", "OP1", rules.Review, 70_00, false}}, 70_00, 70_00, 70_00, 0, 1)
	f([]given{{mode, "A", "OP1", rules.Review, 40_00, false}, {crew, "A", "OP1", rules.Review, 70_00, false}}, 70_00, 40_00, 70_00, 70_00, 1)
	f([]given{{mode, "A", "OP1", rules.Anomaly, 40_00, false}, {crew, "A", "OP2", rules.Anomaly, 70_00, false}}, 70_00, 40_00, 40_00, 0, 1)
	f([]given{{mode, "A", "OP1", rules.Anomaly, 40_00, false}, {mode, "B", "OP1", rules.Review, 30_00, false}}, 70_00, 70_00, 70_00, 30_00, 2)
	f([]given{{mode, "A", "OP1", rules.Anomaly, 400_00, false}}, 100_00, 100_00, 100_00, 0, 1)                                                   // more than the claim
	f([]given{{mode, "A", "OP1", rules.Anomaly, -1, false}}, 0, 0, 0, 0, 1)                                                                      // less than nothing
	f([]given{{late, "A", "OP1", rules.Review, 100_00, false}}, 0, 0, 0, 0, 1)                                                                   // a matter of form
	f([]given{{mode, "A", "OP1", rules.Anomaly, 40_00, true}}, 0, 0, 0, 0, 0)                                                                    // set aside
	f([]given{{mode, "A", "OP1", rules.Anomaly, 90_00, true}, {expired, "A", "OP1", rules.Review, 20_00, false}}, 20_00, 20_00, 20_00, 20_00, 1) // one of two
}

// The claim is worth what was reimbursed, and what was billed while nothing is.
func TestAClaimsWorth(t *testing.T) {
	f := func(billed, reimbursed claim.Cents, paid bool, want claim.Cents) {
		t.Helper()
		g := NewAggregator(testRun)
		x := finding("2h-crew-size", rules.Anomaly, "A")
		x.Billed, x.Reimbursed, x.Paid, x.AtStake = billed, reimbursed, paid, 1000_00
		g.AddFinding(x, false, 0)
		if got := g.Aggregates().Total.Stake; got != want {
			t.Errorf("billed %s, reimbursed %s (%v): got %s; want %s", billed, reimbursed, paid, got, want)
		}
	}
	f(120_00, 78_00, true, 78_00)
	f(120_00, 0, true, 0)
	f(120_00, 0, false, 120_00)
}

// A transport and an act of care may have the same id.
func TestKindsAreApart(t *testing.T) {
	g := NewAggregator(testRun)
	a, b := finding("1a-after-death", rules.Anomaly, "A"), finding("1a-after-death", rules.Anomaly, "A")
	b.Kind = claim.Care
	g.AddFinding(a, false, 0)
	g.AddFinding(b, false, 0)
	if got := g.Aggregates().Total; got.Claims != 2 || got.Stake != 200_00 {
		t.Errorf("got %+v; want two claims of 200 euros", got)
	}
}

// Examples follow from the run and the findings, not from how many came before.
func TestExamplesAreDrawnByTheRun(t *testing.T) {
	drawn := func(run string, from, to int) string {
		g := NewAggregator(run)
		for i := from; i < to; i++ {
			g.AddFinding(finding("2h-crew-size", rules.Anomaly, string(rune('A'+i))), false, 0)
		}
		var ids []string
		for _, e := range g.Aggregates().Rules["2h-crew-size"].examples {
			ids = append(ids, e.Claim)
		}
		return strings.Join(ids, " ")
	}
	if a, b := drawn(testRun, 0, 50), drawn(testRun, 0, 50); a != b || len(strings.Fields(a)) != maxExamples {
		t.Errorf("got %q and %q; want the same %d", a, b, maxExamples)
	}
	if a, b := drawn(testRun, 0, 50), drawn(strings.Repeat("f", 32), 0, 50); a == b {
		t.Errorf("two runs: got %q twice; want others", a)
	}
	if got := drawn(testRun, 0, 2); len(strings.Fields(got)) != 2 {
		t.Errorf("two findings: got %q; want both", got)
	}
}

func TestHistogram(t *testing.T) {
	f := func(value int64, want int) {
		t.Helper()
		h := newHistogram([]int64{10, 20})
		h.add(value)
		if h.counts[want] != 1 {
			t.Errorf("%d: got %v; want it at %d", value, h.counts, want)
		}
	}
	f(9, 0)
	f(10, 1)
	f(19, 1)
	f(20, 2)
	f(1000, 2)
}

// The kilometres over a reference and the days until a bill was sent are read from the facts, where they can be.
func TestMeasures(t *testing.T) {
	f := func(billed, reference, days string, detours, delays int64) {
		t.Helper()
		g := NewAggregator(testRun)
		x := finding("2g-km-above-route", rules.Review, "A")
		x.Facts = []rules.Shown{{Name: "billed_km", Value: billed}, {Name: "reference_km", Value: reference}, {Name: "working_days", Value: days}}
		g.AddFinding(x, false, 0)
		if d, w := g.sums.Detours.Total(), g.sums.Delays.Total(); d != detours || w != delays {
			t.Errorf("%q %q %q: got %d and %d; want %d and %d", billed, reference, days, d, w, detours, delays)
		}
	}
	f("12.5", "10", "40", 1, 1)
	f("10", "12.5", "0", 0, 1)
	f("", "10", "-1", 0, 0)
	f("12.55", "10", "many", 0, 0)
}

// Several workers together come to the sums that one would have come to alone, whichever of them saw a claim.
func TestMerge(t *testing.T) {
	sums := func(workers int) *Aggregates {
		all := make([]*Aggregator, workers)
		for i := range all {
			all[i] = NewAggregator(testRun)
		}
		for i := range 60 {
			g := all[i*7%workers]
			for _, rule := range []string{"2h-crew-size", "2g-prescription-expired", "4a-sent-late"}[:1+i%3] {
				x := finding(rule, rules.Verdict(int(rules.Review)+i%2), string(rune('A'+i)))
				x.SubjectID, x.AtStake, x.Day = string(rune('a'+i%5)), claim.Cents(100*i), x.Day+civil.Day(i)
				g.AddFinding(x, i%9 == 0, civil.Date(2027, 1, 1+i%4))
			}
			g.AddUnread("f", string(rune('a'+i%2)))
		}
		for _, g := range all[1:] {
			all[0].Merge(g)
		}
		found := all[0].Aggregates()
		for _, s := range found.Subjects {
			slices.SortFunc(s.Rules, func(a, b RuleCount) int { return strings.Compare(a.Rule.ID, b.Rule.ID) })
		}
		return found
	}
	want := sums(1)
	for n := 2; n < 6; n++ {
		if got := sums(n); !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers: got %+v; want %+v", n, got, want)
		}
	}
}
