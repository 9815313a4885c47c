package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-4 b with R322-10 1° f: trips for care in a CAMSP or CMPP need a prior agreement.
var camspNoAgreement = Rule{
	ID:      "2g-camsp-no-agreement",
	Title:   Title{"CAMSP ou CMPP sans accord", "CAMSP or CMPP without agreement"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_4},
	InForce: law.Period{From: law.CampsAgreement, To: civil.Open},
	Scope:   everyTrip,
	Needs:   []string{"reason", "prescription_id", "agreements", "agreement_flag", "prescriptions", "prescriptions.emergency", "emergency"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.CampsCmpp)) {
			return NotApplicable
		}
		return noAgreement(c)
	},
	Unless: []Exception{urgencyOnPrescription, emergencyOnClaim},
	Shows:  []Fact{claimOn, agreementMarked, urgencyPrinted, emergencyMarked},
	FR:     "Transport du {service_date} vers un CAMSP ou un CMPP sans demande d'accord préalable au registre.",
	EN:     "Trip on {service_date} to a CAMSP or CMPP without a request for prior agreement in the register.",
	Tests:  "A trip for care in a CAMSP or CMPP has a request for prior agreement.",
	Over:   "An agreement that was filed under another prescription.",
	Under:  "Such a trip that was billed under another reason.",
}
