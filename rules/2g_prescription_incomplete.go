package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var prescriptionIncomplete = Rule{
	ID:      "2g-prescription-incomplete",
	Title:   Title{"Prescription incomplète", "Prescription incomplete"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_2},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"prescription_id", "prescriptions", "convocations", "reason", "prescriptions.mode", "prescriptions.reason"},
	Test: func(c *claim.Case) Verdict {
		if c.Convoked() {
			return NotApplicable
		}
		return Anomaly.If(c.Sure(max(c.ModeOmitted(), c.ReasonOmitted())))
	},
	Shows: []Fact{signedOn, modeMissing, reasonMissing},
	FR:    "Prescription sans une mention obligatoire (mode absent : {mode_omitted} ; motif absent : {reason_omitted}).",
	EN:    "Prescription without a compulsory mention (mode omitted: {mode_omitted}; reason omitted: {reason_omitted}).",
	Tests: "The prescription states the reason and the mode of transport.",
	Over:  "A mention that stands on the paper and was not entered.",
	Under: "A mention that is there and says nothing.",
}

var (
	modeMissing   = Fact{"mode_omitted", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.ModeOmitted())) }}
	reasonMissing = Fact{"reason_omitted", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.ReasonOmitted())) }}
)
