package worker

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/pipeline/judge"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// What one process has counted arrives at another: verdicts, levels of those who are compared, the balance of establishments, and what was
// prescribed.
func TestCountsAreReceived(t *testing.T) {
	registers := &claim.Registers{}
	setup := &judge.Setup{Auditor: rules.NewAuditor(rules.All()), Peers: rules.NewPeers(registers)}
	sent, got := setup.NewTotals(), setup.NewTotals()
	c := claim.NewCase(&claim.Context{Registers: registers, Calendar: &civil.Calendar{}, Parameters: law.Defaults()})
	line := claim.Claim{Kind: claim.Transport, Service: claim.Taxi, DepartedAt: civil.Date(2015, 3, 1).At(0)}
	c.Open(&line)
	setup.Auditor.Judge(c, sent.Tally, nil)
	sent.Balance.Add(c)
	sent.Prescribed.Add(c)
	sent.Prescribed.Counts["D1"] = map[civil.Day]rules.PrescribedTransports{civil.Date(2015, 1, 1): {All: 3, Ambulance: 2, UnknownMode: 1}}

	p := part{counts: sentCounts(&sent), Claims: 1}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var arrived part
	if err := json.Unmarshal(text, &arrived); err != nil {
		t.Fatal(err)
	}
	if err := arrived.addTo(&got, setup.Auditor, setup.Peers); err != nil {
		t.Fatal(err)
	}
	if arrived.Claims != 1 || got.Tally.Claims() != 1 {
		t.Errorf("got %d claims, %d in the tally; want 1", arrived.Claims, got.Tally.Claims())
	}
	if diff := cmp.Diff(sent.Tally.Counts(), got.Tally.Counts()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(sent.Balance.Counts(), got.Balance.Counts()); diff != "" || got.Balance.Counts().Unknown[1] == "" {
		t.Errorf("balance: got %+v; want one with a trip of which nobody knows who prescribed it\n%s", got.Balance.Counts(), diff)
	}
	if diff := cmp.Diff(sent.Prescribed, got.Prescribed); diff != "" || len(got.Prescribed.Unknown) != 1 {
		t.Errorf("prescribed: got %+v; want three transports of D1 and one of which nobody knows who prescribed it\n%s", got.Prescribed, diff)
	}

	refused := func(name, text, want string) {
		t.Helper()
		var p part
		err := json.Unmarshal([]byte(text), &p)
		if err == nil {
			sum := setup.NewTotals()
			err = p.addTo(&sum, setup.Auditor, setup.Peers)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want %q", name, err, want)
		}
	}
	refused("nothing", `{}`, "without what was counted")
	refused("no levels", strings.Replace(string(text), `"Levels":`, `"Other":`, 1), "without what was counted")
	refused("nothing prescribed", strings.Replace(string(text), `"Prescribed":`, `"Other":`, 1), "without what was counted")
	refused("other rules", `{"Tally": {}, "Levels": [], "Balance": {}, "Prescribed": {}}`, "other rules or registers")
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
