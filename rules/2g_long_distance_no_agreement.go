package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A long-term illness is no exception (Civ. 2e, 15 March 2018, n° 17-14.403).
var longDistanceNoAgreement = Rule{
	ID:         "2g-long-distance-no-agreement",
	Item:       law.Item2g,
	Cites:      []law.Ref{law.R322_104},
	InForce:    law.Always,
	Scope:      everyTrip,
	Needs:      []string{"billed_km", "prescription_id", "agreements", "agreement_flag", "prescriptions", "prescriptions.emergency", "emergency"},
	Thresholds: []law.Threshold{law.LongDistanceKm},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(longDistance(c)) {
			return NotApplicable
		}
		return noAgreement(c)
	},
	Unless: []Exception{urgencyOnPrescription, emergencyOnClaim},
	Shows:  []Fact{billedKm, agreementMarked, urgencyPrinted, emergencyMarked},
	FR:     "{billed_km} facturés, au-delà de {long_distance_km} km, sans demande d'accord préalable au registre.",
	EN:     "{billed_km} billed, over {long_distance_km} km, without a request for prior agreement in the register.",
	Tests:  "A trip of over 150 km one way has a request for prior agreement.",
	Over:   "An agreement that was filed under another prescription.",
	Under:  "Kilometres that were split over several bills.",
}
