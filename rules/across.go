package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Across is the second shape of a rule: it judges the claims that share a key together. A rule may have both shapes; the graver
// of the two verdicts counts.
type Across struct {
	Key claim.Key

	// Enter says whether a claim takes part: Compliant if it does, NotApplicable if the rule does not concern it. As with a
	// test, a value that is needed and missing makes the answer InsufficientData, and the claim stays out of the group.
	Enter func(c *claim.Case) Verdict
	// Context says whether a claim that does not take part is shown to the group all the same; nil for none. Data that are
	// missing here count against nobody.
	Context func(c *claim.Case) bool
	// Prefilter selects, by the group keys alone, the candidates: claims that Judge may flag or name. It may select too many
	// and never too few; nil selects all. Extra fills GroupKey.Extra with what Prefilter needs to know of a claim that takes
	// part. The rules of a key share it, so that those that have an Extra must have the same.
	Prefilter func(s *KeyGroup)
	Extra     func(c *claim.Case) uint32
	// ExtraOfContext says that the keys of claims that are context only have an Extra too.
	ExtraOfContext bool
	// Note adds to a member what Judge needs to know of it; nil for nothing.
	Note func(c *claim.Case, m *claim.Member)
	// Judge looks at one group and flags what it finds. Every finding shows facts of the group.
	Judge func(g *Group)
	// Stake is the amount at stake where it depends on the facts that the finding shows of the group; nil for that of the rule.
	Stake func(c *claim.Case, found []Found) claim.Cents
	// Excuses says that an exception that Judge finds to hold lifts what the claim alone shows.
	Excuses bool

	// Conduct says that what Judge finds is reported as conduct of the subject (a Pattern), not as findings on the claims.
	Conduct bool
	Object  func(c *claim.Case) string // with Conduct: which vehicle of the subject, or which kind of vehicle

	Finds  []string // names of the facts that findings show of the group
	FR, EN string   // as in Rule, where a finding of the group has another wording than that of the single claim
}

// enter asks Enter. A claim that names nobody where the claims of a group name somebody does not stand in the group.
func (x *Across) enter(c *claim.Case) Verdict {
	verdict := x.Enter(c)
	if verdict == Compliant && c.NamesNobody() {
		c.NeedsGroup(x.Key)
	}
	return verdict
}

// Group is the claims that take part in a rule and share its key, in order of time; those of one instant in order of their ids.
type Group struct {
	Members []claim.Member
	Input   *InputFacts

	parameters *law.Parameters
	rule       *Rule
	ruleIndex  int   // among the auditor's rules
	bit        uint8 // of the rule, in Member.Rules and Member.Context
	flag       func(GroupRuling)
	quick      bool // look at a small group like at a large one
}

// Context says whether a member is shown as context only.
func (g *Group) Context(member int) bool { return g.Members[member].Context&g.bit != 0 }

// GroupRuling is the answer of a rule about groups to one claim.
type GroupRuling struct {
	Position  uint64
	RuleIndex int // among the auditor's rules
	Verdict   Verdict
	Missing   string   // with InsufficientData
	Lifted    string   // with Compliant: the name of an exception that the group shows to hold
	Related   []uint64 // positions of the other claims of the finding: of many the first MostRelated in the order of the group

	// Others is how many the other claims are, each counted once.
	Others int
	// Shared is how many of the others the same rule also finds through the claim's other group, where it has two. Both findings
	// give the same number.
	Shared int

	Found    []Found
	Earlier  bool       // the claim is of an earlier night
	Patterns []*Pattern // conduct that this claim is to report; the ruling then is no finding on the claim
	Because  uint64     // of a ruling of before tonight: the position of a claim by which the group has changed since, 0 where none has
}

// Found is a fact of the group.
type Found struct {
	Name, Source string
	Value        Value
}

// Threshold is the value of a parameter on a day.
func (g *Group) Threshold(t law.Threshold, d civil.Day) int64 { return g.parameters.On(t, d) }

// MostRelated is how many of the other claims of a finding are named; they are counted beyond it.
const MostRelated = 100

// Flag reports a finding on a member. The others are members that belong to the finding.
func (g *Group) Flag(member int, v Verdict, others []int, found ...Found) {
	others = slices.DeleteFunc(slices.Clone(others), func(o int) bool { return o == member })
	slices.Sort(others)
	others = slices.Compact(others)
	g.flagOf(member, v, g.fellowsOf(member, others), found...)
}

// fellows are the other members of a finding on a member: the first MostRelated in the order of the group, and what a ruling counts.
type fellows struct {
	first         []int
	count, shared int // as GroupRuling.Others and Shared
}

// fellowsOf counts the others of a finding on a member, which are in the order of the group and do not hold the member itself.
func (g *Group) fellowsOf(member int, others []int) fellows {
	f := fellows{first: others[:min(len(others), MostRelated)], count: len(others)}
	mate := g.Members[member].Mate
	for _, o := range others {
		if mate != 0 && g.Members[o].Mate == mate {
			f.shared++
		}
	}
	return f
}

