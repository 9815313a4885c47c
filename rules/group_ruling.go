package rules

import (
	"cmp"
	"slices"

	"vigie/rules/claim"
)

// Join makes one of two marks of the same rule on the same claim: the graver verdict with its facts, the claim's own before
// one that was handed on, and the others of both.
func (m GroupRuling) Merge(o GroupRuling) GroupRuling {
	if o.Verdict > m.Verdict || o.Verdict == m.Verdict && m.HandedOn && !o.HandedOn {
		m, o = o, m
	}
	if o.Verdict.Flagged() {
		m.Related = append(slices.Clip(m.Related), o.Related...)
		slices.Sort(m.Related)
		m.Related = slices.Compact(m.Related)
		m.Patterns = append(slices.Clip(m.Patterns), o.Patterns...)
	}
	return m
}

// With joins what a rule says of a claim alone with what it found in the claim's group. The graver answer counts; where it
// is the group's, its exceptions are examined on this claim.
func (m *GroupRuling) Combine(alone Ruling, c *claim.Case) (r Ruling, byGroup bool) {
	if !m.Verdict.Flagged() {
		if alone.Verdict == Compliant {
			return Ruling{Rule: alone.Rule, Verdict: m.Verdict, Missing: m.Missing, Lifted: m.Lifted != ""}, true
		}
		return alone, false
	}
	if r = alone.Rule.weigh(c, m.Verdict); r.Verdict > alone.Verdict {
		return r, true
	}
	if r.Lifted && alone.Verdict == Compliant {
		return r, true
	}
	return alone, false
}

// Order compares two marks of one rule on one claim, so that they are joined in the same order whoever found them first.
func (m GroupRuling) Compare(o *GroupRuling) int {
	return cmp.Or(cmp.Compare(o.Verdict, m.Verdict), compareFlags(m.HandedOn, o.HandedOn), slices.Compare(m.Related, o.Related), slices.CompareFunc(m.Found, o.Found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value.Raw, b.Value.Raw))
	}), cmp.Compare(m.Missing, o.Missing))
}

// compareFlags puts false before true.
func compareFlags(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
