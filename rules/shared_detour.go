package rules

import (
	"slices"
	"strconv"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-11-5: the detour of a patient who shares a vehicle is no longer than ten kilometres for each patient from the second, and thirty
// at most. R322-11-1 makes a trip shared by the patients who are on board together, whatever the bill says, and the bill may count
// patients of other funds, whom no claim shows. So the number is the larger one of both, the code and those seen.
var sharedDetour = Rule{
	ID:      "shared-detour",
	Title:   Title{"Détour d'un transport partagé", "Detour of a shared trip"},
	Cites:   []law.Ref{law.R322_11_1.Since(2025, 3, 2), law.R322_11_5},
	InForce: law.Since(2025, 3, 2),
	Scope:   tripsBy(claim.VSL, claim.Taxi),
	Needs: append([]string{"patient_id", "shared_code", "plate", "arrived_at"},
		detourMayLack...),
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByPlate,
		Prefilter: prefilterOverlappingOrExtra,
		Extra:     patientsOfCode,
		Enter: func(c *claim.Case) Verdict {
			c.Needs(claim.ColSharedCode)
			c.NeedsPatient()
			c.Needs(claim.ColPlate)
			c.NeedsTimesOnBoard()
			return Compliant
		},
		Note: func(c *claim.Case, m *claim.Member) {
			c.Clear()
			m.Detour = c.Detour()
			if what := c.Missing(); what != "" {
				m.Detour, m.NoDetour = claim.NotGiven, uint8(slices.Index(detourMayLack, what))
			}
		},
		Judge: func(g *Group) {
			found := meetingsOf(g, &otherPatient)
			for i := range g.Members {
				m, met := &g.Members[i], found[i]
				with := g.namedOf(i, &met)
				seen := 1 + g.patientsAmong(with.first)
				least, carried := max(int(m.SharedCode), seen), max(int(m.SharedCode), seen)
				if m.SharedCode == claim.ThreeOrMore {
					least, carried = max(3, seen), max(highestCode, seen)
				}
				switch {
				case carried < 2:
				case m.Detour == claim.NotGiven:
					g.Undecided(i, detourMayLack[m.NoDetour])
				case m.Detour <= detourAllowed(carried) && m.Detour > detourAllowed(least):
					g.Undecided(i, claim.ColSharedCode.String())
				case m.Detour > detourAllowed(carried):
					g.flagOf(i, Review, with, numberFound(patientsCarried, int64(carried)), kmFound("detour_km", m.Detour),
						kmFound("detour_allowed_km", detourAllowed(carried)))
				}
			}
		},
		Stake: func(c *claim.Case, found []Found) claim.Cents {
			carried, _ := strconv.Atoi(found[0].Value.Raw)
			return c.Identity().AtStake.Share(int64(c.Detour()-detourAllowed(carried)), int64(c.DrivenKm()))
		},
		Finds: []string{patientsCarried, "detour_km", "detour_allowed_km"},
	},
	Shows: []Fact{serviceBilled, pickUp, plate, patientsBilled, drivenKm, ownRoute},
	FR:    "Trajet en {service} du {departed_at}, véhicule {plate}, partagé à {patients_carried} : {driven_km} pour un itinéraire de référence de {route_km}, soit un détour de {detour_km} pour {detour_allowed_km} au plus.",
	EN:    "Trip by {service} of {departed_at}, vehicle {plate}, shared by {patients_carried}: {driven_km} for a reference route of {route_km}, a detour of {detour_km} for {detour_allowed_km} at most.",
	Tests: "The detour of a patient who shares the vehicle is no longer than 10 km for each patient from the second, 30 km at most.",
	Over:  "A patient of another fund whom the code does not count, road works, a postcode that covers a large area, hours or a plate that were mistyped.",
	Under: "Trips within one postcode, and shared ones of which neither the code nor another claim tells.",
}

// patientsCarried is the name of the first fact that a finding of sharedDetour shows of the group.
const patientsCarried = "patients_carried"

// detourMayLack lists what may be missing to know the detour.
var detourMayLack = []string{"billed_km", "departure_postcode", "arrival_postcode", "routes", "routes.km"}

// detourAllowed is the longest detour of a patient who shares a vehicle with others (R322-11-5).
func detourAllowed(patients int) claim.Km {
	const forEach, most = 100, 300 // tenths of a kilometre
	return min(forEach*claim.Km(patients-1), most)
}

// patientsOfCode is the Extra of the rules on what a shared_code says.
func patientsOfCode(c *claim.Case) uint32 { return uint32(c.SharedCode()) }

// namedOf are the fellows of a member's meeting.
func (g *Group) namedOf(member int, of *meeting) fellows {
	if of.with != nil {
		return *of.with
	}
	slices.Sort(of.others)
	return g.fellowsOf(member, slices.Compact(of.others))
}

// patientsAmong counts the patients of some members.
func (g *Group) patientsAmong(members []int) int {
	var seen []uint64
	for _, i := range members {
		if patient := g.Members[i].Patient; !slices.Contains(seen, patient) {
			seen = append(seen, patient)
		}
	}
	return len(seen)
}

// kmFound is a distance as a fact of the group.
func kmFound(name string, km claim.Km) Found { return Found{name, "claims", kmValue(km)} }

var drivenKm = Fact{"driven_km", "claim", func(c *claim.Case) Value { return kmValue(c.DrivenKm()) }}
