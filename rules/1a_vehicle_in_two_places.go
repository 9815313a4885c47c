package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A vehicle is on one road at a time. Patients who get in or out at one place may have shared it.
var vehicleInTwoPlaces = Rule{
	ID:         "1a-vehicle-in-two-places",
	Title:      Title{"Véhicule en deux lieux à la fois", "Vehicle in two places at once"},
	Item:       law.Item1a,
	Cites:      []law.Ref{law.L133_4},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip.without(claim.Escort),
	Needs:      []string{"patient_id", "plate", "arrived_at", "departure_postcode", "arrival_postcode"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByPlate,
		Prefilter: prefilterOverlapping,
		Enter:     byPlate,
		Judge: func(g *Group) {
			found := meetingsOf(g, &otherPatientElsewhere)
			found.flag(g, minutesTogether)
		},
		Finds: []string{"minutes_together"},
	},
	Shows: []Fact{serviceBilled, pickUp, plate},
	FR:    "Trajet en {service} du {departed_at} : le véhicule {plate} figure pendant {minutes_together} minutes sur un autre trajet, d'un autre patient, entre d'autres lieux.",
	EN:    "Trip by {service} of {departed_at}: vehicle {plate} is recorded for {minutes_together} minutes on another trip, of another patient, between other places.",
	Tests: "No plate makes two trips at one time whose patients, departures and arrivals differ.",
	Over:  "A plate or an hour that was mistyped, or patients of several places who shared the vehicle all the same.",
	Under: "Trips that share a postcode by chance, and overlaps within the margin.",
}

// byPlate is the Enter of rules on the patients of a vehicle: it needs the plate, the patient, the hours and both places of the trip.
func byPlate(c *claim.Case) Verdict {
	c.NeedsPatient()
	c.Needs(claim.ColPlate)
	c.NeedsTimesOnBoard()
	c.NeedsBothPlaces()
	return Compliant
}
