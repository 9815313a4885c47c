package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A cheaper means than prescribed does not respect the prescription either, but it may have been the patient's own choice.
var modeBelowPrescription = Rule{
	ID:      "2g-mode-below-prescription",
	Title:   Title{"Mode inférieur à la prescription", "Mode below the prescription"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_1, law.L322_5},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip.without(claim.Escort),
	Needs:   []string{"prescription_id", "prescriptions", "prescriptions.mode", "convocations", "convocations.mode", "reason"},
	Test: func(c *claim.Case) Verdict {
		return Review.If(c.Service().Class() < c.PrescribedClass())
	},
	Shows: []Fact{serviceBilled, prescribedMode},
	FR:    "Facturé : {service}, en deçà du mode prescrit : {prescribed_mode}.",
	EN:    "Billed: {service}, below the prescribed mode: {prescribed_mode}.",
	Tests: "The class of the billed service is not below the prescribed one.",
	Over:  "A patient who chose to travel more simply.",
	Under: "Nothing known.",
}
