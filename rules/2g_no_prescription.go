package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var noPrescription = Rule{
	ID:      "2g-no-prescription",
	Title:   Title{"Sans prescription", "No prescription"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_2},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"prescription_id", "prescriptions", "convocations", "reason"},
	Test: func(c *claim.Case) Verdict {
		return Anomaly.If(!c.Prescribed())
	},
	Shows: []Fact{serviceBilled, claimOn, prescriptionNamed},
	FR:    "Transport en {service} du {service_date} sans prescription au registre ; référence portée sur la facture : {prescription_named}.",
	EN:    "Trip by {service} on {service_date} without a prescription in the register; reference on the bill: {prescription_named}.",
	Tests: "The claim names a prescription that the register knows; for a reason of R322-10 2° a convocation does as well.",
	Over:  "A paper prescription that was never entered, or a reference that was mistyped.",
	Under: "A reference that exists but belongs to another journey.",
}

var prescriptionNamed = Fact{"prescription_named", "claim", func(c *claim.Case) Value { return flagValue(c.PrescriptionIDGiven()) }}
