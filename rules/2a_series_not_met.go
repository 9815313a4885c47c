package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 1° e: a series is a reason of its own only if it is 4 trips or more over 50 km, prescribed for one treatment over two
// months.
var seriesNotMet = Rule{
	ID:      "2a-series-not-met",
	Title:   Title{"Série non constituée", "No series"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_10},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip.without(claim.Escort),
	Needs: []string{"reason", "prescription_id", "prescriptions", "prescriptions.prescriber_id", "arrival_postcode", "prescriptions.trips",
		"billed_km"},
	Thresholds: []law.Threshold{law.SeriesMinTrips, law.SeriesMinKm, law.SeriesWindowMonths},
	Across: &Across{
		Key:       claim.ByTreatment,
		Prefilter: prefilterGroupsTakingPart,
		Enter: func(c *claim.Case) Verdict {
			if !c.Sure(c.ReasonAmong(claim.Series)) {
				return NotApplicable
			}
			c.NeedsTreatment()
			return Compliant
		},
		Context: func(c *claim.Case) bool { return ofSeries(c) && c.Farther(law.SeriesMinKm) != claim.False },
		Note:    notePrescribed,
		Judge:   notASeries,
		Finds:   []string{"trips_billed"},
	},
	Shows: []Fact{claimOn, reason, billedKm, prescribedTrips},
	FR:    "Transport du {service_date} au motif d'une série (trajets de plus de {series_min_km} km d'un même traitement en {series_window} mois : {trips_billed} au plus ; trajets prescrits : {trips_prescribed}).",
	EN:    "Trip on {service_date} for the reason of a series (legs over {series_min_km} km of the same treatment within {series_window} months: at most {trips_billed}; legs prescribed: {trips_prescribed}).",
	Tests: "A trip whose reason is a series is one of 4 over 50 km that were prescribed, or that two calendar months of the treatment hold.",
	Over:  "A series that was broken off, or of which another fund paid a part.",
	Under: "A treatment that was a series once: its later trips pass.",
}

// notASeries looks for a window that holds enough trips. A trip whose distance is not known may be one of them.
func notASeries(g *Group) {
	far := farTrips(g, false)
	billed := mostWithin(g, far)
	perhaps := mostWithin(g, farTrips(g, true))
	for i := range g.Members {
		m := &g.Members[i]
		enough := g.Threshold(law.SeriesMinTrips, m.Day)
		if g.Context(i) || billed >= enough {
			continue
		}
		near := m.Km != claim.NotGiven && int64(m.Km) <= g.Threshold(law.SeriesMinKm, m.Day)
		switch prescribed := m.Prescribed == claim.NotGiven || int64(m.Prescribed) >= enough; {
		case perhaps >= enough, prescribed && m.Km == claim.NotGiven:
			g.Undecided(i, "billed_km")
		case prescribed && !near && m.Prescribed == claim.NotGiven:
			g.Undecided(i, "prescriptions.trips")
		case prescribed && !near:
		default:
			g.Flag(i, Review, far, numberFound("trips_billed", billed))
		}
	}
}

// mostWithin is the largest number of trips in one window.
func mostWithin(g *Group, far []int) (most int64) {
	windows(g, far, func(from, to, _ int) { most = max(most, int64(to-from)) })
	return most
}
