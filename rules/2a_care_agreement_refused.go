package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R315-15 II: a refusal is notified to the insured. A refusal after silence had already become agreement, or without a recorded
// notification, is for a person to judge. The text knows no urgency.
var careAgreementRefused = Rule{
	ID:      "2a-care-agreement-refused",
	Title:   Title{"Soin après un refus d'accord", "Care after a refused agreement"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.L315_2, law.R315_15},
	InForce: law.PenaltyArticle,
	Scope:   careOnly,
	Needs: []string{"prescription_id", "agreements", "agreements.decision", "agreements.decided_on", "agreements.complete",
		"agreements.received_on", "agreements.notified_on"},
	Thresholds: []law.Threshold{law.TacitDaysCare},
	Test: func(c *claim.Case) Verdict {
		if !c.PrescriptionIDGiven() || !asked(c) {
			return NotApplicable
		}
		return careClock.decide(c, afterRefusal)
	},
	Shows: []Fact{claimOn, careKind, careReceivedOn, careDelay, careDecidedOn, careNotifiedOn},
	FR:    "Acte du {service_date} après un refus d'accord préalable (date du refus : {decided_on}).",
	EN:    "Act of {service_date} after a prior agreement was refused (refused on: {decided_on}).",
	Tests: "An act was not billed after a refusal of its request that came in time and was notified.",
	Over:  "A refusal that was withdrawn on appeal, or that concerned another act of the same prescription.",
	Under: "A refusal under another prescription.",
}
