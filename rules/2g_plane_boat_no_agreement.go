package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-4 c: by scheduled plane or boat a prior agreement is needed, whatever the distance.
var planeBoatNoAgreement = Rule{
	ID:      "2g-plane-boat-no-agreement",
	Title:   Title{"Avion ou bateau sans accord", "Plane or boat without agreement"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_4},
	InForce: law.PenaltyArticle,
	Scope:   tripsBy(claim.ScheduledPlane, claim.ScheduledBoat),
	Needs:   []string{"prescription_id", "agreements", "agreement_flag", "prescriptions", "prescriptions.emergency", "emergency"},
	Test:    noAgreement,
	Unless:  []Exception{urgencyOnPrescription, emergencyOnClaim},
	Shows:   []Fact{serviceBilled, claimOn, agreementMarked, urgencyPrinted, emergencyMarked},
	FR:      "Transport du {service_date} ({service}) sans demande d'accord préalable au registre.",
	EN:      "Trip on {service_date} ({service}) without a request for prior agreement in the register.",
	Tests:   "A trip by scheduled plane or boat has a request for prior agreement.",
	Over:    "An agreement that was filed under another prescription.",
	Under:   "A fare that was billed as another service.",
}
