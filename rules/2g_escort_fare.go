package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-7: for an escort only public transport is paid, and only if the patient is under 16 or needs help.
var escortFare = Rule{
	ID:      "2g-escort-fare",
	Title:   Title{"Transport de l'accompagnant", "Companion's fare"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_7},
	InForce: law.PenaltyArticle,
	Scope:   tripsBy(claim.Escort),
	Needs:   []string{"patient_born", "prescription_id", "prescriptions", "prescriptions.escort_needed", "convocations", "reason"},
	Test: func(c *claim.Case) Verdict {
		if c.OperatorKind() != claim.OtherOperator {
			return Anomaly
		}
		return Review.If(!c.Sure(max(c.Younger(law.EscortUnder), c.EscortNeeded())))
	},
	Shows: []Fact{claimOn, operatorKind, patientAge, escortPrescribed},
	FR:    "Frais d'accompagnant du {service_date} facturés par une entreprise de type {operator_kind} ; patient de {patient_age} ans ; accompagnant prescrit : {escort_needed}.",
	EN:    "Escort's fare of {service_date} billed by an enterprise of kind {operator_kind}; patient aged {patient_age}; escort prescribed: {escort_needed}.",
	Tests: "An escort's fare is one of public transport, for a patient under 16 or one whose prescription asks for an escort.",
	Over:  "A need for help that the prescriber attested elsewhere.",
	Under: "An escort who did not travel.",
}

var (
	operatorKind     = Fact{"operator_kind", "claim", func(c *claim.Case) Value { return worded(c.OperatorKind().String()) }}
	escortPrescribed = Fact{"escort_needed", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.EscortNeeded())) }}
)
