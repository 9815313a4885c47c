package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Silence for 15 days from the dispatch of the request is agreement. Until then the trip is not covered.
var beforeTacitAgreement = Rule{
	ID:         "2g-before-tacit-agreement",
	Title:      Title{"Trajet avant l'accord tacite", "Trip before the tacit agreement"},
	Item:       law.Item2g,
	Cites:      []law.Ref{law.R322_10_4, law.R322_10_9},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip,
	Needs:      []string{"billed_km", "reason", "prescription_id", "agreements", "agreements.decision", "agreements.decided_on", "agreements.sent_on", "departure_postcode", "prescriptions", "prescriptions.emergency", "emergency"},
	Thresholds: []law.Threshold{law.TacitDaysTransport},
	Test: func(c *claim.Case) Verdict {
		if !needsAgreement(c) || !asked(c) {
			return NotApplicable
		}
		return tripClock.decide(c, func(r request) Verdict {
			switch r {
			case waiting:
				return Anomaly
			case waitingExtended, grantedLate:
				return Review
			}
			return Compliant
		})
	},
	Unless: []Exception{urgencyButForLodging, emergencyButForLodging},
	Shows:  []Fact{claimOn, requestSentOn, requestDecision, requestDecidedOn, urgencyPrinted, emergencyMarked},
	FR:     "Transport du {service_date} ; demande d'accord préalable envoyée le {request_sent_on}, sans accord certain ce jour-là (un silence de {tacit_agreement_days_transport} jours vaut accord).",
	EN:     "Trip on {service_date}; prior agreement asked for on {request_sent_on} and not certain by then (a silence of {tacit_agreement_days_transport} days is agreement).",
	Tests:  "A trip that needs a prior agreement was made on a day that a grant or the silence of 15 days from dispatch covers.",
	Over:   "A grant by telephone that was entered later.",
	Under:  "A dispatch date that was entered too early.",
}
