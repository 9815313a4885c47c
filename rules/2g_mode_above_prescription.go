package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The prescriber chooses among the ranked means of transport; billing a dearer one is the plainest case of 2° g.
var modeAbovePrescription = Rule{
	ID:      "2g-mode-above-prescription",
	Title:   Title{"Mode supérieur à la prescription", "Mode above the prescription"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_1, law.L322_5},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip.without(claim.Escort),
	Needs:   []string{"prescription_id", "prescriptions", "prescriptions.mode", "convocations", "convocations.mode", "reason", "emergency"},
	Test: func(c *claim.Case) Verdict {
		return Anomaly.If(c.Service().Class() > c.PrescribedClass())
	},
	Unless: []Exception{emergencyOnClaim},
	Shows:  []Fact{serviceBilled, prescribedMode, emergencyMarked},
	FR:     "Facturé : {service} ; prescrit : {prescribed_mode}.",
	EN:     "Billed: {service}; prescribed: {prescribed_mode}.",
	Tests:  "The class of the billed service is not above the prescribed one: ambulance, then seated (VSL and taxi alike), then individual.",
	Over:   "The patient's state may have worsened between prescription and trip.",
	Under:  "A prescription written up after the fact to match the bill.",
}
