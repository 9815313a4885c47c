package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A driver needs the prefect's attestation that follows the medical examination (R221-10). Only a recorded end counts against
// anybody.
var drivingAttestation = Rule{
	ID:      "2h-driving-attestation",
	Title:   Title{"Attestation préfectorale échue", "Driver's attestation ended"},
	Item:    law.Item2h,
	Cites:   []law.Ref{law.R6312_7, law.R221_10},
	InForce: law.PenaltyArticle,
	Scope:   ambulancesAndVSL,
	Needs:   []string{"driver_id", "crew", "crew.valid_from", "crew.valid_to", "crew.driving_attestation_to", "crew.renewal_pending"},
	Test: func(c *claim.Case) Verdict {
		return credential(c, c.Attestation())
	},
	Unless: []Exception{renewalPending},
	Shows:  []Fact{serviceBilled, claimOn, attestationTo, renewalAsked},
	FR:     "Transport du {service_date} : attestation préfectorale du conducteur échue le {driving_attestation_to}.",
	EN:     "Trip on {service_date}: the driver's prefectoral attestation ended on {driving_attestation_to}.",
	Tests:  "The driver's recorded attestation had not ended before the day of the trip.",
	Over:   "A renewal that was granted and not entered.",
	Under:  "Nothing is judged where the end was not recorded or the register does not know the person.",
}

// While a request for renewal with a favourable opinion is pending, the attestation remains valid provisionally (R221-11 III).
var renewalPending = Exception{
	Name: "renewal pending", Cite: law.R221_11, Effect: Softens,
	Holds: (*claim.Case).RenewalPending,
}

var (
	attestationTo = Fact{"driving_attestation_to", "crew", func(c *claim.Case) Value { return dayValue(c.AttestationTo()) }}
	renewalAsked  = Fact{"renewal_pending", "crew", func(c *claim.Case) Value { return flagValue(c.RenewalPending()) }}
)
