package rules

import "vigie/rules/claim"

// AskEach applies to a claim every rule whose scope it is in, drops the ruling and calls done with the rule index after each:
// for measuring how long each rule takes. A rule that is not in force is called too, and takes no time.
func (a *Auditor) AskEach(c *claim.Case, done func(rule int)) {
	checks := a.checks[slot(c.Kind(), c.Service())]
	for i := range checks {
		checks[i].rule.ask(c)
		done(int(checks[i].index))
	}
}
