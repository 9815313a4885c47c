package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var afterDeath = Rule{
	ID:      "1a-after-death",
	Title:   Title{"Facturé après le décès", "Billed after death"},
	Item:    law.Item1a,
	Cites:   []law.Ref{law.L133_4},
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Needs:   []string{"patient_died"},
	Test: func(c *claim.Case) Verdict {
		switch died := c.DiedOn(); {
		case c.Day() > died:
			return Anomaly
		case c.Day() == died:
			return Review
		}
		return Compliant
	},
	Shows: []Fact{claimOn, diedOn},
	FR:    "Prestation datée du {service_date}, décès du patient enregistré le {patient_died}.",
	EN:    "Service dated {service_date}, death of the patient recorded on {patient_died}.",
	Tests: "The trip or act begins after the day of death; on that very day a person must look.",
	Over:  "The recorded day may be that of the notification rather than of the death.",
	Under: "A death that has not reached the file yet.",
}

var diedOn = Fact{"patient_died", "claim", func(c *claim.Case) Value { return dayValue(c.DiedOn()) }}
