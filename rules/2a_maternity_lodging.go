package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-9 II: whatever the distance, the trips of a woman who lodges near her maternity unit need a prior agreement. The text knows no
// urgency.
var maternityLodging = Rule{
	ID:      "2a-maternity-lodging",
	Title:   Title{"Hôtel de maternité sans accord", "Maternity lodging without agreement"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_10_9},
	InForce: law.Period{From: law.MaternityLodging, To: civil.Open},
	Scope:   everyTrip,
	Needs:   []string{"reason", "prescription_id", "agreements", "agreement_flag"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.MaternityLodging)) {
			return NotApplicable
		}
		return noAgreement(c)
	},
	Shows: []Fact{claimOn, reason, agreementMarked},
	FR:    "Transport du {service_date} lié à l'hébergement avant la naissance (article R322-10-9), sans demande d'accord préalable au registre.",
	EN:    "Trip on {service_date} for lodging before a birth (article R322-10-9), without a request for prior agreement in the register.",
	Tests: "A trip for the lodging of a pregnant woman has a request for prior agreement.",
	Over:  "An agreement that was filed under another prescription.",
	Under: "Whether the examination falls in the eighth or ninth month is not told by a claim.",
}
