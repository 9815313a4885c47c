package rules

import (
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-11-1, and for the VSL article 34 of the convention of 2003: the trips of patients who travel together are billed with an
// abatement that grows with their number, whatever part of the way they share. Hours alone do not prove that patients of different
// places travelled together: then a person must look, whether the vehicle was shared or made one of the trips only
// (1a-vehicle-in-two-places).
var sharedWithoutAbatement = Rule{
	ID:         "shared-without-abatement",
	Title:      Title{"Transport partagé sans abattement", "Shared without abatement"},
	Cites:      sharedTransport,
	InForce:    law.Since(2025, 3, 2),
	Apart:      sharedInVSL,
	Scope:      tripsBy(claim.VSL, claim.Taxi),
	Needs:      []string{"patient_id", "plate", "arrived_at", "departure_postcode", "arrival_postcode", "shared_code"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByPlate,
		Prefilter: prefilterOverlapping,
		Enter:     byPlate,
		Judge: func(g *Group) {
			if _, crowded := g.crowded(); crowded && !g.anyDoubt() {
				g.sharingCrowd()
				return
			}
			var found, elsewhere meetings
			aboard(g, shortlyBefore(g), func(now []int, patients int) {
				if patients < 2 {
					return
				}
				for _, m := range now {
					with, n := sharing(g, m, now)
					switch code := g.Members[m].SharedCode; {
					case code == claim.CodeUnknown, code == claim.ThreeOrMore && patients > 3:
						g.Undecided(m, claim.ColSharedCode.String())
					case int(code) < min(n, highestCode) && n > 1:
						found.add(m, meeting{verdict: doubted(g, Anomaly, with...), number: int64(n), others: with})
					case int(code) < min(patients, highestCode):
						elsewhere.add(m, meeting{verdict: Review, number: int64(patients), others: now})
					}
				}
			})
			found.orElse(elsewhere).flag(g, patientsOnBoard)
		},
		Finds: []string{"patients_on_board"},
	},
	Shows: []Fact{serviceBilled, pickUp, plate, patientsBilled},
	FR:    "Trajet en {service} du {departed_at}, véhicule {plate} : {patients_on_board} patients à bord au même instant, nombre de patients de l'abattement facturé : {patients_billed}.",
	EN:    "Trip by {service} of {departed_at}, vehicle {plate}: {patients_on_board} patients on board at one instant, patients that the abatement was billed for: {patients_billed}.",
	Tests: "Patients who share a VSL or taxi are billed with the abatement for their number; without a common postcode a person must look.",
	Over:  "Hours or a plate that were mistyped; two patients who took turns in one vehicle within the hours of the bill.",
	Under: "A vehicle that was shared with patients of another fund, and overlaps within the margin. No amount is judged: of a VSL 25 or 40 % are taken off, since 6 May 2023 15 or 33 % for a company with certified geolocation and electronic invoicing (SEFi), and nobody's certificate is in the data.",
}

// Sharing a vehicle has stood in the Code since 2025. For the VSL the convention of 2003 has set the abatement from its first day; a
// second scale came in 2023. The number R322-11-1 belonged to other articles before.
var (
	sharedTransport = []law.Ref{law.L322_5.Since(2025, 3, 2), law.R322_11_1.Since(2025, 3, 2)}
	sharedInVSL     = []Apart{{Service: claim.VSL, InForce: law.Since(2003, 3, 23), Cites: []law.Ref{law.Convention.Part("art. 34"), law.Amendment11}}}
)

// highestCode is the abatement for four patients, the highest that there is.
const highestCode = 4

// sharing lists those on board who share a postcode with a member, the member itself included, and counts the patients among
// them.
func sharing(g *Group, member int, now []int) (with []int, patients int) {
	for _, o := range now {
		if !sameRoad(&g.Members[member], &g.Members[o]) {
			continue
		}
		if !slices.ContainsFunc(with, func(w int) bool { return g.Members[w].Patient == g.Members[o].Patient }) {
			patients++
		}
		with = append(with, o)
	}
	return with, patients
}

// sharingCrowd judges a crowded group. Members with the same two postcodes share with the same others; so do all with one of them, where
// nobody else has the other one.
func (g *Group) sharingCrowd() {
	type places struct{ departure, arrival claim.Postcode }
	departures, arrivals := map[claim.Postcode][]int{}, map[claim.Postcode][]int{}
	pairs := map[places]int{} // members
	for i := range g.Members {
		m := &g.Members[i]
		departures[m.Departure], arrivals[m.Arrival] = append(departures[m.Departure], i), append(arrivals[m.Arrival], i)
		pairs[places{m.Departure, m.Arrival}]++
	}
	type sharers struct {
		places
		by uint8 // departure, arrival, or both
	}
	var order []sharers // in the order of the group
	sets := map[sharers][]int{}
	for i := range g.Members {
		m := &g.Members[i]
		of := places{m.Departure, m.Arrival}
		a := sharers{of, 3}
		switch pairs[of] {
		case len(arrivals[m.Arrival]):
			a = sharers{places{departure: m.Departure}, 1}
		case len(departures[m.Departure]):
			a = sharers{places{arrival: m.Arrival}, 2}
		}
		if sets[a] == nil {
			order = append(order, a)
		}
		sets[a] = append(sets[a], i)
	}
	found, elsewhere := meetings{}, meetings{}
	for _, a := range order {
		var with []int
		if a.by&1 != 0 {
			with = append(with, departures[a.departure]...)
		}
		if a.by&2 != 0 {
			with = append(with, arrivals[a.arrival]...)
		}
		slices.Sort(with)
		g.sharingAlike(slices.Compact(with), sets[a], Anomaly, found)
	}
	g.sharingAlike(g.everybody(), g.everybody(), Review, elsewhere)
	found.orElse(elsewhere).flag(g, patientsOnBoard)
}

// orElse adds the findings of others on the members that have none.
func (m meetings) orElse(others meetings) meetings {
	for member, of := range others {
		if _, found := m[member]; !found {
			if m == nil {
				m = meetings{}
			}
			m[member] = of
		}
	}
	return m
}

// sharingAlike judges the members who share with all of some members and with nobody else. Who lacks the abatement gets the verdict.
func (g *Group) sharingAlike(with, judged []int, v Verdict, found meetings) {
	var codes, open [highestCode][]int // the members, by the least number of patients that the abatement is, or may be, not enough for, less one
	for _, i := range judged {
		switch code := g.Members[i].SharedCode; {
		case code == claim.CodeUnknown:
			open[1] = append(open[1], i)
		case code == claim.ThreeOrMore:
			open[3] = append(open[3], i)
		case code < highestCode:
			codes[max(code, 1)] = append(codes[max(code, 1)], i)
		}
	}
	for limit, of := range codes {
		if len(of)+len(open[limit]) == 0 {
			continue
		}
		g.crowding(with, shortlyBefore(g), limit).each(func(member int, patients int64, with func() *fellows) {
			if _, wanted := slices.BinarySearch(of, member); wanted {
				found[member] = meeting{verdict: v, number: patients, with: with()}
			} else if _, wanted := slices.BinarySearch(open[limit], member); wanted {
				g.Undecided(member, claim.ColSharedCode.String())
			}
		})
	}
}
