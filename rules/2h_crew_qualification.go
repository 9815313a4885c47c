package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// An ambulance has one person with a DEA and a second one in some category of R6312-7. A crew that is too small is for
// 2h-crew-size.
var crewQualification = Rule{
	ID:      "2h-crew-qualification",
	Title:   Title{"Équipage non qualifié", "Crew not qualified"},
	Item:    law.Item2h,
	Cites:   []law.Ref{law.R6312_10, law.R6312_7},
	InForce: law.PenaltyArticle,
	Scope:   ambulancesAndVSL,
	Needs:   []string{"driver_id", "attendant_id", "crew", "crew.qualification", "crew.qualified_on", "crew.valid_from", "crew.valid_to"},
	Test: func(c *claim.Case) Verdict {
		if c.Service() == claim.VSL {
			verdict := credential(c, driverOfVSL(c))
			if verdict == Anomaly && c.Day() < law.CrewDecree {
				return Review
			}
			return verdict
		}
		if crew := c.Crew(); crew.Persons < 2 {
			return NotApplicable
		}
		return credential(c, crewOfAmbulance(c))
	},
	Shows: []Fact{serviceBilled, claimOn, driverDEA, attendantDEA, crewStanding},
	FR:    "Transport en {service} du {service_date} : qualification de l'équipage {crew_qualification}.",
	EN:    "Trip by {service} on {service_date}: qualification of the crew {crew_qualification}.",
	Tests: "An ambulance carries one person with a DEA and a second one in a category of R6312-7; a VSL is driven by a person of category 1° or 3°.",
	Over:  "A diploma that was obtained and not entered yet.",
	Under: "Persons who are named on the claim and were not on board.",
}

// Either of the two may be the one with the DEA; the other needs some qualification.
func crewOfAmbulance(c *claim.Case) claim.Standing {
	driver, attendant := c.Driver(), c.Attendant()
	if c.Missing() != "" || attendant == "" {
		c.Lacks("attendant_id")
		return claim.InForce
	}
	dea := claim.Among(claim.DEA)
	return max(
		min(c.Qualified(driver, dea), c.Qualified(attendant, claim.AnyQualification)),
		min(c.Qualified(attendant, dea), c.Qualified(driver, claim.AnyQualification)))
}

func driverOfVSL(c *claim.Case) claim.Standing {
	return c.Qualified(c.Driver(), claim.Among(claim.DEA, claim.Auxiliary, claim.FirstAid))
}

func crewOf(c *claim.Case) claim.Standing {
	if c.Service() == claim.VSL {
		return driverOfVSL(c)
	}
	return crewOfAmbulance(c)
}

var (
	crewStanding = Fact{"crew_qualification", "crew", func(c *claim.Case) Value { return standingValue(crewOf(c)) }}
	driverDEA    = Fact{"driver_dea", "crew", func(c *claim.Case) Value {
		return standingValue(c.Qualified(c.Driver(), claim.Among(claim.DEA)))
	}}
	attendantDEA = Fact{"attendant_dea", "crew", func(c *claim.Case) Value {
		if c.Service() == claim.VSL {
			return Value{}
		}
		return standingValue(c.Qualified(c.Attendant(), claim.Among(claim.DEA)))
	}}
)
