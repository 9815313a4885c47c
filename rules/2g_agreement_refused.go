package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var agreementRefused = Rule{
	ID:         "2g-agreement-refused",
	Title:      Title{"Trajet après un refus d'accord", "Trip after a refused agreement"},
	Item:       law.Item2g,
	Cites:      []law.Ref{law.R322_10_4, law.R322_10_9},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip,
	Needs:      []string{"billed_km", "reason", "prescription_id", "agreements", "agreements.decision", "agreements.decided_on", "agreements.sent_on", "agreements.notified_on", "prescriptions", "prescriptions.emergency", "emergency"},
	Thresholds: []law.Threshold{law.TacitDaysTransport},
	Test: func(c *claim.Case) Verdict {
		if !needsAgreement(c) || !asked(c) {
			return NotApplicable
		}
		return tripClock.decide(c, afterRefusal)
	},
	Unless: []Exception{urgencyButForLodging, emergencyButForLodging},
	Shows:  []Fact{claimOn, requestSentOn, requestDecidedOn, requestNotified, urgencyPrinted, emergencyMarked},
	FR:     "Transport du {service_date} après un refus d'accord préalable (date du refus : {decided_on} ; demande envoyée le : {request_sent_on}).",
	EN:     "Trip on {service_date} after a prior agreement was refused (refused on: {decided_on}; request sent on: {request_sent_on}).",
	Tests:  "A trip that needs a prior agreement was not made after a refusal that came in time and was notified.",
	Over:   "A refusal that was withdrawn on appeal.",
	Under:  "A refusal under another prescription.",
}

// afterRefusal is the verdict of the rules on refusals.
func afterRefusal(r request) Verdict {
	switch r {
	case refusedInTime:
		return Anomaly
	case refusedUnsent, refusedLate:
		return Review
	}
	return Compliant
}
