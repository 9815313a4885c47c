package rules

import (
	"slices"

	"vigie/rules/claim"
)

// opine lets the trace remember what a rule says of the claim alone, as the group's judgement will want it. Blames lists
// what the rule may lack for that.
func noteOpinion(c *claim.Case, t *claim.Member, mayLack []string, alone func(c *claim.Case) Verdict) {
	c.Clear()
	t.Opinion = uint8(alone(c))
	if what := c.Missing(); what != "" {
		t.Opinion, t.Lack = uint8(InsufficientData), uint8(slices.Index(mayLack, what))
	}
}

// opinion is what the rule said of the claim alone, and what it lacked for that.
func opinion(t *claim.Member, mayLack []string) (alone Verdict, missing string) {
	if alone = Verdict(t.Opinion); alone == InsufficientData {
		missing = mayLack[t.Lack]
	}
	return alone, missing
}
