package rules

import (
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

var vslOverloaded = Rule{
	ID:         "2h-vsl-overloaded",
	Title:      Title{"Trop de patients dans un VSL", "Too many patients in a VSL"},
	Item:       law.Item2h,
	Cites:      []law.Ref{law.R6312_14},
	InForce:    law.PenaltyArticle,
	Scope:      tripsBy(claim.VSL),
	Needs:      []string{"plate", "arrived_at", "departure_postcode"},
	Thresholds: []law.Threshold{law.VSLMaxPatients, law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByPlate,
		Prefilter: prefilterOverlapping,
		Enter: func(c *claim.Case) Verdict {
			c.Needs(claim.ColPlate)
			c.NeedsPatient()
			c.NeedsTimesOnBoard()
			return Compliant
		},
		Judge: func(g *Group) {
			if g.overloadedCrowd() {
				return
			}
			var found meetings
			crowded := func(v Verdict) func(now []int, patients int) {
				return func(now []int, patients int) {
					if int64(patients) <= g.Threshold(law.VSLMaxPatients, g.Members[now[0]].Day) {
						return
					}
					all := slices.Clone(now)
					for _, m := range all {
						found.add(m, meeting{verdict: doubted(g, v, all...), number: int64(patients), others: all})
					}
				}
			}
			aboard(g, shortlyBefore(g), crowded(Anomaly))
			aboard(g, arrivalOf, crowded(Review)) // only if the hours are exact to the minute
			found.flag(g, patientsOnBoard)
		},
		Finds: []string{"patients_on_board"},
	},
	Shows: []Fact{pickUp, plate},
	FR:    "Trajet en VSL du {departed_at}, véhicule {plate} : {patients_on_board} patients à bord au même instant, pour {vsl_max_patients} au plus.",
	EN:    "VSL trip of {departed_at}, vehicle {plate}: {patients_on_board} patients on board at one instant, for {vsl_max_patients} at most.",
	Tests: "At no instant are more than three patients on board of one VSL.",
	Over:  "Hours or a plate that were mistyped; a second vehicle billed under the plate of the first.",
	Under: "Patients whose trips were billed to another fund.",
}

// overloadedCrowd judges a crowded group whose hours are not in doubt and for which one limit holds; false for another. Whoever is on
// board too many by the hours less the margin is so by the hours themselves too.
func (g *Group) overloadedCrowd() bool {
	_, crowded := g.crowded()
	if !crowded || g.anyDoubt() {
		return false
	}
	limit := g.Threshold(law.VSLMaxPatients, g.Members[0].Day)
	for i := range g.Members {
		if g.Threshold(law.VSLMaxPatients, g.Members[i].Day) != limit {
			return false
		}
	}
	found := meetings{}
	g.crowding(g.everybody(), arrivalOf, int(limit)).each(func(member int, patients int64, with func() *fellows) {
		found[member] = meeting{verdict: Review, number: patients, with: with()}
	})
	g.crowding(g.everybody(), shortlyBefore(g), int(limit)).each(func(member int, patients int64, _ func() *fellows) {
		found[member] = meeting{verdict: Anomaly, number: patients, with: found[member].with}
	})
	found.flag(g, patientsOnBoard)
	return true
}

func patientsOnBoard(of *meeting) []Found {
	return []Found{numberFound("patients_on_board", of.number)}
}
