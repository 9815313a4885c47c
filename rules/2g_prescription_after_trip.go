package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Except in an emergency the prescription comes before the trip (Civ. 2e, 11 July 2019, n° 18-18.875). On the same day only the
// hours decide.
var prescriptionAfterTrip = Rule{
	ID:      "2g-prescription-after-trip",
	Title:   Title{"Prescription postérieure au trajet", "Prescription after the trip"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_2},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"prescription_id", "prescriptions", "prescriptions.signed_at", "prescriptions.emergency", "convocations", "convocations.issued_on", "reason", "emergency", "departure_facility"},
	Test: func(c *claim.Case) Verdict {
		signed := c.SignedOn()
		switch {
		case signed > c.Day():
			return Anomaly
		case signed < c.Day():
			return Compliant
		}
		at, hourKnown := c.SignedAt()
		switch {
		case hourKnown:
			return Anomaly.If(at > c.PickUp())
		case c.LeavesFromFacility(): // it may have been written at the consultation
			c.Lacks("prescriptions.signed_at")
		}
		return Review
	},
	Unless: []Exception{urgencyAttestedLater, emergencyOnClaim},
	Shows:  []Fact{signedAt, pickUp, urgencyPrinted, emergencyMarked},
	FR:     "Prescription signée le {signed_at}, prise en charge le {departed_at}.",
	EN:     "Prescription signed on {signed_at}, pick-up on {departed_at}.",
	Tests:  "The prescription was signed before the pick-up, save in an emergency.",
	Over:   "An urgency that the prescriber attested elsewhere than on the prescription.",
	Under:  "A prescription that was dated back.",
}

// For R322-10-2 the urgency may be attested afterwards (Civ. 2e, 20 Dec. 2018, n° 18-10.762); whether the trip was urgent is
// for a person to judge.
var urgencyAttestedLater = Exception{
	Name: "urgency on the prescription", Cite: law.R322_10_2, Effect: Softens,
	Holds: (*claim.Case).UrgencyPrescribed,
}
