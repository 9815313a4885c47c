package rules

import (
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// Across nights. A group holds the claims of tonight and those of earlier nights. What the earlier ones show alone was told
// then. What only tonight's claims bring to light is told tonight, on claims of tonight, the earlier ones being named beside.

// JudgeGroup puts the rules of a key to the traces of one group, which stand in Order.
func (a *Auditor) JudgeGroup(members []claim.Member, w *InputFacts, p *law.Parameters, scratch []claim.Member, flag func(GroupRuling)) []claim.Member {
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
		g := Group{Members: scratch, Input: w, parameters: p, rule: a.Rules[i], ruleIndex: i, bit: 1 << n}
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

// marks are what the rule says of the group.
func (g *Group) rulings() (rulings []GroupRuling) {
	g.flag = func(m GroupRuling) { rulings = append(rulings, m) }
	g.rule.Across.Judge(g)
	return rulings
}

// handOn leaves the findings on claims of earlier nights out. One that those claims did not show alone is handed on to the
// first claim of tonight that it names, unless a finding of tonight names it already. A claim that has it handed on is not
// itself what the rule speaks of: a person must look.
func (g *Group) handOn(rulings []GroupRuling) (result []GroupRuling) {
	flagged := map[uint64]int{} // claims of tonight, and the places of their findings in kept
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
	for _, m := range news {
		if before[m.Position] || named[m.Position] {
			continue
		}
		position, found := g.firstOfTonight(m.Related)
		if !found {
			continue
		}
		at, has := flagged[position]
		if !has {
			at = len(result)
			flagged[position] = at
			result = append(result, GroupRuling{Position: position, RuleIndex: m.RuleIndex, Verdict: Review, Found: m.Found, HandedOn: true})
			result[at].addRelated(m.Related...)
		}
		result[at].addRelated(m.Position)
	}
	return result
}

// name adds claims to the others of a finding.
func (m *GroupRuling) addRelated(positions ...uint64) {
	m.Related = append(slices.Clip(m.Related), positions...)
	slices.Sort(m.Related)
	m.Related = slices.DeleteFunc(slices.Compact(m.Related), func(position uint64) bool { return position == m.Position })
}

// firstOfTonight is the first of some claims, in order of time, that is of tonight.
func (g *Group) firstOfTonight(positions []uint64) (position uint64, found bool) {
	for i := range g.Members {
		if t := &g.Members[i]; !t.Earlier {
			if _, found := slices.BinarySearch(positions, t.Position); found {
				return t.Position, true
			}
		}
	}
	return 0, false
}

// toldBefore are the claims of earlier nights that the rule flagged without those of tonight.
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

// Handed words a finding that was handed on. The money of the claim that it stands on is not at stake.
func (f *Finding) SetHandedOn() {
	f.AtStake = 0
	f.Facts = append(f.Facts, Shown{"handed_on", "true", "claims"})
	f.FR += " Ce constat porte sur une ligne reçue une nuit antérieure (related_claim_ids), que la présente ligne a seulement fait apparaître."
	f.EN += " This is a finding on a line received on an earlier night (related_claim_ids), which the present line only brought to light."
}
