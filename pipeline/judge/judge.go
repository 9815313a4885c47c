package judge

import (
	"fmt"

	"vigie/rules"
	"vigie/rules/claim"
)

// Judge puts the rules to one claim after another. It belongs to one goroutine.
type Judge struct {
	*Setup
	Totals
	Line claim.Claim // the claim: whoever reads claims reads them into it
	Case *claim.Case // as the rules see it

	flagged []rules.Ruling
}

// NewJudge is a judge that has seen no claim.
func (s *Setup) NewJudge() *Judge {
	return &Judge{Setup: s, Totals: s.NewTotals(), Case: claim.NewCase(s.Context)}
}

// Open shows the claim to the rules.
func (j *Judge) Open() { j.Case.Open(&j.Line) }

// Single puts the rules of single claims to the claim, which is open, and counts what they say in a tally. Flagged holds until the next
// call; entered are the rules of groups in which the claim takes part.
func (j *Judge) Single(tally *rules.Tally) (flagged []rules.Ruling, entered rules.RuleSet) {
	j.flagged, entered = j.Auditor.Judge(j.Case, tally, j.flagged[:0])
	return j.flagged, entered
}

// Time measures how long each rule takes on the claim, which is open, if it is one of those on which rules are timed.
func (j *Judge) Time() { j.Clock.add(j.Auditor, j.Case) }

// Compare counts the claim for subjects that are compared with others, or with themselves a year before.
func (j *Judge) Compare() {
	if j.Levels.Includes(j.Line.BillerID) {
		j.Open()
		j.Levels.Add(j.Case)
	}
	if j.Balance.Enters(j.Line.Kind, j.Line.Day()) {
		j.Open()
		j.Balance.Add(j.Case)
	}
	if j.Prescribed.Enters(j.Line.Kind, j.Line.Service) {
		j.Open()
		j.Prescribed.Add(j.Case)
	}
}

// Ruling is what a rule has flagged of a single claim, until it is described: 16 bytes, since every claim may have some.
type Ruling struct {
	Position uint64 // of the claim
	Rule     uint16 // index among the auditor's rules
	Verdict  rules.Verdict
	Examined uint8
}

// Rulings appends flagged rulings on the claim at a position, packed.
func (s *Setup) Rulings(to []Ruling, position uint64, flagged []rules.Ruling) []Ruling {
	for _, r := range flagged {
		to = append(to, Ruling{position, uint16(s.Auditor.Index(r.Rule)), r.Verdict, r.Examined})
	}
	return to
}

func (r *Ruling) full(a *rules.Auditor) rules.Ruling {
	return rules.Ruling{Rule: a.Rules[r.Rule], Verdict: r.Verdict, Examined: r.Examined}
}

// RepeatedReason is why a claim is rejected whose id an earlier claim of its kind has.
func RepeatedReason(kind claim.Kind) string {
	return fmt.Sprintf("got a claim_id that stands before among the %s claims; want each once", kind)
}
