package judge

import (
	"math"

	"vigie/pipeline/findings"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Describer describes what the rules say of claims as rows of anomalies.parquet. It belongs to one goroutine.
type Describer struct {
	*Judge
	Groups       *GroupRulings
	AsOf         civil.Day
	Suppressions Suppressions

	// What was described since the last Reset, good until the next.
	Rows     []findings.Row
	Patterns []rules.Conduct // what claims show together of a subject

	sentences rules.Describer
	file      string // of the claim
	line      int64
}

// NewDescriber describes findings as of a day; what the rules say of groups is looked up in groups.
func (s *Setup) NewDescriber(j *Judge, groups *GroupRulings, asOf civil.Day, set Suppressions) *Describer {
	return &Describer{Judge: j, Groups: groups, AsOf: asOf, Suppressions: set}
}

// Reset forgets the rows and patterns. Nothing that points into them may be used any more.
func (d *Describer) Reset() {
	d.Rows, d.Patterns = d.Rows[:0], d.Patterns[:0]
	d.sentences.Reset()
}

// At sets where the claim stands: its file, relative to the dataset, and its line or row there, from 1.
func (d *Describer) At(file string, line int64) { d.file, d.line = file, line }

// Describe describes what the rules say of the claim, which is open: alone and in its groups, both in catalogue order. Where one rule says
// something of both, the graver answer counts.
func (d *Describer) Describe(single []Ruling, grouped []rules.GroupRuling) {
	for len(single)+len(grouped) > 0 {
		if len(grouped) == 0 || len(single) > 0 && int(single[0].Rule) < grouped[0].RuleIndex {
			d.Add(single[0].full(d.Auditor), nil)
			single = single[1:]
			continue
		}
		both := len(single) > 0 && int(single[0].Rule) == grouped[0].RuleIndex
		if !d.addGrouped(&grouped[0]) && both {
			d.Add(single[0].full(d.Auditor), nil)
		}
		if both {
			single = single[1:]
		}
		grouped = grouped[1:]
	}
}

// addGrouped describes what a rule says of the claim in its group, unless what it says of the claim alone is at least as grave.
func (d *Describer) addGrouped(g *rules.GroupRuling) (added bool) {
	rule := d.Auditor.Rules[g.RuleIndex]
	single := rules.Ask(rule, d.Case)
	ruling, grouped := g.Combine(single, d.Case)
	if !grouped {
		return false
	}
	d.Tally.Revise(g.RuleIndex, &single, &ruling)
	for _, pattern := range g.Patterns {
		d.Patterns = append(d.Patterns, pattern.Describe(d.Case))
	}
	if ruling.Verdict.Flagged() && !rule.Across.Conduct {
		d.Add(ruling, g)
	}
	return true
}

// Add describes a finding on the claim, which is open, with what only the day of the run can tell: whether it lies within the periods for
// recovery and for a penalty, and whether somebody has set it aside. The group ruling is nil where the claim alone shows it.
func (d *Describer) Add(r rules.Ruling, g *rules.GroupRuling) {
	d.Rows = append(d.Rows, findings.Row{SourceFile: d.file, SourceLine: d.line})
	row := &d.Rows[len(d.Rows)-1]
	f := &row.Finding
	if g == nil {
		d.sentences.Describe(f, d.Case, r)
	} else {
		d.sentences.Describe(f, d.Case, r, g.Found...)
		f.Related, f.RelatedCount = d.Groups.named(g.Related), int32(min(g.Others, math.MaxInt32))
	}
	row.Suppressed = d.Suppressions.Of(f.ClaimID, f.SubjectID, f.Rule.ID)
	row.WithinRecovery = withinRecovery(d.AsOf, f.PaidOn, d.Parameters.On(law.RecoveryYears, f.Day))
	row.WithinPenalty = withinPenalty(d.AsOf, f.Day, d.Parameters.On(law.PenaltyYears, f.Day))
	if !d.Line.Pseudonymous {
		d.Pseudonyms.hide(row)
	}
}

// withinRecovery says whether the years from payment last (L133-4): no means that they are past, save for fraud. Not known where nothing was
// paid.
func withinRecovery(asOf, paidOn civil.Day, years int64) claim.Flag {
	switch {
	case !paidOn.Known():
		return 0
	case asOf <= paidOn.AddYears(int(years)):
		return claim.Yes
	}
	return claim.No
}

// withinPenalty says whether the years since the facts last. Not known once they are past, and never no: since 2022-12-25 (L114-17-2, art.
// 2224 of the code civil) they count from the day on which the fund knew or should have known, which the data do not tell.
func withinPenalty(asOf, facts civil.Day, years int64) claim.Flag {
	if asOf <= facts.AddYears(int(years)) {
		return claim.Yes
	}
	return 0
}
