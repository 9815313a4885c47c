package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L322-5-1: there is no third-party payment for a patient who refuses to share a vehicle; R322-11-4 has the refusal written on the bill.
// It counts where sharing could be proposed: not to patients with C2S or AME, not for urgent medical aid (R322-11-8), and not where the
// prescriber found the patient's state incompatible with it (L322-5).
var sharedRefusedThirdParty = Rule{
	ID:      "shared-refused-third-party",
	Title:   Title{"Refus du partage et tiers payant", "Sharing refused, third-party payment"},
	Cites:   []law.Ref{law.L322_5_1, law.R322_11_4},
	InForce: law.Since(2025, 3, 2),
	Scope:   everyTrip.without(claim.Escort),
	Needs:   append([]string{"sharing_refused", "third_party_payment", "emergency", "patients", "patients.health_cover"}, sharingMayLack...),
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(min(c.SharingRefused(), c.ThirdPartyPayment())) {
			return Compliant
		}
		excluded := claim.True - c.SharingCompatible()
		if c.Sure(max(c.EmergencyMarked(), excluded, c.CoveredByFund())) {
			return NotApplicable
		}
		return Anomaly
	},
	Shows: []Fact{serviceBilled, claimOn, refusalWritten, thirdParty, sharingPrescribed},
	FR:    "Transport en {service} du {service_date} : refus du transport partagé porté sur la facture, et tiers payant appliqué.",
	EN:    "Trip by {service} on {service_date}: refusal of sharing written on the bill, and third-party payment applied.",
	Tests: "Where the patient refused to share the vehicle, no third-party payment is made.",
	Over:  "A refusal that was marked by mistake; a proposal for care that the order does not name, or that met no condition of R322-11-5 or R322-11-6.",
	Under: "A refusal that was not written on the bill, and a prescription that says nothing of sharing.",
}

var refusalWritten = Fact{"sharing_refused", "claim", func(c *claim.Case) Value { return flagValue(c.Sure(c.SharingRefused())) }}
