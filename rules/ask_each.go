package rules

import "vigie/rules/claim"

// Rehearse puts to a claim every rule that speaks of claims like it, forgets the answer and tells the rule's place: for whoever
// has a clock and wants to know what each rule takes. A rule out of force is one that takes nothing.
func (a *Auditor) AskEach(c *claim.Case, done func(rule int)) {
	checks := a.checks[slot(c.Kind(), c.Service())]
	for i := range checks {
		checks[i].rule.ask(c)
		done(int(checks[i].index))
	}
}
