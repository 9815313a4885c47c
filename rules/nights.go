package rules

import (
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// A group holds the claims of tonight and those of earlier nights. What the earlier ones show by themselves was reported then.
// What only becomes visible with the claims of tonight is reported tonight, on claims of tonight, with the earlier ones as
// related claims.

// JudgeGroup applies the rules of a key to one group, whose members are in the order of claim.CompareMembers, and calls flag
// for every ruling. Scratch is memory to be reused, and is returned.
func (a *Auditor) JudgeGroup(members []claim.Member, input *InputFacts, p *law.Parameters, scratch []claim.Member, flag func(GroupRuling)) []claim.Member {
	for n, i := range a.across.byKey[members[0].Key] {
		scratch = scratch[:0]
		earlier := 0
		for j := range members {
			if members[j].Rules>>n&1 != 0 {
				scratch = append(scratch, members[j])
				if members[j].Earlier {
					earlier++
				}
			}
		}
		if earlier == len(scratch) {
			continue
		}
		g := Group{Members: scratch, Input: input, parameters: p, rule: a.Rules[i], ruleIndex: i, bit: 1 << n}
		rulings := g.rulings()
		if earlier > 0 {
			rulings = g.handOn(rulings)
		}
		for _, m := range rulings {
			flag(m)
		}
	}
	return scratch
}

// rulings lists what the rule finds in the group.
func (g *Group) rulings() (rulings []GroupRuling) {
	g.flag = func(m GroupRuling) { rulings = append(rulings, m) }
	g.rule.Across.Judge(g)
	return rulings
}

// handOn leaves out the findings on claims of earlier nights. A finding that those claims did not show by themselves is handed
// on to the first of its related claims that is of tonight, unless a finding of tonight names it already. The claim that it is
// handed on to is not itself what the rule forbids, so the verdict is a review.
func (g *Group) handOn(rulings []GroupRuling) (result []GroupRuling) {
	flagged := map[uint64]int{} // by claim of tonight: the index of its finding in result
	named := map[uint64]bool{}
	var news []GroupRuling
	for _, m := range rulings {
		switch {
		case !m.Earlier:
			result = append(result, m)
			if m.Verdict.Flagged() {
				flagged[m.Position] = len(result) - 1
				for _, other := range m.Related {
					named[other] = true
				}
			}
		case m.Verdict.Flagged():
			news = append(news, m)
		}
	}
	if len(news) == 0 {
		return result
	}
	before := g.flaggedBefore()
	more := map[int][]uint64{} // by index in result: claims to be added
	for _, m := range news {
		if before[m.Position] || named[m.Position] || m.Tonight == 0 {
			continue
		}
		position := g.Members[m.Tonight-1].Position
		at, has := flagged[position]
		if !has {
			at = len(result)
			flagged[position] = at
			result = append(result, GroupRuling{Position: position, RuleIndex: m.RuleIndex, Verdict: Review, Found: m.Found, HandedOn: true})
			more[at] = slices.Clone(m.Related)
		}
		more[at] = append(more[at], m.Position)
	}
	for at, positions := range more {
		result[at].addRelated(positions)
	}
	return result
}

// addRelated adds claims to the related claims of a finding. Of a finding that has more of them than it names it is not known which are
// new: it stays as it is.
func (m *GroupRuling) addRelated(positions []uint64) {
	if m.Others > len(m.Related) {
		return
	}
	m.Related = append(slices.Clip(m.Related), positions...)
	slices.Sort(m.Related)
	m.Related = slices.DeleteFunc(slices.Compact(m.Related), func(position uint64) bool { return position == m.Position })
	m.Others = len(m.Related)
}

// firstOfTonight gives a function that finds, among the members from one place in a list to another (exclusive), the first that is of
// tonight: 1 + the member, 0 where there is none.
func (g *Group) firstOfTonight(list []int) func(from, to int) int {
	next := make([]int, len(list)+1) // by place in the list: that of the first of tonight from there on
	next[len(list)] = len(list)
	for k := len(list) - 1; k >= 0; k-- {
		if next[k] = next[k+1]; !g.Members[list[k]].Earlier {
			next[k] = k
		}
	}
	return func(from, to int) int {
		if k := next[from]; k < to {
			return 1 + list[k]
		}
		return 0
	}
}

// flaggedBefore is the set of claims of earlier nights that the rule flags without those of tonight.
func (g *Group) flaggedBefore() map[uint64]bool {
	earlier := Group{Input: g.Input, parameters: g.parameters, rule: g.rule, ruleIndex: g.ruleIndex, bit: g.bit}
	for i := range g.Members {
		if g.Members[i].Earlier {
			earlier.Members = append(earlier.Members, g.Members[i])
		}
	}
	flagged := map[uint64]bool{}
	for _, m := range earlier.rulings() {
		if m.Verdict.Flagged() {
			flagged[m.Position] = true
		}
	}
	return flagged
}

// SetHandedOn says in the texts that the finding was handed on. The money of the claim that it is reported on is not at stake.
func (f *Finding) SetHandedOn() {
	f.AtStake = 0
	f.Facts = append(f.Facts, Shown{"handed_on", "true", "claims"})
	f.FR += " Ce constat porte sur une ligne reçue une nuit antérieure (related_claim_ids), que la présente ligne a seulement fait apparaître."
	f.EN += " This is a finding on a line received on an earlier night (related_claim_ids), which the present line only brought to light."
}