// flagOf reports a finding on a member.
func (g *Group) flagOf(member int, v Verdict, with fellows, found ...Found) {
	m := GroupRuling{Position: g.Members[member].Position, RuleIndex: g.ruleIndex, Verdict: v, Found: found, Earlier: g.Members[member].Earlier,
		Others: with.count, Shared: with.shared}
	for _, o := range with.first {
		m.Related = append(m.Related, g.Members[o].Position)
	}
	slices.Sort(m.Related)
	g.flag(m)
}

// Undecided reports that a member cannot be judged because something is missing.
func (g *Group) Undecided(member int, missing string) {
	g.flag(GroupRuling{Position: g.Members[member].Position, RuleIndex: g.ruleIndex, Verdict: InsufficientData, Missing: missing, Earlier: g.Members[member].Earlier})
}

// Lift reports that an exception lifts what would be flagged of a member. It is for exceptions that only the group can show to
// hold.
func (g *Group) Lift(member int, e *Exception) {
	g.flag(GroupRuling{Position: g.Members[member].Position, RuleIndex: g.ruleIndex, Verdict: Compliant, Lifted: e.Name, Earlier: g.Members[member].Earlier})
}

// across are the rules about groups, by their indices among the auditor's rules.
type across struct {
	byKey  [claim.NumKeys][]int
	bySlot [slots][claim.NumKeys][]participation
	only   RuleSet   // those without a test
	sets   []RuleSet // by rule index: the set of that one rule, empty where it is not about groups
}

// participation is a rule about groups as the claims of a slot may take part in it, or be its context.
type participation struct {
	rule     *Rule
	from, to civil.Day // days in force for claims of the slot; none where they are outside the scope
	bit      uint8     // of the rule among those of its key
	set      RuleSet
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
	for key, indices := range a.byKey {
		for n, i := range indices {
			a.addParticipation(claim.Key(key), participation{rule: rules[i], bit: 1 << n, set: a.sets[i]})
		}
	}
	return a
}

// addParticipation adds a rule to every slot whose claims it concerns.
func (a *across) addParticipation(key claim.Key, p participation) {
	add := func(k claim.Kind, s claim.Service) {
		p.from, p.to = 1, 0
		if p.rule.Scope.Covers(k, s) {
			in := p.rule.InForceFor(k, s)
			p.from, p.to = in.From, in.To
		} else if p.rule.Across.Context == nil {
			return
		}
		of := &a.bySlot[slot(k, s)][key]
		*of = append(*of, p)
	}
	add(claim.Care, 0)
	for s := claim.Ambulance; s <= claim.Escort; s++ {
		add(claim.Transport, s)
	}
}

// enter says whether a claim takes part in a rule about groups, which is in force for it.
func (r *Rule) enter(c *claim.Case) Ruling {
	c.Clear()
	verdict := r.Across.enter(c)
	if what := c.Missing(); what != "" {
		return Ruling{Rule: r, Verdict: InsufficientData, Missing: what}
	}
	return Ruling{Rule: r, Verdict: verdict}
}

// isContext says whether a claim that does not take part in a rule about groups is shown to the group as context.
func (r *Rule) isContext(c *claim.Case) bool {
	if r.Across.Context == nil {
		return false
	}
	c.Clear()
	return r.Across.Context(c)
}

// EveryRule is the set of all rules about groups.
const EveryRule RuleSet = 1<<64 - 1

// Members calls add for every group that the claim is a member of, for the rules that are wanted of it now, and of how the groups were
// before tonight. The member is valid during the call only.
func (a *Auditor) Members(c *claim.Case, now, before RuleSet, add func(*claim.Member)) {
	parts := a.participations(c)
	for key, rules := range a.across.byKey {
		takesPart, context := partIn(parts[key], c, 0, 0)
		var wanted, wantedBefore uint8
		for n, i := range rules {
			if now&a.across.sets[i] != 0 {
				wanted |= takesPart & (1 << n)
			}
			if before&a.across.sets[i] != 0 {
				wantedBefore |= takesPart & (1 << n)
			}
		}
		takesPart = wanted | wantedBefore
		if takesPart == 0 {
			continue
		}
		c.EachMember(claim.Key(key), func(m *claim.Member) {
			m.Rules, m.Before, m.Context = wanted, wantedBefore, context&takesPart
			for n, i := range rules {
				if note := a.Rules[i].Across.Note; note != nil && takesPart>>n&1 != 0 {
					note(c, m)
				}
			}
			add(m)
		})
	}
}

// participations are the rules about groups that concern claims of the same slot, by key.
func (a *Auditor) participations(c *claim.Case) *[claim.NumKeys][]participation {
	return &a.across.bySlot[slot(c.Kind(), c.Service())]
}

// partIn says which of the rules of a key the claim takes part in or is context of, and of which it is context only: bit sets
// by the order of the rules. For the rules in known, entered already says whether the claim takes part.
func partIn(parts []participation, c *claim.Case, known, entered RuleSet) (takesPart, context uint8) {
	for i := range parts {
		p := &parts[i]
		enters := entered&p.set != 0
		if known&p.set == 0 {
			enters = p.from <= c.Day() && c.Day() <= p.to && p.rule.enter(c).Verdict == Compliant
		}
		switch {
		case enters:
			takesPart |= p.bit
		case p.rule.isContext(c):
			context |= p.bit
		}
	}
	return takesPart | context, context
}
