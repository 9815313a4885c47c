package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R314-122 II: care linked to the disability for which the patient was admitted is paid with the prior agreement of the medical
// service. A request without an answer is no agreement, urgent or not; a refusal is for 2a-care-agreement-refused.
var careDisabilityNoAgreement = Rule{
	ID:      "2a-care-disability-no-agreement",
	Title:   Title{"Soin lié au handicap sans accord", "Care for the disability without agreement"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R314_122, law.L315_2, law.R315_15},
	InForce: law.Since(2005, 12, 20),
	Scope:   careOnly,
	Needs: []string{"stays", "stays.kind", "stays.entered_on", "stays.left_on", "disability_related", "prescription_id", "agreements",
		"agreements.decision", "agreements.decided_on", "agreements.complete", "agreements.received_on", "agreement_flag"},
	Thresholds: []law.Threshold{law.TacitDaysCare},
	Test: func(c *claim.Case) Verdict {
		linked := c.DisabilityRelated()
		if linked == claim.False || !c.Sure(min(linked, c.StaysInESMS())) {
			return NotApplicable
		}
		if rows, _ := c.Agreements(); len(rows) == 0 {
			return noAgreement(c)
		}
		return careClock.decide(c, func(r request) Verdict {
			switch r {
			case waiting, agreedBySilence:
				return Anomaly
			case grantedLate:
				return Review
			}
			return Compliant
		})
	},
	Unless: []Exception{silenceOfMedicalService, dayOfEntryOrExit},
	Shows:  []Fact{claimOn, careKind, esmsFrom, esmsTo, careReceivedOn, careDelay, careDecision, careDecidedOn, agreementMarked},
	FR:     "Soins liés au handicap du {service_date}, pendant un séjour commencé le {entered_on}, sans accord préalable du service du contrôle médical ce jour-là.",
	EN:     "Care linked to the disability on {service_date}, during a stay that began on {entered_on}, without the medical service's prior agreement by then.",
	Tests:  "Care linked to the disability that motivated the admission has an agreement, granted or by silence of 15 days (21 by decision) from the receipt of a complete request.",
	Over:   "An agreement that was filed under another prescription.",
	Under:  "A link with the disability that was not recorded.",
}

// That the days of entry and exit belong to the stay is our reading of the text, so a person must look.
var dayOfEntryOrExit = Exception{
	Name: "day of entry or exit", Cite: law.R314_122, Effect: Softens,
	Holds: func(c *claim.Case) bool { return !c.Sure(c.InESMS(c.Inside)) },
}
