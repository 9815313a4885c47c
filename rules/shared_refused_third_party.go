package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L322-5 and R322-11-1: a patient who refuses to share a vehicle pays first and is reimbursed later. Patients with C2S or AME
// are not asked to share.
var sharedRefusedThirdParty = Rule{
	ID:      "shared-refused-third-party",
	Cites:   []law.Ref{law.L322_5, law.L322_5_1, law.R322_11_4},
	InForce: law.Since(2025, 3, 2),
	Scope:   everyTrip.without(claim.Escort),
	Needs:   []string{"sharing_refused", "third_party_payment", "patients", "patients.health_cover"},
	Test: func(c *claim.Case) Verdict {
		switch {
		case !c.Sure(min(c.SharingRefused(), c.ThirdPartyPayment())):
			return Compliant
		case c.Sure(c.CoveredByFund()):
			return NotApplicable
		}
		return Anomaly
	},
	Shows: []Fact{serviceBilled, claimOn, refusalWritten, thirdParty},
	FR:    "Transport en {service} du {service_date} : refus du transport partagé porté sur la facture, et tiers payant appliqué.",
	EN:    "Trip by {service} on {service_date}: refusal of sharing written on the bill, and third-party payment applied.",
	Tests: "Where the patient refused to share the vehicle, no third-party payment is made.",
	Over:  "A refusal that was marked by mistake, or a patient whose state excluded sharing.",
	Under: "A refusal that was not written on the bill.",
}

var refusalWritten = Fact{"sharing_refused", "claim", func(c *claim.Case) Value { return flagValue(c.Sure(c.SharingRefused())) }}
