package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var crewSize = Rule{
	ID:      "2h-crew-size",
	Title:   Title{"Équipage incomplet", "Crew too small"},
	Item:    law.Item2h,
	Cites:   []law.Ref{law.R6312_10},
	InForce: law.PenaltyArticle,
	Scope:   ambulancesAndVSL,
	Needs:   []string{"driver_id", "attendant_id"},
	Test: func(c *claim.Case) Verdict {
		crew := c.Crew()
		switch {
		case c.Service() == claim.VSL || crew.Persons >= 2:
			return Compliant
		case crew.ByName:
			return Review
		}
		return Anomaly
	},
	Shows: []Fact{serviceBilled, crewNamed},
	FR:    "Transport en {service} : {crew_named} personne distincte à bord, deux sont exigées.",
	EN:    "Trip by {service}: {crew_named} distinct person on board, two are required.",
	Tests: "An ambulance names two distinct persons, a VSL one.",
	Over:  "An attendant who was on board and was not written on the claim.",
	Under: "A second name that was written and nobody on board.",
}

var crewNamed = Fact{"crew_named", "claim", func(c *claim.Case) Value { return countValue(c.Crew().Persons) }}
