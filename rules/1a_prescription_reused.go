package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A prescription serves the patient for whom it was written. How many legs were billed on it takes the other claims, and is
// no part of this test.
var prescriptionReused = Rule{
	ID:      "1a-prescription-reused",
	Item:    law.Item1a,
	Cites:   []law.Ref{law.L133_4},
	InForce: law.Always,
	Scope:   everyClaim,
	Needs:   []string{"prescription_id", "prescriptions", "prescriptions.patient_id", "convocations", "convocations.patient_id", "reason"},
	Test: func(c *claim.Case) Verdict {
		if c.Kind() == claim.Care && !c.PrescriptionIDGiven() {
			return NotApplicable
		}
		return Anomaly.If(c.Sure(c.PrescribedToAnother()))
	},
	Shows: []Fact{claimOn, signedOn},
	FR:    "Prestation du {service_date} facturée sur une prescription signée le {signed_on} pour un autre patient.",
	EN:    "Service of {service_date} billed on a prescription signed on {signed_on} for another patient.",
	Tests: "The patient of the claim is the patient of its prescription.",
	Over:  "A reference that was mistyped, or a patient whose pseudonym changed.",
	Under: "A prescription that served the same patient more often than it says.",
}
