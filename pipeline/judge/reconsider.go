package judge

import (
	"slices"

	"vigie/rules"
)

// Ended is a finding of an earlier night that holds no more, since its group has changed.
type Ended struct {
	Rule    *rules.Rule
	Because uint64 // position of a claim that has left the group or come to it; 0 where it is not known
}

// Reconsider compares what the rules of groups say now of a claim of an earlier night, which is open, with what they said before tonight.
// Told says which rules have a finding that stands on it; nil where that is not known, and what holds before tonight was told then. What is
// new is described, and what holds no more is given back. A finding whose verdict has changed is both. What nothing of tonight has changed
// is left as it is, whatever registers and parameters say by now.
func (d *Describer) Reconsider(now, before []rules.GroupRuling, reported func(*rules.Rule) bool) (ended []Ended) {
	for len(now)+len(before) > 0 {
		var a, b *rules.GroupRuling // of one rule
		switch {
		case len(before) == 0 || len(now) > 0 && now[0].RuleIndex < before[0].RuleIndex:
			a, now = &now[0], now[1:]
		case len(now) == 0 || before[0].RuleIndex < now[0].RuleIndex:
			b, before = &before[0], before[1:]
		default:
			a, b, now, before = &now[0], &before[0], now[1:], before[1:]
		}
		if e, gone := d.reconsider(a, b, reported); gone {
			ended = append(ended, e)
		}
	}
	return ended
}

// reconsider is Reconsider for one rule; now and before are nil where it says nothing of the claim in its groups.
func (d *Describer) reconsider(now, before *rules.GroupRuling, reported func(*rules.Rule) bool) (e Ended, gone bool) {
	any := now
	if any == nil {
		any = before
	}
	rule := d.Auditor.Rules[any.RuleIndex]
	if rule.Across.Conduct {
		return e, false
	}
	alone := rules.Ask(rule, d.Case)
	was, _ := d.combined(before, alone)
	is, byGroup := d.combined(now, alone)
	stands := was.Verdict.Flagged()
	if reported != nil {
		stands = reported(rule)
	}
	gone = stands && was.Verdict.Flagged() && is.Verdict != was.Verdict
	if gone {
		e = Ended{Rule: rule}
		if before != nil {
			e.Because = before.Because
		}
	}
	if is.Verdict.Flagged() && (gone || !stands) {
		if !byGroup {
			now = nil
		}
		d.Tally.Found(any.RuleIndex, is.Verdict)
		d.Add(is, now)
	}
	return e, gone
}

func (d *Describer) combined(g *rules.GroupRuling, alone rules.Ruling) (r rules.Ruling, byGroup bool) {
	if g == nil {
		return alone, false
	}
	return g.Combine(alone, d.Case)
}

// Resent is Reconsider for a claim of tonight that an earlier night had as it is. It describes what the rules say of it, as Describe does, but
// what was told; and that too where the verdict has changed with the claim's groups.
func (d *Describer) Resent(single []Ruling, now, before []rules.GroupRuling, reported func(*rules.Rule) bool) (ended []Ended) {
	counted, first := d.Tally, len(d.Rows)
	d.Tally = d.Auditor.NewTally() // it was counted then
	d.Describe(single, now)
	d.Tally = counted
	verdicts := map[*rules.Rule]rules.Verdict{}
	for i := range d.Rows[first:] {
		row := &d.Rows[first+i]
		verdicts[row.Rule] = row.Verdict
	}
	for i := range before {
		rule := d.Auditor.Rules[before[i].RuleIndex]
		was, _ := d.combined(&before[i], rules.Ask(rule, d.Case))
		if !rule.Across.Conduct && reported(rule) && was.Verdict.Flagged() && was.Verdict != verdicts[rule] {
			ended = append(ended, Ended{rule, before[i].Because})
		}
	}
	kept := first
	for i := range d.Rows[first:] {
		row := d.Rows[first+i]
		if !reported(row.Rule) || slices.ContainsFunc(ended, func(e Ended) bool { return e.Rule == row.Rule }) {
			d.Rows[kept] = row
			kept++
		}
	}
	d.Rows = d.Rows[:kept]
	return ended
}
