package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L162-4-1: on the part for the medical service the prescriber writes why the patient needs the sick leave or the transport. A
// convocation comes from that service itself, or from a court.
var noMedicalGrounds = Rule{
	ID:      "4d-no-medical-grounds",
	Title:   Title{"Éléments médicaux absents", "No medical grounds"},
	Item:    law.Item4d,
	Cites:   []law.Ref{law.L162_4_1},
	InForce: law.PenaltyArticle,
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
	FR:      "Prestation du {service_date} : la partie de la prescription destinée au contrôle médical n'est pas remplie (date de signature : {signed_on}).",
	EN:      "Service of {service_date}: the part of the prescription for the medical service is not filled (signed on: {signed_on}).",
	Repeats: perPrescription,
	Tests:   "The prescription of a transport or of sick leave has the medical part filled.",
	Over:    "A part that was filled on paper and not entered.",
	Under:   "A part that is filled and says nothing.",
}

var groundsFilled = Fact{"medical_grounds", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.MedicalGrounds())) }}
