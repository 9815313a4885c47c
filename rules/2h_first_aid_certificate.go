package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Holders of the DEA and auxiliaries keep a first-aid certificate (AFGSU 2), which is valid for four years. Firefighters, drivers and
// the other professions of R6312-7 3° are not asked for one.
var firstAidCertificate = Rule{
	ID:      "2h-first-aid-certificate",
	Title:   Title{"Certificat AFGSU échu", "First-aid certificate ended"},
	Item:    law.Item2h,
	Cites:   []law.Ref{law.R6312_7, law.FirstAidOrder, law.AuxiliaryOrder},
	InForce: law.Since(2015, 2, 1),
	Scope:   ambulancesAndVSL,
	Needs:   []string{"driver_id", "attendant_id", "crew", "crew.qualification", "crew.afgsu_to", "crew.valid_from", "crew.valid_to"},
	Test: func(c *claim.Case) Verdict {
		f := c.FirstAid()
		switch {
		case !f.Asked:
			return NotApplicable
		case c.Settle(f.Standing) == claim.OutOfForce:
			return Review
		}
		return Compliant
	},
	Shows: []Fact{serviceBilled, claimOn, firstAidTo, firstAidHolder},
	FR:    "Transport en {service} du {service_date} : certificat de gestes et soins d'urgence (AFGSU 2) d'un membre de l'équipage échu le {afgsu_to}.",
	EN:    "Trip by {service} on {service_date}: the first-aid certificate (AFGSU 2) of a crew member ended on {afgsu_to}.",
	Tests: "The recorded first-aid certificate of each crew member with a DEA or the auxiliary's training had not ended before the day of the trip.",
	Over:  "A refresher course that was taken and not entered.",
	Under: "Nothing is judged where the end was not recorded or the register does not know the person.",
}

var (
	firstAidTo     = Fact{"afgsu_to", "crew", func(c *claim.Case) Value { return dayValue(c.FirstAid().To) }}
	firstAidHolder = Fact{"person_id", "claim", func(c *claim.Case) Value { return plain(c.FirstAid().Person) }}
)
