package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A patient who is taken to a care structure receives care, there or elsewhere, on that day or the next.
var noCareAtDestination = Rule{
	ID:      "1a-no-care-at-destination",
	Title:   Title{"Aucun soin à l'arrivée", "No care at the destination"},
	Item:    law.Item1a,
	Cites:   []law.Ref{law.L133_4},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"arrival_facility", "care", "stays", "stays.entered_on", "stays.left_on", "stays.facility_id"},
	Across: &Across{
		Key:       claim.ByPatient,
		Prefilter: prefilterTripsWithoutAct,
		Enter: func(c *claim.Case) Verdict {
			if c.Destination() == "" {
				return NotApplicable
			}
			return Compliant
		},
		Context: func(c *claim.Case) bool { return c.Kind() == claim.Care },
		Note: func(c *claim.Case, m *claim.Member) {
			if c.Kind() == claim.Transport && m.Facility != 0 {
				noteOpinion(c, m, stayMayLack, func(c *claim.Case) Verdict { return Review.If(!c.Sure(c.StayedAtDestination())) })
			}
		},
		Judge: tripsWithoutCare,
		Finds: []string{"no_act_until"},
	},
	Shows: []Fact{claimOn, destination},
	FR:    "Transport du {service_date} vers l'établissement {arrival_facility} : aucun acte ni séjour du patient jusqu'au {no_act_until}.",
	EN:    "Trip on {service_date} to facility {arrival_facility}: no act on the patient and no stay there until {no_act_until}.",
	Tests: "A trip to a care structure is followed by an act on the patient, or a stay there, on that day or the next.",
	Over:  "Care that is not billed act by act, such as a consultation included in a fee, or a visit that was cancelled on arrival.",
	Under: "An act elsewhere on those days counts, whoever billed it.",
}

var (
	stayMayLack = []string{"stays", "stays.entered_on", "stays.left_on", "stays.facility_id"}
	destination = Fact{"arrival_facility", "claim", func(c *claim.Case) Value { return plain(c.Destination()) }}
)

// tripsWithoutCare looks for an act on the day of each trip or the next. The absence of acts proves nothing where the care
// files do not cover both days, or never name the facility.
func tripsWithoutCare(g *Group) {
	var acts []civil.Day
	for i := range g.Members {
		if g.Context(i) {
			acts = append(acts, g.Members[i].Day)
		}
	}
	slices.Sort(acts)
	for i := range g.Members {
		m := &g.Members[i]
		if g.Context(i) || actsWithin(acts, m.Day, m.Day+1) {
			continue
		}
		_, seen := g.Input.Facilities[m.Facility]
		switch stay, missing := opinion(m, stayMayLack); {
		case stay == Compliant:
		case !seen || !g.Input.FirstAct.Known() || m.Day < g.Input.FirstAct || g.Input.LastAct < m.Day+1:
			g.Undecided(i, "care")
		case missing != "":
			g.Undecided(i, missing)
		default:
			g.Flag(i, Review, nil, dayFound("no_act_until", m.Day+1))
		}
	}
}

func actsWithin(acts []civil.Day, from, to civil.Day) bool {
	i, _ := slices.BinarySearch(acts, from)
	return i < len(acts) && acts[i] <= to
}
