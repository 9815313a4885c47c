package rules

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Pattern is what a rule across claims shows of a subject on a day, through claims none of which is wrong by itself: one row
// of conduct, and no finding on any claim. The first of its claims of tonight tells it.
type Pattern struct {
	Rule        *Rule
	On          civil.Day
	Occurrences int64
	Threshold   Ratio
	Value       Ratio
	AtStake     claim.Cents // of all its claims
	Found       []Found
}

// Show tells of a pattern among some members, in their order. Where none of them is of tonight it was told before.
func (g *Group) FlagPattern(members []int, p Pattern) {
	p.Rule = g.rule
	for _, m := range members {
		p.AtStake += g.Members[m].Stake
	}
	leads := []*Pattern{&p}
	for _, m := range members {
		if t := &g.Members[m]; !t.Earlier {
			g.flag(GroupRuling{Position: t.Position, RuleIndex: g.ruleIndex, Verdict: Review, Found: p.Found, Patterns: leads})
			leads = nil
		}
	}
}

// Tell words the pattern, as its first claim of tonight knows the subject.
func (p *Pattern) Describe(c *claim.Case) Conduct {
	line := c.Identity()
	finding := Describe(c, Ruling{Rule: p.Rule, Verdict: Review}, p.Found...)
	return Conduct{
		Rule: p.Rule, Verdict: Review, Item: finding.Item, LegalBasis: finding.LegalBasis,
		SubjectKind: line.BillerKind, SubjectID: finding.SubjectID, Object: strings.Clone(p.Rule.Across.Object(c)), From: p.On, To: p.On,
		Occurrences: p.Occurrences, Threshold: p.Threshold, Value: p.Value, AtStake: p.AtStake,
		Facts: finding.Facts, FR: finding.FR, EN: finding.EN,
	}
}

// daysOfGroup shows the members of each local day, in order of time.
func daysOfGroup(g *Group, show func(day civil.Day, members []int)) {
	of := map[civil.Day][]int{}
	var days []civil.Day
	for i := range g.Members {
		day := g.Members[i].Day
		if of[day] == nil {
			days = append(days, day)
		}
		of[day] = append(of[day], i)
	}
	for _, day := range days {
		show(day, of[day])
	}
}

// siftBusyDays keeps the members of the days on which there are too many, or on which they take too long.
func prefilterBusyDays(s *KeyGroup) {
	slices.SortStableFunc(s.Members, func(a, b claim.GroupKey) int { return cmp.Compare(a.Day, b.Day) }) // as time, but for zones
	for from, to := 0, 0; from < len(s.Members); from = to {
		day, seconds := s.Members[from].Day, int64(0)
		for to = from; to < len(s.Members) && s.Members[to].Day == day; to++ {
			seconds += s.Members[to].To() - int64(s.Members[to].From)
		}
		if int64(to-from) <= s.parameters.On(law.VehicleDayTrips, day) && seconds <= secondsOfDay {
			continue
		}
		for i := from; i < to; i++ {
			s.AddCandidate(i)
		}
	}
}

const secondsOfDay = 24 * 60 * 60
