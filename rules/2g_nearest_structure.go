package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-5: for the reasons b to f the distance to the nearest suitable structure is paid. Which structure suits a patient is
// for a person to judge; the register shows those of the same kind with all the specialties. An ambulance company carries out a
// prescription that it may not change, and does not answer for this rule (convention of 2003, article 8): the prescriber does.
var nearestStructure = Rule{
	ID:      "2g-nearest-structure",
	Title:   Title{"Structure plus proche", "Nearer structure"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_5},
	InForce: law.PenaltyArticle,
	Apart: []Apart{
		{Service: claim.Ambulance, InForce: law.PenaltyArticle, Cites: prescriptionIntangible, Answers: Prescriber},
		{Service: claim.VSL, InForce: law.PenaltyArticle, Cites: prescriptionIntangible, Answers: Prescriber},
	},
	Scope: everyTrip,
	Needs: []string{"reason", "billed_km", "arrival_facility", "facilities", "facilities.specialties", "facilities.kind",
		"departure_postcode", "arrival_postcode", "routes", "routes.km"},
	Thresholds: []law.Threshold{law.NearestKmTolerance, law.NearestToleranceRatio},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.ALD, claim.AmbulanceState, claim.LongDistance, claim.Series, claim.CampsCmpp)) {
			return NotApplicable // R322-10-3 pays a hospitalisation on the distance driven
		}
		billed := c.BilledKm()
		other, nearer := c.OtherRoute() // what exceeds the own route alone is for 2g-km-above-route
		return Review.If(nearer && exceeds(c, billed, other, law.NearestKmTolerance, law.NearestToleranceRatio))
	},
	Shows: []Fact{reason, billedKm, ownRoute, otherRoute},
	FR:    "{billed_km} facturés ; structure comparable la plus proche à {nearest_km}.",
	EN:    "{billed_km} billed; the nearest comparable structure is {nearest_km} away.",
	Tests: "Where another structure of the same kind with the same specialties is nearer, the billed distance is that to it, within a tolerance.",
	Over:  "A structure that is alike in the register and does not suit the patient, or had no place.",
	Under: "A nearer structure that the register does not describe.",
}

var (
	ownRoute   = Fact{"route_km", "routes", func(c *claim.Case) Value { return kmValue(c.RouteKm()) }}
	otherRoute = Fact{"nearest_km", "routes", func(c *claim.Case) Value {
		km, _ := c.OtherRoute()
		return kmValue(km)
	}}
)

var prescriptionIntangible = []law.Ref{law.Convention.Part("art. 8")}
