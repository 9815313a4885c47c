package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The tariffs of the convention of 2003 are for one patient to a vehicle (article 7). A newborn travels with its mother, so a person
// must look. R6312-14 does not contain this limit, hence no item of R147-8.
var ambulanceTwoPatients = Rule{
	ID:         "2h-ambulance-two-patients",
	Title:      Title{"Deux patients dans une ambulance", "Two patients in an ambulance"},
	Cites:      []law.Ref{law.Convention.Part("art. 7")},
	InForce:    law.Since(2003, 3, 23),
	Scope:      ambulancesAndVSL,
	Needs:      []string{"plate", "vehicles", "vehicles.category", "arrived_at", "departure_postcode", "arrival_postcode"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByPlate,
		Prefilter: prefilterOverlapping,
		Enter: func(c *claim.Case) Verdict {
			switch category, known := c.Vehicle(); {
			case !known, category != claim.CategoryA && category != claim.CategoryC:
				return NotApplicable
			}
			return byPlate(c)
		},
		Judge: func(g *Group) {
			found := meetingsOf(g, &otherPatientOnRoad)
			found.flag(g, minutesTogether)
		},
		Finds: []string{"minutes_together"},
	},
	Shows: []Fact{serviceBilled, pickUp, plate, categoryFound},
	FR:    "Trajet en {service} du {departed_at}, véhicule {plate} de catégorie {vehicle_category} : un autre patient à bord pendant {minutes_together} minutes.",
	EN:    "Trip by {service} of {departed_at}, vehicle {plate} of category {vehicle_category}: another patient on board for {minutes_together} minutes.",
	Tests: "No two patients are on board of a vehicle of category A or C at one time.",
	Over:  "A newborn with its mother, siblings, hours or a plate that were mistyped.",
	Under: "Patients between other places, of whom 1a-vehicle-in-two-places tells; overlaps within the margin.",
}
