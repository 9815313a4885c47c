package rules

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// carry takes a value to another process.
func carry(t *testing.T, from json.Marshaler, to json.Unmarshaler) {
	t.Helper()
	b, err := from.MarshalJSON()
	if err == nil {
		err = to.UnmarshalJSON(b)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestCarriedTally(t *testing.T) {
	a := NewAuditor(All())
	c := claim.NewCase(&claim.Context{Registers: &claim.Registers{}, Calendar: &civil.Calendar{}, Parameters: law.Defaults()})
	line := claim.Claim{Kind: claim.Transport, Service: claim.Taxi, DepartedAt: civil.Date(2025, 3, 1).At(0)}
	c.Open(&line)
	tally, got := a.NewTally(), a.NewTally()
	a.Judge(c, tally, nil)
	if tally.Claims() != 1 {
		t.Fatalf("got %d claims; want 1", tally.Claims())
	}
	carry(t, tally, got)
	if diff := cmp.Diff(tally.Coverage(), got.Coverage(), cmp.Comparer(func(a, b *Rule) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	b, err := tally.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	few := NewAuditor(All()[:3]).NewTally()
	if err := few.UnmarshalJSON(b); err == nil || !strings.Contains(err.Error(), "want 3") {
		t.Errorf("another auditor: got %v; want it refused", err)
	}
}

func TestCarriedLevels(t *testing.T) {
	p := &Peers{dossiers: []dossier{{members: 2}, {members: 1}}}
	l, got := p.NewLevels(), p.NewLevels()
	l.of[0][1] = LevelCounts{Billed{1, 2, 3}, Billed{4, 5, 6}}
	l.of[1][0] = LevelCounts{Billed{7, 8, 9}, Billed{10, 11, 12}}
	carry(t, l, got)
	if got.of[0][1] != l.of[0][1] || got.of[1][0] != l.of[1][0] || got.of[0][0] != (LevelCounts{}) {
		t.Errorf("got %v; want %v", got.of, l.of)
	}
	b, err := l.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := (&Peers{}).NewLevels().UnmarshalJSON(b); err == nil {
		t.Error("other peers: got nil; want it refused")
	}
}

func TestCarriedBalance(t *testing.T) {
	b := Balance{otherYears: true, unknown: [accountYears]string{1: "prescriptions"}}
	b.account("060000001")[1] = Billed{1, 2, 3}
	var got Balance
	carry(t, &b, &got)
	if got.of["060000001"][1] != (Billed{1, 2, 3}) || got.unknown != b.unknown || !got.otherYears {
		t.Errorf("got %+v; want %+v", got, b)
	}
}

func TestCarriedPattern(t *testing.T) {
	p := Pattern{Rule: &vehicleDayOverload, On: civil.Date(2025, 3, 1), Occurrences: 40, Threshold: wholeRatio(30), Value: wholeRatio(25), AtStake: 1200,
		Found: []Found{numberFound("trips_billed", 40)}}
	var got Pattern
	carry(t, &p, &got)
	if got.Rule != p.Rule || got.On != p.On || got.Occurrences != 40 || got.Threshold != p.Threshold || got.Value != p.Value ||
		got.AtStake != p.AtStake || len(got.Found) != 1 || got.Found[0] != p.Found[0] {
		t.Errorf("got %+v; want %+v", got, p)
	}
	if err := got.UnmarshalJSON([]byte(`{"Rule": "1a-after-death"}`)); err == nil {
		t.Error("a rule without patterns: got nil; want it refused")
	}
}
