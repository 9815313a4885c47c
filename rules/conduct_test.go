package rules

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Raw has every decimal; a sentence gives an amount to the cent, and a time as hours and minutes.
func TestFiguresInSentences(t *testing.T) {
	f := func(got, want Value) {
		t.Helper()
		if got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
	euros := func(tenThousandths int64) Value { return Ratio{tenThousandths, true}.euros() }
	f(euros(637_838), Value{"63.7838", "63,78 €", "€63.78"})
	f(euros(637_850), Value{"63.785", "63,79 €", "€63.79"})
	f(euros(800_000), Value{"80", "80,00 €", "€80.00"})
	f(euros(-12_300), Value{"-1.23", "-1,23 €", "€-1.23"})
	f(Ratio{}.euros(), Value{})
	hours := func(seconds int64) Value { return hoursValue(wholeRatio(seconds).over(wholeRatio(3600)), seconds) }
	f(hours(7*3600), Value{"7", "7 h 00 min", "7 h 00 min"})
	f(hours(24*3600+60), Value{"24.0167", "24 h 01 min", "24 h 01 min"})
	f(hours(24*3600+1), Value{"24.0003", "24 h 00 min 01 s", "24 h 00 min 01 s"})
}

func TestRatioOver(t *testing.T) {
	f := func(n, by, want Ratio) {
		t.Helper()
		if got := n.over(by); got != want {
			t.Errorf("%v over %v: got %v; want %v", n, by, got, want)
		}
	}
	f(wholeRatio(6), wholeRatio(3), wholeRatio(2))
	f(wholeRatio(1), wholeRatio(3), Ratio{3333, true})
	f(wholeRatio(2), wholeRatio(3), Ratio{6667, true})
	f(wholeRatio(1), wholeRatio(20000), Ratio{1, true}) // half a ten-thousandth is rounded up
	f(eurosRatio(1), wholeRatio(1), Ratio{100, true})
	f(wholeRatio(0), wholeRatio(3), wholeRatio(0))
	f(wholeRatio(3), wholeRatio(0), Ratio{})
	f(wholeRatio(-3), wholeRatio(1), Ratio{})
	f(wholeRatio(3), Ratio{}, Ratio{})
	f(Ratio{}, wholeRatio(3), Ratio{})
	f(Ratio{math.MaxInt64, true}, wholeRatio(1), Ratio{math.MaxInt64, true})
	f(Ratio{math.MaxInt64, true}, Ratio{1, true}, Ratio{}) // more than fits
}

// inquire applies every rule about subjects to registers and claims, on a day in March 2026.
func inquire(r *claim.Registers, day int, lines ...*claim.Claim) (rows []Conduct, coverage map[*Rule]Coverage) {
	peers := NewPeers(r)
	levels := peers.NewLevels()
	for i, line := range lines { // as two workers would, in any order
		one := peers.NewLevels()
		if one.Includes(line.BillerID) {
			one.Add(open(line, r))
		}
		if i%2 == 0 {
			levels.Merge(one)
		} else {
			one.Merge(levels)
			levels = one
		}
	}
	a := NewAuditor(All())
	tally := a.NewTally()
	rows = a.Inquire(Inquiry{Registers: r, Parameters: law.Defaults(), AsOf: march(day), Levels: levels}, tally)
	coverage = map[*Rule]Coverage{}
	for _, c := range tally.Coverage() {
		coverage[c.Rule] = c
	}
	return rows, coverage
}

// Where nothing could be looked at nothing is found, and the coverage says so.
func TestRegistersNotSupplied(t *testing.T) {
	rows, coverage := inquire(&claim.Registers{}, 10)
	for rule, missing := range map[*Rule]string{&requestUnanswered: "control_requests", &abovePeers: "agreement_periods", &targetMissed: "targets"} {
		c := coverage[rule]
		if c.Verdicts[InsufficientData] != 1 || c.Verdicts[Compliant] != 0 || c.Blamed[missing] != 1 {
			t.Errorf("%s: got %v, missing %v; want it undecided for want of %s", rule.ID, c.Verdicts, c.Blamed, missing)
		}
	}
	if len(rows) != 3 || slices.ContainsFunc(rows, func(c Conduct) bool { return c.Verdict != InsufficientData }) {
		t.Errorf("got %+v; want each rule undecided once", rows)
	}
}

// A rule about subjects counts subjects, and not claims.
func TestCoverageOfSubjects(t *testing.T) {
	r := &claim.Registers{ControlRequests: readable[claim.ControlRequest]{table[claim.ControlRequest]{"S1": {
		{RequestID: "R1", SubjectID: "S1", SentOn: march(1), DueOn: march(9), AnsweredOn: civil.Never, Complete: claim.No},
		{RequestID: "R2", SubjectID: "S1", SentOn: march(1), DueOn: march(9), AnsweredOn: march(8), Complete: claim.Yes},
	}}}}
	a := NewAuditor([]*Rule{&requestUnanswered})
	tally := a.NewTally()
	a.Judge(open(tripBy(claim.Taxi), r), tally, nil)
	rows := a.Inquire(Inquiry{Registers: r, Parameters: law.Defaults(), AsOf: march(10), Levels: NewPeers(r).NewLevels()}, tally)
	want := [numVerdicts]int64{Review: 1, Compliant: 1}
	if got := tally.Coverage()[0].Verdicts; got != want || len(rows) != 2 {
		t.Errorf("got %v of %d; want %v of 2 requests", got, len(rows), want)
	}
	c := rows[0]
	const fr = "Demande de contrôle (date d'envoi : 01/03/2026) à laquelle il fallait répondre le 09/03/2026 au plus tard : pas de réponse complète au 10/03/2026 (réponse reçue : aucune)."
	if c.FR != fr || c.SubjectKind != "subject" || c.Object != "R1" || c.From != march(1) || c.To != march(9) || c.Item != "3°" {
		t.Errorf("got %+v; want request R1 of a subject, %q", c, fr)
	}
}

// Twenty peers with one claim of 100.00 each, and a subject with three of 200.00: the level is three times the mean, the
// amount six times.
func TestFiguresOfPeers(t *testing.T) {
	professions := table[claim.Profession]{"S": {{SubjectID: "S", Profession: "nurse", Area: "north", Activity: 900}}}
	act := func(biller string, cents claim.Cents) *claim.Claim {
		line := &claim.Claim{Kind: claim.Care, ClaimID: "C", BillerID: biller, ActCode: "AMK", PerformedOn: march(5), AmountReimbursed: cents}
		line.Known = line.Known.With(claim.ColAmountReimbursed)
		return line
	}
	lines := []*claim.Claim{act("S", 20000), act("S", 20000), act("S", 20000), act("nobody", 99999)}
	for i := range 20 {
		id := "P" + strconv.Itoa(i)
		professions[id] = []claim.Profession{{SubjectID: id, Profession: "nurse", Area: "north", Activity: 1800}}
		lines = append(lines, act(id, 10000))
	}
	r := &claim.Registers{
		Professions: readable[claim.Profession]{professions},
		AgreementPeriods: readable[claim.AgreementPeriod]{table[claim.AgreementPeriod]{"S": {
			{SubjectID: "S", Item: "AMK", Number: 2, ValidFrom: march(1) - 90, ValidTo: march(1) - 1},
			{SubjectID: "S", Item: "AMK", Number: 1, ValidFrom: march(1) - 365, ValidTo: march(1) - 180},
			{SubjectID: "S", Item: "AMK", Number: 3, ValidFrom: march(1), ValidTo: march(8)},
		}}},
	}
	rows, _ := inquire(r, 10, lines...)
	i := slices.IndexFunc(rows, func(c Conduct) bool { return c.Rule == &abovePeers })
	if len(rows) != 3 || i < 0 {
		t.Fatalf("got %+v; want one row of each rule", rows)
	}
	c := rows[i]
	if c.Verdict != Review || c.Value != wholeRatio(3) || c.Mean != wholeRatio(1) || c.Ratio != wholeRatio(3) || c.Size != 20 ||
		c.Group != "profession nurse, area north, activity 450 to 1800" || c.From != march(1)-365 || c.To != march(1)-1 {
		t.Errorf("got %+v; want 3 against a mean of 1 of 20 peers", c)
	}
	const en = "After two periods of prior agreement (AMK) that ended on 2026-02-28, lines billed: 3, against 1 in the mean of " +
		"20 peers (ratio 3); reimbursed: €600.00, against €100.00 in the mean (ratio 6); another period since: yes."
	if c.EN != en {
		t.Errorf("got %q; want %q", c.EN, en)
	}

	// Without the claim that takes the level above the mean, only the amount is above it.
	rows, _ = inquire(r, 10, append(slices.Clone(lines[3:]), act("S", 10001))...)
	c = rows[slices.IndexFunc(rows, func(c Conduct) bool { return c.Rule == &abovePeers })]
	if c.Verdict != Review || c.Value != eurosRatio(10001) || c.Mean != eurosRatio(10000) || c.Ratio != (Ratio{10001, true}) {
		t.Errorf("got %+v; want 100.01 against a mean of 100.00", c)
	}
	rows, _ = inquire(r, 10, append(slices.Clone(lines[3:]), act("S", 10000))...)
	if c = rows[slices.IndexFunc(rows, func(c Conduct) bool { return c.Rule == &abovePeers })]; c.Verdict != Compliant {
		t.Errorf("got %s; want compliant at the mean", c.Verdict)
	}
}

// A third period counts as new only where it began after the end of the second one.
func TestThirdPeriod(t *testing.T) {
	f := func(from civil.Day, number int32, want bool) {
		t.Helper()
		d := dossier{}
		for _, row := range []claim.AgreementPeriod{{Number: 2, ValidFrom: march(1), ValidTo: march(10)}, {Number: number, ValidFrom: from}} {
			d.take(&row)
		}
		if got := d.third(); got != want {
			t.Errorf("number %d from %s: got %t; want %t", number, from, got, want)
		}
	}
	f(march(10), 3, false)
	f(march(11), 3, true)
	f(march(11), 1, false)
	f(0, 3, false)
}
