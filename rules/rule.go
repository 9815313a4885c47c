// Package rules says what article R147-8 of the Code de la sécurité sociale forbids, one file per rule, and nothing else:
// no files, no clock, no log.
//
// A rule is a constant value. Its test reads a claim.Case in the words of the law and answers with a Verdict; outline.go
// is the article's table of contents, from item to rules.
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

// If is the verdict where the condition holds, and Compliant where it does not.
func (v Verdict) If(condition bool) Verdict {
	if condition {
		return v
	}
	return Compliant
}

// Rule is one check, by its permanent ID. The ID is never given to another rule; the version of the law is carried by
// the citations and by InForce.
type Rule struct {
	ID    string
	Item  law.Item  // place in R147-8; empty for a rule on another basis
	Cites []law.Ref // what the rule rests on, beside the item

	InForce    law.Period
	Scope      Scope
	Answers    Party           // who would answer for a finding
	Needs      []string        // columns, registers and parameters without a default that a decision can hang on
	Thresholds []law.Threshold // numbers that it compares with

	// Test judges one claim of the scope. Whatever it answers counts as InsufficientData when it read a value that is
	// not there: missing data neither accuse nor acquit.
	Test   func(c *claim.Case) Verdict
	Across *Across                         // judges claims together; nil for a rule of one claim
	About  *About                          // judges subjects by the registers; such a rule has no scope and no test
	Unless []Exception                     // what may lift or soften a finding, in the order examined
	Stake  func(c *claim.Case) claim.Cents // amount of the finding; nil for the whole claim

	Shows  []Fact // the decisive values of a finding
	FR, EN string // one sentence each; {name} stands for the fact of that name

	Repeats Counted // what an occurrence is, where R147-8 minds the repetition

	Formal bool // a matter of form that costs nobody a right: kept out of --fail-on and of totals

	Tests string // what is tested, in a sentence
	Over  string // when the rule may report too much
	Under string // when it may miss something
}

// Party is who would answer for a finding.
type Party uint8

// The parties. The zero value is whoever sent the bill.
const (
	Biller Party = iota
	Prescriber
)

// Exception is a circumstance that the law lets weigh, with its own citation.
type Exception struct {
	Name   string
	Cite   law.Ref
	Effect Effect
	Holds  func(c *claim.Case) bool // nil where only a group of claims shows it: the rule's Judge then lifts the finding
}

// Effect is what an exception does to a finding where it holds.
type Effect uint8

// The effects.
const (
	Lifts   Effect = iota // the claim is compliant, and counted as lifted
	Softens               // an anomaly becomes a review
)

// Scope is the kinds of claim and the services that a rule speaks of.
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
