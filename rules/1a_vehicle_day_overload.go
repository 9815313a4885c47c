package rules

import (
	"fmt"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A vehicle can only make so many trips a day, and for no more than 24 hours. No single trip is wrong by itself: the finding is
// about the day of the vehicle, for the company that billed it.
var vehicleDayOverload = Rule{
	ID:         "1a-vehicle-day-overload",
	Title:      Title{"Journée trop chargée d'un véhicule", "Too full a day of a vehicle"},
	Item:       law.Item1a,
	Cites:      []law.Ref{law.L133_4},
	InForce:    law.PenaltyArticle,
	Scope:      tripsBy(claim.Ambulance, claim.VSL, claim.Taxi),
	Needs:      []string{"plate", "arrived_at", "departure_postcode"},
	Thresholds: []law.Threshold{law.VehicleDayTrips},
	Test: func(c *claim.Case) Verdict { // without the hours of all trips it is not known how full the day was
		c.Needs(claim.ColPlate)
		c.NeedsTimesOnBoard()
		return Compliant
	},
	Across: &Across{
		Key:       claim.ByPlate,
		Conduct:   true,
		Object:    (*claim.Case).Plate,
		Prefilter: prefilterBusyDays,
		Enter:     func(c *claim.Case) Verdict { c.Needs(claim.ColPlate); return Compliant },
		Judge: func(g *Group) {
			daysOfGroup(g, func(day civil.Day, trips []int) {
				seconds := int64(0)
				for _, i := range trips {
					seconds += g.Members[i].To - g.Members[i].From
				}
				most := g.Threshold(law.VehicleDayTrips, day)
				if int64(len(trips)) <= most && seconds <= secondsOfDay {
					return
				}
				hours := wholeRatio(seconds).over(wholeRatio(3600))
				g.FlagPattern(trips, Pattern{
					On: day, Occurrences: int64(len(trips)), Threshold: wholeRatio(most), Value: hours,
					Found: []Found{numberFound("trips_billed", int64(len(trips))), {"hours_driven", "claims", hoursValue(hours, seconds)}},
				})
			})
		},
		Finds: []string{"trips_billed", "hours_driven"},
	},
	Shows: []Fact{plate, claimOn},
	FR:    "Véhicule {plate}, journée du {service_date} (trajets facturés : {trips_billed}, durée en charge : {hours_driven}) ; seuils : {vehicle_day_trips} trajets, 24 heures.",
	EN:    "Vehicle {plate}, day of {service_date} (trips billed: {trips_billed}, time with patients on board: {hours_driven}); thresholds: {vehicle_day_trips} trips, 24 hours.",
	Tests: "On one day a vehicle makes no more trips than the threshold vehicle_day_trips, and they last no longer than 24 hours together.",
	Over:  "Shared trips count once for each patient; a plate that was mistyped, or borrowed by a relief vehicle.",
	Under: "Trips that were billed to other funds.",
}

// hoursValue is a time in hours; the sentences write it as 24 h 01 min, with seconds where there are any.
func hoursValue(hours Ratio, seconds int64) Value {
	s := fmt.Sprintf("%d h %02d min", seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf(" %02d s", seconds%60)
	}
	return Value{hours.value().Raw, s, s}
}
