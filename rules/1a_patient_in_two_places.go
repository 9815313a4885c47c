package rules

import (
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// A patient does not travel in two vehicles at once, nor receive care elsewhere while on board.
var patientInTwoPlaces = Rule{
	ID:         "1a-patient-in-two-places",
	Title:      Title{"Patient en deux lieux à la fois", "Patient in two places at once"},
	Item:       law.Item1a,
	Cites:      []law.Ref{law.L133_4},
	InForce:    law.PenaltyArticle,
	Scope:      everyClaim.without(claim.Escort),
	Needs:      []string{"patient_id", "arrived_at", "departure_postcode", "arrival_postcode", "performed_at", "provider_postcode"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByPatient,
		Prefilter: prefilterOverlapping,
		Enter: func(c *claim.Case) Verdict {
			c.NeedsBiller() // two claims of one biller may be one
			if c.Kind() == claim.Care {
				c.NeedsHourOfAct()
			} else {
				c.NeedsTimesOnBoard()
			}
			return Compliant
		},
		Judge: func(g *Group) {
			found := meetingsOf(g, &otherService)
			copiesWithoutArrival(g)
			if _, crowded := g.crowded(); crowded {
				found.treatedInCrowd(g)
			} else {
				treatedOnBoard(g, func(trip, act int) { found.pair(trip, act, Review, 0) })
			}
			found.flag(g, func(of *meeting) []Found {
				return []Found{serviceFound(&g.Members[of.fellow]), numberFound("minutes_together", of.number)}
			})
		},
		Finds: []string{"other_service", "minutes_together"},
	},
	Shows: []Fact{claimOn},
	FR:    "Prestation du {service_date} : le même patient figure au même moment sur une autre ligne ({other_service}) ; durée commune : {minutes_together} min.",
	EN:    "Service of {service_date}: the same patient is recorded at the same time on another line ({other_service}); time in common: {minutes_together} min.",
	Tests: "No two trips of a patient overlap, and no act on the patient was performed during a trip.",
	Over:  "Hours typed wrongly; an act whose hour is that of the entry; what a pharmacy or a laboratory does without the patient.",
	Under: "Acts of which only the day is known, and overlaps within the margin.",
}

// treatedOnBoard calls show for every act whose instant lies within a trip. In the order of a group an act at the hour of
// pick-up comes before the trip.
func treatedOnBoard(g *Group, pair func(trip, act int)) {
	for i := range g.Members {
		a := &g.Members[i]
		for j := i + 1; j < len(g.Members) && (g.Members[j].From < a.To || g.Members[j].From == a.From); j++ {
			switch b := &g.Members[j]; {
			case a.Kind == b.Kind:
			case a.Kind == claim.Transport && b.From < a.To:
				pair(i, j)
			case a.Kind == claim.Care && a.From < b.To:
				pair(j, i)
			}
		}
	}
}

// serviceFound is the service of the other claim.
func serviceFound(m *claim.Member) Found {
	if m.Kind == claim.Care {
		return Found{"other_service", "claims", Value{"care", "acte de soins", "act of care"}}
	}
	return Found{"other_service", "claims", worded(m.Service.String())}
}

// copiesWithoutArrival leaves trips undecided that are the same but for an arrival that is not known: one trip billed twice, or two trips
// with different ends.
func copiesWithoutArrival(g *Group) {
	for i, next := 0, 0; i < len(g.Members); i = next {
		for next = i + 1; next < len(g.Members) && g.Members[next].From == g.Members[i].From; {
			next++
		}
		if next == i+1 {
			continue
		}
		var trips [][]int
		number := map[servedTrip]int{}
		for k := i; k < next; k++ {
			m := &g.Members[k]
			if m.To-m.From <= overlapMargin(g, m) {
				continue
			}
			n, known := number[startOf(m)]
			if !known {
				n = len(trips)
				number[startOf(m)], trips = n, append(trips, nil)
			}
			trips[n] = append(trips[n], k)
		}
		for _, same := range trips {
			unknown := slices.ContainsFunc(same, func(m int) bool { return g.Members[m].Arrival == 0 })
			for _, m := range same {
				if len(same) > 1 && unknown {
					g.Undecided(m, claim.ColArrivalPostcode.String())
				}
			}
		}
	}
}
