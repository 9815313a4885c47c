package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Ruling is what one rule says of one claim.
type Ruling struct {
	Rule     *Rule
	Verdict  Verdict
	Missing  string // what was asked for in vain, with InsufficientData
	Lifted   bool   // an exception lifted a finding; the verdict is Compliant
	Examined uint8  // bit set of Rule.Unless: exceptions that were examined and did not hold
}

// Ask puts one rule to one claim.
func Ask(r *Rule, c *claim.Case) Ruling {
	if !r.Scope.Covers(c.Kind(), c.Service()) {
		return Ruling{Rule: r, Verdict: NotApplicable}
	}
	return r.ask(c)
}

// ask judges a claim that is within the scope.
func (r *Rule) ask(c *claim.Case) Ruling {
	if !r.InForce.Covers(c.Day()) {
		return Ruling{Rule: r, Verdict: NotApplicable}
	}
	if r.Test == nil {
		return r.enter(c)
	}
	c.Clear()
	return r.conclude(c, r.Test(c))
}

// conclude makes a ruling of what the test answered, or of whether the claim takes part.
func (r *Rule) conclude(c *claim.Case, verdict Verdict) Ruling {
	if what := c.Missing(); what != "" {
		return Ruling{Rule: r, Verdict: InsufficientData, Missing: what}
	}
	switch {
	case verdict.Flagged():
		return r.weigh(c, verdict)
	case verdict == Compliant && r.Test != nil && r.Across != nil:
		// Compliant alone, and not to be judged with the others for want of something: nobody can tell.
		if together := r.enter(c); together.Verdict == InsufficientData {
			return together
		}
	}
	return Ruling{Rule: r, Verdict: verdict}
}

// weigh examines the exceptions to a finding. One that cannot be examined leaves an anomaly undecided, unless another one
// softens it; a review stays, since a person is to look anyway.
func (r *Rule) weigh(c *claim.Case, verdict Verdict) Ruling {
	ruling := Ruling{Rule: r, Verdict: verdict}
	open := ""
	for i := range r.Unless {
		e := &r.Unless[i]
		if e.Effect == Softens && ruling.Verdict == Review {
			continue
		}
		if e.Holds == nil { // the group was asked already
			ruling.Examined |= 1 << i
			continue
		}
		c.Clear()
		holds := e.Holds(c)
		switch what := c.Missing(); {
		case what != "" && open == "":
			open = what
		case what != "":
		case holds && e.Effect == Lifts:
			return Ruling{Rule: r, Verdict: Compliant, Lifted: true}
		case holds:
			ruling.Verdict = Review
		default:
			ruling.Examined |= 1 << i
		}
	}
	if open != "" && ruling.Verdict == Anomaly {
		return Ruling{Rule: r, Verdict: InsufficientData, Missing: open}
	}
	return ruling
}

// Auditor puts a set of rules to claim after claim. It is made once and may be shared.
type Auditor struct {
	Rules  []*Rule
	across across
	checks [slots][]check // by slot, the rules that speak of such claims
}

// step is a rule as Judge wants it: what is asked for every claim stands side by side in memory.
type check struct {
	ask      func(c *claim.Case) Verdict // the test, or whether the claim takes part
	from, to civil.Day                   // in force
	index    int32                       // among the auditor's rules
	both     bool                        // the rule has both shapes
	only     RuleSet                     // the rule, where it only looks across claims
	rule     *Rule
}

// A slot is a kind of claim that the same rules speak of: one for each service, one for care.
const (
	careSlot = 0
	slots    = int(claim.Escort) + 1
)

func slot(k claim.Kind, s claim.Service) int {
	if k == claim.Care {
		return careSlot
	}
	return int(s)
}

// NewAuditor applies the given rules, in the order given.
func NewAuditor(rules []*Rule) *Auditor {
	a := &Auditor{Rules: rules, across: acrossOf(rules)}
	for i, r := range rules {
		if r.Test == nil && r.Across == nil {
			continue // of subjects
		}
		ch := check{ask: r.Test, from: r.InForce.From, to: r.InForce.To, index: int32(i), both: r.Test != nil && r.Across != nil, rule: r}
		if r.Test == nil {
			ch.ask, ch.only = r.Across.Enter, a.across.sets[i]
		}
		if r.Scope.Care {
			a.checks[careSlot] = append(a.checks[careSlot], ch)
		}
		for s := claim.Ambulance; s <= claim.Escort; s++ {
			if r.Scope.Covers(claim.Transport, s) {
				a.checks[s] = append(a.checks[s], ch)
			}
		}
	}
	return a
}

// Place is the place of a rule among the auditor's.
func (a *Auditor) Index(r *Rule) int { return slices.Index(a.Rules, r) }

// Judge puts every rule to a claim, counts the verdicts and appends the flagged rulings, in catalogue order. Entered is the
// rules that only look across claims in which the claim takes part.
func (a *Auditor) Judge(c *claim.Case, t *Tally, flagged []Ruling) (_ []Ruling, entered RuleSet) {
	s := slot(c.Kind(), c.Service())
	t.claims[s]++
	day := c.Day()
	for i := range a.checks[s] {
		ch := &a.checks[s][i]
		if day < ch.from || ch.to < day {
			t.verdicts[ch.index][NotApplicable]++
			continue
		}
		c.Clear()
		verdict := ch.ask(c)
		if c.Missing() == "" && !verdict.Flagged() && !ch.both {
			t.verdicts[ch.index][verdict]++
			if verdict == Compliant {
				entered |= ch.only
			}
			continue
		}
		ruling := ch.rule.conclude(c, verdict)
		t.count(int(ch.index), &ruling)
		if ruling.Verdict.Flagged() {
			flagged = append(flagged, ruling)
		}
	}
	return flagged, entered
}
