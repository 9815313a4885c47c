package rules

import (
	"cmp"
	"slices"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Pattern is what a rule about groups finds of a subject on a day, through claims none of which is wrong by itself: one row of
// conduct, and no finding on any claim. The first of its claims that is of tonight reports it.
type Pattern struct {
	Rule        *Rule
	On          civil.Day
	Occurrences int64
	Threshold   Ratio
	Value       Ratio
	AtStake     claim.Cents // sum over its claims
	Found       []Found
}

// FlagPattern reports a pattern among some members, in their order. Where none of them is of tonight it was reported before.
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

// Describe makes the row of conduct of a pattern. The case is the first claim of tonight of the pattern, which names the
// subject.
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

// daysOfGroup calls show for the members of each local day, in order of time.
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

// prefilterBusyDays selects the members of the days that have too many trips, or trips that last too long.
func prefilterBusyDays(g *KeyGroup) {
	prefilterDays(g, func(trips []claim.GroupKey) bool {
		seconds := int64(0)
		for i := range trips {
			seconds += trips[i].To() - int64(trips[i].From)
		}
		return int64(len(trips)) > g.parameters.On(law.VehicleDayTrips, trips[0].Day) || seconds > secondsOfDay
	})
}

// prefilterDays selects the members of the local days of which busy is true. It sorts them by day: the order of time, except across
// time zones.
func prefilterDays(g *KeyGroup, busy func(membersOfDay []claim.GroupKey) bool) {
	slices.SortStableFunc(g.Members, func(a, b claim.GroupKey) int { return cmp.Compare(a.Day, b.Day) })
	for from, to := 0, 0; from < len(g.Members); from = to {
		for to = from + 1; to < len(g.Members) && g.Members[to].Day == g.Members[from].Day; to++ {
		}
		if !busy(g.Members[from:to]) {
			continue
		}
		for i := from; i < to; i++ {
			g.AddCandidate(i)
		}
	}
}

const secondsOfDay = 24 * 60 * 60
