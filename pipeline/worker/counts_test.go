package worker

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// What one process has counted arrives at another: verdicts, levels of those who are compared, and the balance of establishments.
func TestCountsAreReceived(t *testing.T) {
	registers := &claim.Registers{}
	auditor, peers := rules.NewAuditor(rules.All()), rules.NewPeers(registers)
	tally, balance := auditor.NewTally(), new(rules.Balance)
	c := claim.NewCase(&claim.Context{Registers: registers, Calendar: &civil.Calendar{}, Parameters: law.Defaults()})
	line := claim.Claim{Kind: claim.Transport, Service: claim.Taxi, DepartedAt: civil.Date(2015, 3, 1).At(0)}
	c.Open(&line)
	auditor.Judge(c, tally, nil)
	balance.Add(c)

	p := part{counts: sentCounts(tally, peers.NewLevels(), balance), Claims: 1}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var got part
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	gotTally, _, gotBalance, err := got.received(auditor, peers)
	if err != nil {
		t.Fatal(err)
	}
	if got.Claims != 1 || gotTally.Claims() != 1 {
		t.Errorf("got %d claims, %d in the tally; want 1", got.Claims, gotTally.Claims())
	}
	if diff := cmp.Diff(tally.Counts(), gotTally.Counts()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(balance.Counts(), gotBalance.Counts()); diff != "" || gotBalance.Counts().Unknown[1] == "" {
		t.Errorf("balance: got %+v; want one with a trip of which nobody knows who prescribed it\n%s", gotBalance.Counts(), diff)
	}

	refused := func(name, text, want string) {
		t.Helper()
		var p part
		err := json.Unmarshal([]byte(text), &p)
		if err == nil {
			_, _, _, err = p.received(auditor, peers)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want %q", name, err, want)
		}
	}
	refused("nothing", `{}`, "without what was counted")
	refused("no levels", strings.Replace(string(text), `"Levels":`, `"Other":`, 1), "without what was counted")
	refused("other rules", `{"Tally": {}, "Levels": [], "Balance": {}}`, "other rules or registers")
	refused("other peers", strings.Replace(string(text), `"Levels":[]`, `"Levels":[[]]`, 1), "levels of 1 dossiers")
}

// The figures of levels keep their places on the way.
func TestBilledIsReceived(t *testing.T) {
	want := rules.Billed{Claims: 1, Paid: 2, Reimbursed: 3}
	if got := sentBilled(want).received(); got != want {
		t.Errorf("got %+v; want %+v", got, want)
	}
}

// A pattern arrives with its rule.
func TestPatternsAreReceived(t *testing.T) {
	overload := rules.ByID("1a-vehicle-day-overload")
	want := sentRuling{GroupRuling: rules.GroupRuling{Position: 7, Verdict: rules.Review, Patterns: []*rules.Pattern{{
		Rule: overload, On: civil.Date(2025, 3, 1), Occurrences: 40, AtStake: 1200,
		Threshold: rules.Ratio{TenThousandths: 300_000, Known: true}, Value: rules.Ratio{TenThousandths: 250_000, Known: true},
		Found: []rules.Found{{Name: "trips_billed", Source: "claims", Value: rules.Value{Raw: "40", FR: "40", EN: "40"}}},
	}}}, IDs: []string{"T1"}}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got sentRuling
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.Patterns[0].Rule != overload {
		t.Error("got another rule; want the one of the catalogue")
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *rules.Rule) bool { return a.ID == b.ID })); diff != "" {
		t.Error(diff)
	}
	for _, rule := range []string{`"1a-after-death"`, `"no-such-rule"`, `null`} {
		if err := json.Unmarshal([]byte(`{"Patterns": [{"Rule": `+rule+`}]}`), &got); err == nil {
			t.Errorf("a pattern of rule %s: got nil; want it refused", rule)
		}
	}
	if err := json.Unmarshal([]byte(`{"Patterns": [null]}`), new(sentRuling)); err == nil {
		t.Error("no pattern: got nil; want it refused")
	}
}
