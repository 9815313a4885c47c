package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Verdict is what a rule says of one claim.
type Verdict uint8

// The five verdicts. They describe data, never a person's intent.
const (
	NotApplicable    Verdict = iota // out of scope, or not in force on that day
	Compliant                       // tested, nothing found
	InsufficientData                // a needed column or register is absent, or empty: the answer names it
	Review                          // a person must look
	Anomaly                         // the data prove a contradiction with the text
	numVerdicts
)

var verdictNames = [numVerdicts]string{"not_applicable", "compliant", "insufficient_data", "review", "anomaly"}

func (v Verdict) String() string { return verdictNames[v] }

// Flagged says whether the verdict is something to look at.
func (v Verdict) Flagged() bool { return v == Review || v == Anomaly }

// If is the verdict if the condition is true, and Compliant if it is not.
func (v Verdict) If(condition bool) Verdict {
	if condition {
		return v
	}
	return Compliant
}

// Rule is one check. Its ID is permanent and is never given to another rule; the citations and InForce say which versions of
// the law it applies.
type Rule struct {
	ID    string
	Title Title
	Item  law.Item  // of R147-8; empty for a rule on another basis
	Cites []law.Ref // texts that the rule applies, besides the item

	InForce    law.Period // days on which the texts existed; on any other day the rule is not applicable
	Apart      []Apart    // services with other days or further texts
	Scope      Scope
	Answers    Party           // who would answer for a finding
	Needs      []string        // columns, registers and parameters without a default that may be needed to decide; not the hour of pick-up, which extracts alone may lack
	Thresholds []law.Threshold // parameters that the rule compares with

	// Test judges one claim of the scope. Where it reads a value that is not there, its verdict is replaced by
	// InsufficientData: missing data neither accuse nor acquit.
	Test   func(c *claim.Case) Verdict
	Across *Across                         // judges groups of claims; nil for a rule of single claims
	About  *About                          // judges subjects by the registers; such a rule has neither Scope nor Test
	Unless []Exception                     // what may lift or soften a finding, in the order examined
	Stake  func(c *claim.Case) claim.Cents // amount at stake in the finding; nil for the whole claim

	Shows  []Fact // the decisive values that a finding shows
	FR, EN string // one sentence each; {name} stands for the fact or parameter of that name

	Repeats Counted // what counts as one occurrence, where R147-8 requires repetition

	Formal bool // a matter of form that costs nobody a right: left out of --fail-on and of totals

	Tests string // what is tested, in one sentence
	Over  string // when the rule may report wrongly
	Under string // when it may miss something
}

// Apart is a service for which a rule has its own days or somebody else answers, because other texts apply to it as well.
type Apart struct {
	Service claim.Service
	InForce law.Period
	Cites   []law.Ref // besides those of the rule
	Answers Party     // in the place of the rule's
}

// apart is what the rule has apart for the claims of a kind and service, nil where they have nothing of their own.
func (r *Rule) apart(k claim.Kind, service claim.Service) *Apart {
	if k == claim.Transport {
		for i := range r.Apart {
			if r.Apart[i].Service == service {
				return &r.Apart[i]
			}
		}
	}
	return nil
}

// InForceFor is the period in which the rule applies to the claims of a kind and service.
func (r *Rule) InForceFor(k claim.Kind, service claim.Service) law.Period {
	if a := r.apart(k, service); a != nil {
		return a.InForce
	}
	return r.InForce
}

// answersFor is who would answer for a finding on a claim of a kind and service.
func (r *Rule) answersFor(k claim.Kind, service claim.Service) Party {
	if a := r.apart(k, service); a != nil {
		return a.Answers
	}
	return r.Answers
}

// Party is who would answer for a finding.
type Party uint8

// The parties. The zero value is whoever sent the bill.
const (
	Biller Party = iota
	Prescriber
)

// Exception is a circumstance that may excuse a finding, with its own citation.
type Exception struct {
	Name   string
	Cite   law.Ref
	Effect Effect
	Holds  func(c *claim.Case) bool // nil where only the group shows it: Across.Judge then lifts the finding
}

// Effect is what an exception does to a finding where it holds.
type Effect uint8

// The effects.
const (
	Lifts   Effect = iota // the claim is compliant, and counted as lifted
	Softens               // an anomaly becomes a review
)

// Scope is the kinds of claim and the services that a rule applies to.
type Scope struct {
	Care     bool
	services uint16 // bit set of claim.Service; 0 for no transport
}

// Covers says whether a claim is within the scope.
func (s Scope) Covers(k claim.Kind, service claim.Service) bool {
	if k == claim.Care {
		return s.Care
	}
	return s.services>>service&1 != 0
}

func tripsBy(of ...claim.Service) Scope {
	var s Scope
	for _, service := range of {
		s.services |= 1 << service
	}
	return s
}

func (s Scope) without(service claim.Service) Scope {
	s.services &^= 1 << service
	return s
}

// The usual scopes.
var (
	everyTrip        = Scope{services: 1<<(claim.Escort+1) - 2}
	everyClaim       = Scope{services: everyTrip.services, Care: true}
	careOnly         = Scope{Care: true}
	ambulancesAndVSL = tripsBy(claim.Ambulance, claim.VSL)
	taxis            = tripsBy(claim.Taxi)
)
