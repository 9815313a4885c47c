package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R221-10 III asks drivers of taxis for the prefect's attestation as it asks those of ambulances. The attestation is the driver's, not
// that of a card. Only a recorded end counts against anybody.
var taxiDrivingAttestation = Rule{
	ID:      "2a-taxi-driving-attestation",
	Title:   Title{"Attestation préfectorale de taxi échue", "Taxi driver's attestation ended"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R221_10},
	InForce: law.PenaltyArticle,
	Scope:   taxis,
	Needs:   []string{"driver_id", "taxi_cards", "taxi_cards.valid_from", "taxi_cards.valid_to", "taxi_cards.attestation_to"},
	Test: func(c *claim.Case) Verdict {
		return credential(c, c.TaxiAttestation())
	},
	Shows: []Fact{claimOn, taxiAttestationTo},
	FR:    "Transport en taxi du {service_date} : attestation préfectorale du conducteur échue le {attestation_to}.",
	EN:    "Taxi trip on {service_date}: the driver's prefectoral attestation ended on {attestation_to}.",
	Tests: "The recorded attestation of the taxi driver had not ended before the day of the trip.",
	Over:  "A renewal that was granted and not entered.",
	Under: "Nothing is judged where the end was not recorded or the register does not know the driver.",
}

var taxiAttestationTo = Fact{"attestation_to", "taxi_cards", func(c *claim.Case) Value { return dayValue(c.TaxiAttestationTo()) }}
