package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L162-4-1: on the part for the medical service the prescriber says why the patient needs the sick leave or the transport.
// A convocation comes from that service itself, or from a court.
var noMedicalGrounds = Rule{
	ID:      "4d-no-medical-grounds",
	Item:    law.Item4d,
	Cites:   []law.Ref{law.L162_41},
	InForce: law.Always,
	Scope:   everyClaim,
	Answers: Prescriber,
	Needs:   []string{"care_kind", "prescription_id", "prescriptions", "prescriptions.medical_grounds", "convocations", "reason"},
	Test: func(c *claim.Case) Verdict {
		if c.Kind() == claim.Care && c.CareKind() != claim.SickLeave || c.Convoked() {
			return NotApplicable
		}
		return Review.If(!c.Sure(c.MedicalGrounds()))
	},
	Shows:   []Fact{claimOn, signedOn, groundsFilled},
	FR:      "Prescription du {signed_on} (prestation du {service_date}) sans la partie destinée au contrôle médical.",
	EN:      "Prescription of {signed_on} (service of {service_date}) without the part for the medical service.",
	Repeats: perPrescription,
	Tests:   "The prescription of a transport or of sick leave has the medical part filled.",
	Over:    "A part that was filled on paper and not entered.",
	Under:   "A part that is filled and says nothing.",
}

var groundsFilled = Fact{"medical_grounds", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.MedicalGrounds())) }}
