package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The patient's state, as the prescriber wrote it down, may exclude sharing the vehicle (R322-11-1). An abatement on the
// bill says that it was shared all the same.
var sharedIncompatible = Rule{
	ID:      "shared-incompatible",
	Cites:   []law.Ref{law.L322_5, law.R322_111},
	InForce: law.Since(2025, 3, 1),
	Scope:   trips(claim.VSL, claim.Taxi),
	Needs:   []string{"shared_code", "prescription_id", "prescriptions", "prescriptions.shared_compatible", "convocations", "reason"},
	Test: func(c *claim.Case) Verdict {
		if c.SharedCode() == 0 {
			return Compliant
		}
		return Anomaly.If(!c.Sure(c.SharingCompatible()))
	},
	Shows: []Fact{service, claimOn, patientsBilled, sharingPrescribed},
	FR:    "Transport en {service} du {service_date} facturé comme partagé à {patients_billed} ; partage compatible selon la prescription : {shared_compatible}.",
	EN:    "Trip by {service} on {service_date} billed as shared by {patients_billed}; sharing compatible by the prescription: {shared_compatible}.",
	Tests: "A trip that was billed as shared was one whose prescription allows sharing.",
	Over:  "A prescription whose box was ticked by mistake.",
	Under: "A trip that was shared and billed as if it was not.",
}

var (
	patientsBilled    = Fact{"patients_billed", "claim", func(c *claim.Case) Value { return countValue(c.SharedCode()) }}
	sharingPrescribed = Fact{"shared_compatible", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.SharingCompatible())) }}
)
