package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Ruling is the answer of one rule to one claim.
type Ruling struct {
	Rule     *Rule
	Verdict  Verdict
	Missing  string // the first value that was needed and is not there, with InsufficientData
	Lifted   bool   // an exception lifted a finding; the verdict is Compliant
	Examined uint8  // bit set of Rule.Unless: exceptions that were examined and did not hold
}

// Ask applies one rule to one claim.
func Ask(r *Rule, c *claim.Case) Ruling {
	if !r.Scope.Covers(c.Kind(), c.Service()) {
		return Ruling{Rule: r, Verdict: NotApplicable}
	}
	return r.ask(c)
}

// ask judges a claim that is within the scope.
func (r *Rule) ask(c *claim.Case) Ruling {
	if !r.InForceFor(c.Kind(), c.Service()).Covers(c.Day()) {
		return Ruling{Rule: r, Verdict: NotApplicable}
	}
	if r.Test == nil {
		return r.enter(c)
	}
	c.Clear()
	return r.conclude(c, r.Test(c))
}

// conclude makes a ruling from the verdict of the test or, for a rule of groups only, of Enter.
func (r *Rule) conclude(c *claim.Case, verdict Verdict) Ruling {
	if what := c.Missing(); what != "" {
		return Ruling{Rule: r, Verdict: InsufficientData, Missing: what}
	}
	switch {
	case verdict.Flagged():
		return r.weigh(c, verdict)
	case verdict == Compliant && r.Test != nil && r.Across != nil:
		// Compliant by itself, but its group cannot be judged for want of data: the ruling is open.
		if together := r.enter(c); together.Verdict == InsufficientData {
			return together
		}
	}
	return Ruling{Rule: r, Verdict: verdict}
}

// weigh examines the exceptions to a finding. An exception that cannot be examined for want of data leaves an anomaly
// undecided, unless another exception softens it. A review stays a review, since a person looks at it anyway.
func (r *Rule) weigh(c *claim.Case, verdict Verdict) Ruling {
	ruling := Ruling{Rule: r, Verdict: verdict}
	open := ""
	for i := range r.Unless {
		e := &r.Unless[i]
		if e.Effect == Softens && ruling.Verdict == Review {
			continue
		}
		if e.Holds == nil { // Across.Judge has examined it
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

// Auditor applies a set of rules to claim after claim. It does not change and may be shared by goroutines.
type Auditor struct {
	Rules  []*Rule
	across across
	checks [slots][]check // by slot
}

// check is what Judge needs of a rule for every claim, side by side in memory.
type check struct {
	ask      func(c *claim.Case) Verdict // Rule.Test, or Across.Enter where there is no test
	from, to civil.Day                   // days in force
	index    int32                       // of the rule among the auditor's
	both     bool                        // the rule has both a test and a group
	only     RuleSet                     // the rule, where it has a group only; otherwise empty
	rule     *Rule
}

// within is the check on the days of a period.
func (ch check) within(p law.Period) check {
	ch.from, ch.to = p.From, p.To
	return ch
}

// A slot is a class of claims to which the same rules apply: one for each service, one for care.
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

// NewAuditor makes an auditor of the given rules, in the order given.
func NewAuditor(rules []*Rule) *Auditor {
	a := &Auditor{Rules: rules, across: acrossOf(rules)}
	for i, r := range rules {
		if r.Test == nil && r.Across == nil {
			continue // a rule about subjects
		}
		ch := check{ask: r.Test, index: int32(i), both: r.Test != nil && r.Across != nil, rule: r}
		if r.Test == nil {
			ch.ask, ch.only = r.Across.Enter, a.across.sets[i]
		}
		if r.Scope.Care {
			a.checks[careSlot] = append(a.checks[careSlot], ch.within(r.InForce))
		}
		for s := claim.Ambulance; s <= claim.Escort; s++ {
			if r.Scope.Covers(claim.Transport, s) {
				a.checks[s] = append(a.checks[s], ch.within(r.InForceFor(claim.Transport, s)))
			}
		}
	}
	return a
}

// Index is the rule's index among the auditor's rules, -1 where it is not one of them.
func (a *Auditor) Index(r *Rule) int { return slices.Index(a.Rules, r) }

// Judge applies every rule to a claim, counts the verdicts and appends the flagged rulings, in catalogue order. Entered is the
// set of rules without a test of their own whose groups the claim takes part in.
func (a *Auditor) Judge(c *claim.Case, t *Tally, flagged []Ruling) (_ []Ruling, entered RuleSet) {
	s := slot(c.Kind(), c.Service())
	t.claims[s]++
	day, nobody := c.Day(), c.NamesNobody()
	for i := range a.checks[s] {
		ch := &a.checks[s][i]
		if day < ch.from || ch.to < day {
			t.verdicts[ch.index][NotApplicable]++
			continue
		}
		c.Clear()
		verdict := ch.ask(c)
		if nobody && ch.only != 0 && verdict == Compliant {
			c.NeedsGroup(ch.rule.Across.Key)
		}
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
