package rules

import (
	"slices"

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
	verdict := r.Test(c)
	if what := c.Missing(); what != "" {
		return Ruling{Rule: r, Verdict: InsufficientData, Missing: what}
	}
	switch {
	case verdict.Flagged():
		return r.weigh(c, verdict)
	case verdict == Compliant && r.Across != nil:
		// Compliant alone, and not to be judged with the others for want of something: nobody can tell.
		if together := r.enter(c); together.Verdict == InsufficientData {
			return together
		}
	}
	return Ruling{Rule: r, Verdict: verdict}
}

// Weigh examines the exceptions to what a rule across claims found on a claim.
func Weigh(r *Rule, c *claim.Case, verdict Verdict) Ruling { return r.weigh(c, verdict) }

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
	Rules   []*Rule
	across  across
	inScope [slots][]int // by slot, the indexes of the rules that speak of such claims
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
		if r.Scope.Care {
			a.inScope[careSlot] = append(a.inScope[careSlot], i)
		}
		for s := claim.Ambulance; s <= claim.Escort; s++ {
			if r.Scope.Covers(claim.Transport, s) {
				a.inScope[s] = append(a.inScope[s], i)
			}
		}
	}
	return a
}

// Place is the place of a rule among the auditor's.
func (a *Auditor) Place(r *Rule) int { return slices.Index(a.Rules, r) }

// Judge puts every rule to a claim, counts the verdicts and appends the flagged rulings, in catalogue order.
func (a *Auditor) Judge(c *claim.Case, t *Tally, flagged []Ruling) []Ruling {
	s := slot(c.Kind(), c.Service())
	t.claims[s]++
	for _, i := range a.inScope[s] {
		ruling := a.Rules[i].ask(c)
		t.count(i, &ruling)
		if ruling.Verdict.Flagged() {
			flagged = append(flagged, ruling)
		}
	}
	return flagged
}
