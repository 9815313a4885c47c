package rules

import (
	"slices"

	"vigie/rules/claim"
)

// noteOpinion notes on a member what a rule finds of the claim alone, which the group's Judge needs. MayLack lists everything
// that may be missing for that.
func noteOpinion(c *claim.Case, m *claim.Member, mayLack []string, alone func(c *claim.Case) Verdict) {
	c.Clear()
	m.Opinion = uint8(alone(c))
	if what := c.Missing(); what != "" {
		m.Opinion, m.Lack = uint8(InsufficientData), uint8(slices.Index(mayLack, what))
	}
}

// opinion gives the noted verdict and what was missing for it.
func opinion(m *claim.Member, mayLack []string) (alone Verdict, missing string) {
	if alone = Verdict(m.Opinion); alone == InsufficientData {
		missing = mayLack[m.Lack]
	}
	return alone, missing
}
