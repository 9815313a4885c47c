package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Across is the second shape of a rule: it looks at the claims together that share a key. A rule may have both shapes; the
// graver of the two answers counts.
type Across struct {
	Key claim.Key

	// Enter says whether a claim takes part: Compliant where it does, NotApplicable where the question is not put to it. As
	// with a test, what it asks for in vain makes the answer InsufficientData, and the claim stays out.
	Enter func(c *claim.Case) Verdict
	// Context says whether a claim that does not take part is looked at beside those that do; nil for none. What it asks for
	// in vain is held against nobody.
	Context func(c *claim.Case) bool
	// Sift keeps, of the hints of a group, those of the claims that Judge may flag or name; nil keeps all. It may keep too
	// many and never too few. Extra gives the hint what Sift wants to know of a claim that takes part.
	Prefilter func(s *KeyGroup)
	Extra     func(c *claim.Case) uint32
	// Note adds to the trace what the group will be judged by; nil for nothing.
	Note func(c *claim.Case, t *claim.Member)
	// Judge looks at one group and flags what it finds there. Every finding shows facts of the group.
	Judge func(g *Group)

	// Conduct says that what Judge finds is told of the subject, as a Pattern, and not stamped on the claims.
	Conduct bool
	Object  func(c *claim.Case) string // with Conduct: which of the subject's vehicles, or kinds of vehicle

	Finds  []string // names of the facts that findings show of the group
	FR, EN string   // as in Rule, where the group's finding is told in other words than the single claim's
}

// Group is the claims that take part in a rule and share its key, in order of time; those of one instant by their id.
type Group struct {
	Members []claim.Member
	Input   *InputFacts

	parameters *law.Parameters
	rule       *Rule
	ruleIndex  int   // its place among the auditor's
	bit        uint8 // of the rule, in Takes and Beside
	flag       func(GroupRuling)
}

// Context says whether a member is only looked at beside others.
func (g *Group) Context(member int) bool { return g.Members[member].Context&g.bit != 0 }

// Mark is what a rule across claims says of one claim.
type GroupRuling struct {
	Position  uint64
	RuleIndex int // place among the auditor's rules
	Verdict   Verdict
	Missing   string   // with InsufficientData
	Lifted    string   // name of the exception that the group itself shows to hold, with Compliant
	Related   []uint64 // places of the other claims
	Found     []Found
	Earlier   bool       // the claim is of an earlier night
	Patterns  []*Pattern // that the claim tells; the finding itself is not stamped on it
	HandedOn  bool       // the finding is that of a claim of an earlier night, which this claim brought to light
}

// Found is a fact of the group.
type Found struct {
	Name, Source string
	Value        Value
}

// Threshold is the value of a parameter on a day.
func (g *Group) Threshold(t law.Threshold, d civil.Day) int64 { return g.parameters.On(t, d) }

// Flag tells of a member, with the others that belong to the finding.
func (g *Group) Flag(member int, v Verdict, others []int, found ...Found) {
	m := GroupRuling{Position: g.Members[member].Position, RuleIndex: g.ruleIndex, Verdict: v, Found: found, Earlier: g.Members[member].Earlier}
	for _, o := range others {
		if o != member {
			m.Related = append(m.Related, g.Members[o].Position)
		}
	}
	slices.Sort(m.Related)
	m.Related = slices.Compact(m.Related)
	g.flag(m)
}

// Undecided tells that a member cannot be judged for want of something.
func (g *Group) Undecided(member int, missing string) {
	g.flag(GroupRuling{Position: g.Members[member].Position, RuleIndex: g.ruleIndex, Verdict: InsufficientData, Missing: missing, Earlier: g.Members[member].Earlier})
}

// Lift tells that an exception lifts what would be flagged of a member. Only the group shows whether such a one holds.
func (g *Group) Lift(member int, e *Exception) {
	g.flag(GroupRuling{Position: g.Members[member].Position, RuleIndex: g.ruleIndex, Verdict: Compliant, Lifted: e.Name, Earlier: g.Members[member].Earlier})
}

// across are the rules of the second shape, by key, and their places among the auditor's rules.
type across struct {
	byKey [claim.NumKeys][]int
	only  RuleSet   // the rules that have no other shape
	sets  []RuleSet // by place among the auditor's rules: the set of that one rule, none for a rule of another shape
}

func acrossOf(rules []*Rule) across {
	a := across{sets: make([]RuleSet, len(rules))}
	next := RuleSet(1)
	for i, r := range rules {
		if r.Across != nil {
			a.byKey[r.Across.Key] = append(a.byKey[r.Across.Key], i)
			a.sets[i] = next
			if r.Test == nil {
				a.only |= next
			}
			next <<= 1
		}
	}
	return a
}

// enter says whether a claim takes part in a rule across claims.
func (r *Rule) enter(c *claim.Case) Ruling {
	if !r.Scope.Covers(c.Kind(), c.Service()) || !r.InForce.Covers(c.Day()) {
		return Ruling{Rule: r, Verdict: NotApplicable}
	}
	c.Clear()
	verdict := r.Across.Enter(c)
	if what := c.Missing(); what != "" {
		return Ruling{Rule: r, Verdict: InsufficientData, Missing: what}
	}
	return Ruling{Rule: r, Verdict: verdict}
}

// beside says whether a claim that takes no part in a rule across claims is looked at beside those that do.
func (r *Rule) isContext(c *claim.Case) bool {
	if r.Across.Context == nil {
		return false
	}
	c.Clear()
	return r.Across.Context(c)
}

// EveryRule is the set of all rules across claims.
const EveryRule RuleSet = 1<<64 - 1

// Traces gives what the claim leaves for those of the rules across claims that it was kept for.
func (a *Auditor) Members(c *claim.Case, wanted RuleSet, add func(*claim.Member)) {
	for key, rules := range a.across.byKey {
		takesPart, context := a.partIn(rules, c, 0, 0)
		for n, i := range rules {
			if wanted&a.across.sets[i] == 0 {
				takesPart &^= 1 << n
			}
		}
		context &= takesPart
		if takesPart == 0 {
			continue
		}
		c.EachMember(claim.Key(key), func(t *claim.Member) {
			t.Rules, t.Context = takesPart, context
			for n, i := range rules {
				if note := a.Rules[i].Across.Note; note != nil && takesPart>>n&1 != 0 {
					note(c, t)
				}
			}
			add(t)
		})
	}
}

// partIn says which rules of a key the claim takes part in, and for which of them it only stands beside. Of the rules that
// are known it was found out already whether the claim entered.
func (a *Auditor) partIn(rules []int, c *claim.Case, known, entered RuleSet) (takesPart, context uint8) {
	for n, i := range rules {
		r, set := a.Rules[i], a.across.sets[i]
		enters := entered&set != 0
		if known&set == 0 {
			enters = r.enter(c).Verdict == Compliant
		}
		switch {
		case enters:
			takesPart |= 1 << n
		case r.isContext(c):
			context |= 1 << n
		}
	}
	return takesPart | context, context
}
