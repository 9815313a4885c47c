package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Nobody is taken to care so many times on one day, whoever billed the trips and whatever the vehicles were.
var patientDayOverload = Rule{
	ID:         "1a-patient-day-overload",
	Title:      Title{"Trop de trajets d'un patient en un jour", "Too many trips of a patient in one day"},
	Item:       law.Item1a,
	Cites:      []law.Ref{law.L133_4},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip.without(claim.Escort),
	Needs:      []string{"patient_id"},
	Thresholds: []law.Threshold{law.PatientDayTrips},
	Across: &Across{
		Key:       claim.ByPatient,
		Prefilter: prefilterBusyDaysOfPatient,
		Enter:     func(*claim.Case) Verdict { return Compliant },
		Judge: func(g *Group) {
			daysOfGroup(g, func(day civil.Day, members []int) {
				trips := differentTrips(g, members)
				if int64(len(trips)) <= g.Threshold(law.PatientDayTrips, day) {
					return
				}
				for _, i := range trips {
					g.flagOf(i, Review, g.firstFellows(trips, len(trips)-1, func(m int) bool { return m != i }), numberFound("trips_of_day", int64(len(trips))))
				}
			})
		},
		Finds: []string{"trips_of_day"},
	},
	Shows: []Fact{serviceBilled, claimOn},
	FR:    "Transport en {service} du {service_date}, l'un des {trips_of_day} trajets du même patient facturés ce jour-là ; seuil : {patient_day_trips} trajets.",
	EN:    "Trip by {service} on {service_date}, one of {trips_of_day} legs of the same patient billed on that day; threshold: {patient_day_trips} legs.",
	Tests: "One patient makes no more trips on one day than the threshold patient_day_trips, whatever the vehicles and the operators.",
	Over:  "A day of several examinations in several places.",
	Under: "Trips that were billed to other funds; a copy of a trip with another hour counts, one with the same hour does not.",
}

// differentTrips are the trips of one day without their copies: of trips that begin at one instant, by one biller and service, and may
// have the same ends, only the one sent first is kept.
func differentTrips(g *Group, members []int) (trips []int) {
	for from, to := 0, 0; from < len(members); from = to {
		for to = from + 1; to < len(members) && g.Members[members[to]].From == g.Members[members[from]].From; {
			to++
		}
		at := len(trips)
		same := slices.Clone(members[from:to])
		bySending(g, same)
		for _, m := range same {
			if !slices.ContainsFunc(trips[at:], func(kept int) bool { return mayBeOne(&g.Members[m], &g.Members[kept]) }) {
				trips = append(trips, m)
			}
		}
		slices.Sort(trips[at:])
	}
	return trips
}

// mayBeOne says whether two trips that begin at one instant may be one that was billed twice: an end that is not known may be any.
func mayBeOne(a, b *claim.Member) bool {
	maySame := func(a, b claim.Postcode) bool { return a == b || a == 0 || b == 0 }
	return a.Service == b.Service && a.Biller == b.Biller && maySame(a.Departure, b.Departure) && maySame(a.Arrival, b.Arrival)
}

// prefilterBusyDaysOfPatient selects the trips of the days that have too many of them, copies included.
func prefilterBusyDaysOfPatient(g *KeyGroup) {
	prefilterDays(g, func(trips []claim.GroupKey) bool {
		return int64(len(trips)) > g.parameters.On(law.PatientDayTrips, trips[0].Day)
	})
}
