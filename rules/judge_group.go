package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// JudgeGroup applies the rules of a key to one group, whose members are in the order of claim.CompareMembers, and calls flag
// for every ruling, those on claims of earlier nights too. Scratch is memory to be reused, and is returned.
func (a *Auditor) JudgeGroup(members []claim.Member, input *InputFacts, p *law.Parameters, scratch []claim.Member, flag func(GroupRuling)) []claim.Member {
	for n, i := range a.across.byKey[members[0].Key] {
		scratch = scratch[:0]
		for j := range members {
			if members[j].Rules>>n&1 != 0 {
				scratch = append(scratch, members[j])
			}
		}
		if len(scratch) == 0 {
			continue
		}
		g := Group{Members: scratch, Input: input, parameters: p, rule: a.Rules[i], ruleIndex: i, bit: 1 << n, flag: flag}
		g.rule.Across.Judge(&g)
	}
	return scratch
}

// JudgeBefore applies the rules to the group as it was before tonight: with the claims that have left it since, and without those that have
// come. The rulings are as those of JudgeGroup, each Because of a claim that has changed the group since. A group of tonight alone has none.
func (a *Auditor) JudgeBefore(members []claim.Member, because uint64, input *InputFacts, p *law.Parameters, scratch []claim.Member, flag func(GroupRuling)) []claim.Member {
	var before []claim.Member
	for i := range members {
		if m := members[i]; m.Before != 0 {
			m.Rules = m.Before
			before = append(before, m)
		}
	}
	if len(before) == 0 {
		return scratch
	}
	return a.JudgeGroup(before, input, p, scratch, func(r GroupRuling) {
		r.Because = because
		flag(r)
	})
}
