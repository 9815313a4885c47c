package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Only an ambulance answers an emergency call. The bill tells of one by its mark, or by the supplement for it.
var urgentNotByAmbulance = Rule{
	ID:      "2g-urgent-not-by-ambulance",
	Title:   Title{"Urgence sans ambulance", "Emergency without ambulance"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.Convention.Part("art. 2")},
	InForce: law.PenaltyArticle,
	Apart:   []Apart{{Service: claim.VSL, InForce: law.PenaltyArticle, Cites: []law.Ref{law.Convention.Part("art. 33")}}},
	Scope:   tripsBy(claim.VSL, claim.Taxi),
	Needs:   []string{"emergency", "tariff_codes"},
	Test: func(c *claim.Case) Verdict {
		return Review.If(c.Sure(max(c.EmergencyMarked(), c.TariffCodes().Any(law.Emergency))))
	},
	Shows: []Fact{serviceBilled, claimOn, emergencyOrNot, emergencyCode},
	FR:    "Transport en {service} du {service_date} : appel d'urgence marqué sur la facture, {emergency} ; supplément d'urgence facturé, {emergency_code}.",
	EN:    "Trip by {service} on {service_date}: emergency call marked on the bill, {emergency}; emergency supplement billed, {emergency_code}.",
	Tests: "An emergency, marked on the bill or billed by its supplement, was carried by ambulance.",
	Over:  "A mark for a hasty trip that no emergency service had asked for.",
	Under: "An emergency that the bill does not mark.",
}

var (
	emergencyOrNot = Fact{"emergency", "claim", func(c *claim.Case) Value { return truthValue(c.EmergencyMarked()) }}
	emergencyCode  = Fact{"emergency_code", "claim", func(c *claim.Case) Value { return truthValue(c.TariffCodes().Any(law.Emergency)) }}
)

// truthValue is an answer, or that nothing on the claim gives one.
func truthValue(t claim.Truth) Value {
	if t == claim.Unsure {
		return Value{"unknown", "non renseigné", "not recorded"}
	}
	return flagValue(t == claim.True)
}
