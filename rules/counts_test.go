package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

func TestTallyOfItsCounts(t *testing.T) {
	a := NewAuditor(All())
	c := claim.NewCase(&claim.Context{Registers: &claim.Registers{}, Calendar: &civil.Calendar{}, Parameters: law.Defaults()})
	line := claim.Claim{Kind: claim.Transport, Service: claim.Taxi, DepartedAt: civil.Date(2025, 3, 1).At(0)}
	c.Open(&line)
	tally := a.NewTally()
	a.Judge(c, tally, nil)
	got, err := a.TallyOf(tally.Counts())
	if err != nil {
		t.Fatal(err)
	}
	if got.Claims() != 1 {
		t.Fatalf("got %d claims; want 1", got.Claims())
	}
	if diff := cmp.Diff(tally.Coverage(), got.Coverage(), cmp.Comparer(func(a, b *Rule) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	a.Judge(c, got, nil)
	if tally.Claims() != 1 {
		t.Error("the tally counts with the one that was made of its counts; want each by itself")
	}
	if _, err := NewAuditor(All()[:3]).TallyOf(tally.Counts()); err == nil || !strings.Contains(err.Error(), "want 3") {
		t.Errorf("another auditor: got %v; want it refused", err)
	}
}

// A finding on a claim of an earlier night counts as a finding, and the claim not once more.
func TestTallyOfEarlierClaims(t *testing.T) {
	a := NewAuditor([]*Rule{&duplicateClaim, &vehicleInTwoPlaces})
	tally := a.NewTally()
	tally.Found(1, Anomaly)
	tally.Found(1, Review)
	tally.Found(1, Anomaly)
	want := a.NewTally().Coverage()
	want[1].Verdicts[Anomaly], want[1].Verdicts[Review] = 2, 1
	if diff := cmp.Diff(want, tally.Coverage(), cmp.Comparer(func(a, b *Rule) bool { return a == b })); diff != "" || tally.Claims() != 0 {
		t.Errorf("got %d claims (- want, + got):\n%s", tally.Claims(), diff)
	}
}

func TestLevelsOfTheirCounts(t *testing.T) {
	p := &Peers{dossiers: []dossier{{members: 2}, {members: 1}}}
	l := p.NewLevels()
	l.of[0][1] = LevelCounts{Billed{1, 2, 3}, Billed{4, 5, 6}}
	l.of[1][0] = LevelCounts{Billed{7, 8, 9}, Billed{10, 11, 12}}
	got, err := p.LevelsOf(l.Counts())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l.of, got.of); diff != "" {
		t.Error(diff)
	}
	if _, err := (&Peers{}).LevelsOf(l.Counts()); err == nil {
		t.Error("other peers: got nil; want it refused")
	}
}

func TestBalanceOfItsCounts(t *testing.T) {
	b := Balance{otherYears: true, unknown: [accountYears]string{1: "prescriptions"}}
	b.account("060000001")[1] = Billed{1, 2, 3}
	got, err := BalanceOf(b.Counts())
	if err != nil {
		t.Fatal(err)
	}
	if *got.of["060000001"] != *b.of["060000001"] || got.unknown != b.unknown || !got.otherYears {
		t.Errorf("got %+v; want %+v", got, b)
	}
	few := b.Counts()
	few.Facilities["060000001"] = few.Facilities["060000001"][1:]
	if _, err := BalanceOf(few); err == nil {
		t.Error("a year less: got nil; want it refused")
	}
	if _, err := BalanceOf(BalanceCounts{}); err == nil {
		t.Error("no years: got nil; want it refused")
	}
}
