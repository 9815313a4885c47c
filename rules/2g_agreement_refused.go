package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var agreementRefused = Rule{
	ID:         "2g-agreement-refused",
	Item:       law.Item2g,
	Cites:      []law.Ref{law.R322_104},
	InForce:    law.Always,
	Scope:      everyTrip,
	Needs:      []string{"billed_km", "reason", "prescription_id", "agreements", "agreements.decision", "agreements.decided_on", "agreements.sent_on", "prescriptions", "prescriptions.emergency", "emergency"},
	Thresholds: []law.Threshold{law.TacitDaysTransport},
	Test: func(c *claim.Case) Verdict {
		if !needsAgreement(c) {
			return NotApplicable
		}
		switch requestFor(c) {
		case refusedInTime:
			return Anomaly
		case refusedUnsent, refusedLate:
			return Review
		case notAsked, notAskedFlag, flaggedNone:
			return unasked(c)
		}
		return Compliant
	},
	Unless: []Exception{urgencyOnPrescription, emergencyOnClaim},
	Shows:  []Fact{claimOn, requestSentOn, requestDecidedOn, requestNotified, urgencyPrinted, emergencyMarked},
	FR:     "Transport du {service_date} après un refus d'accord préalable du {decided_on} (demande envoyée le {request_sent_on}).",
	EN:     "Trip on {service_date} after a prior agreement was refused on {decided_on} (request sent on {request_sent_on}).",
	Tests:  "A trip that needs a prior agreement was not made after a refusal that came in time and was notified.",
	Over:   "A refusal that was withdrawn on appeal.",
	Under:  "A refusal under another prescription.",
}

// unasked is the answer of the rules that judge a request where there is none.
func unasked(c *claim.Case) Verdict {
	if _, supplied := c.Agreements(); !supplied {
		c.Lacks("agreements")
	}
	return NotApplicable
}
