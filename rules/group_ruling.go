package rules

import (
	"cmp"
	"slices"

	"vigie/rules/claim"
)

// Merge makes one of two rulings of the same rule on the same claim: the graver verdict with its facts, and the related claims
// of both, each counted once.
func (m GroupRuling) Merge(o GroupRuling) GroupRuling {
	because := cmp.Or(m.Because, o.Because)
	if o.Verdict > m.Verdict {
		m, o = o, m
	}
	if o.Verdict.Flagged() {
		named := m.Others == len(m.Related) && o.Others == len(o.Related)
		m.Related = append(slices.Clip(m.Related), o.Related...)
		slices.Sort(m.Related)
		m.Related = slices.Compact(m.Related)
		if m.Others += o.Others - m.Shared; named {
			m.Others = len(m.Related)
		}
		m.Patterns = append(slices.Clip(m.Patterns), o.Patterns...)
	}
	m.Because = because
	return m
}

// Combine makes one ruling of the rule's ruling on the claim alone and its ruling on the claim within the group. The graver
// verdict counts, but that a group may excuse the claim (Across.Excuses); where the group's counts, the exceptions are examined on
// this claim. ByGroup says that the ruling is the
// group's.
func (m *GroupRuling) Combine(alone Ruling, c *claim.Case) (r Ruling, byGroup bool) {
	if !m.Verdict.Flagged() {
		if alone.Verdict == Compliant || m.Lifted != "" && alone.Rule.Across.Excuses && alone.Verdict.Flagged() {
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

// Compare orders two rulings of one rule on one claim, so that the result of merging does not depend on the order in which
// groups were judged.
func (m GroupRuling) Compare(o *GroupRuling) int {
	return cmp.Or(cmp.Compare(o.Verdict, m.Verdict), slices.Compare(m.Related, o.Related), slices.CompareFunc(m.Found, o.Found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value.Raw, b.Value.Raw))
	}), cmp.Compare(m.Missing, o.Missing), cmp.Compare(m.Because, o.Because))
}
