package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A crew member is on board of one vehicle at a time, as driver or as attendant.
var crewInTwoVehicles = Rule{
	ID:         "1a-crew-in-two-vehicles",
	Title:      Title{"Équipier dans deux véhicules à la fois", "Crew member in two vehicles at once"},
	Item:       law.Item1a,
	Cites:      []law.Ref{law.L133_4},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip.without(claim.Escort),
	Needs:      []string{"plate", "arrived_at", "departure_postcode", "driver_id", "attendant_id"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Test: func(c *claim.Case) Verdict { // a crew member who is not named may be elsewhere too
		c.NeedsWholeCrew()
		return Compliant
	},
	Across: &Across{
		Key:       claim.ByCrew,
		Prefilter: prefilterOverlapping,
		Enter: func(c *claim.Case) Verdict {
			c.NeedsCrewMember()
			c.Needs(claim.ColPlate)
			c.NeedsTimesOnBoard()
			return Compliant
		},
		Judge: func(g *Group) {
			found := meetingsOf(g, &otherVehicle)
			found.flag(g, minutesTogether)
		},
		Finds: []string{"minutes_together"},
	},
	Shows: []Fact{serviceBilled, pickUp, plate},
	FR:    "Trajet en {service} du {departed_at}, véhicule {plate} : un membre de l'équipage figure pendant {minutes_together} minutes dans un autre véhicule.",
	EN:    "Trip by {service} of {departed_at}, vehicle {plate}: a crew member is recorded for {minutes_together} minutes in another vehicle.",
	Tests: "No driver or attendant is on board of two vehicles at one time.",
	Over:  "An hour, a plate or a crew id that was mistyped, or a crew that changed vehicles on the way.",
	Under: "Crew members who are told by name alone, and overlaps within the margin.",
}
