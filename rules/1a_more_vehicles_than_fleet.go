package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A company cannot have more vehicles of a kind on the road at one instant than it owns. The finding is about the day of the
// company, not about a trip.
var moreVehiclesThanFleet = Rule{
	ID:         "1a-more-vehicles-than-fleet",
	Title:      Title{"Plus de véhicules que le parc déclaré", "More vehicles than the recorded fleet"},
	Item:       law.Item1a,
	Cites:      []law.Ref{law.L133_4},
	InForce:    law.PenaltyArticle,
	Scope:      tripsBy(claim.Ambulance, claim.VSL, claim.Taxi),
	Needs:      []string{"plate", "arrived_at", "departure_postcode", "operators", "operators.ambulances", "operators.vsls", "operators.taxis"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByFleet,
		Conduct:   true,
		Object:    func(c *claim.Case) string { return c.Service().String() },
		Prefilter: prefilterCrowds,
		Extra:     func(c *claim.Case) uint32 { return uint32(c.Fleet()) },
		Enter: func(c *claim.Case) Verdict {
			c.Needs(claim.ColPlate)
			c.NeedsTimesOnBoard()
			c.NeedsFleet()
			return Compliant
		},
		Note: func(c *claim.Case, m *claim.Member) { m.Limit = c.Fleet() },
		Judge: func(g *Group) {
			fullest := map[civil.Day]crowd{}
			vehicles, tonight, since := tallied{}, 0, 0
			off := shortlyBefore(g)
			g.sweep(g.everybody(), off, func(m int) {
				if len(vehicles) == 0 {
					since = m
				}
				vehicles.enter(g.Members[m].Plate)
				if !g.Members[m].Earlier {
					tonight++
				}
			}, func(m int) {
				vehicles.leave(g.Members[m].Plate)
				if !g.Members[m].Earlier {
					tonight--
				}
			}, func(last int) {
				m := &g.Members[last]
				if plates := len(vehicles); plates > int(m.Limit) && plates > fullest[m.Day].plates && tonight > 0 {
					fullest[m.Day] = crowd{plates, since, last}
				}
			})
			for day, c := range fullest {
				trips := g.aboardAt(c.since, c.last, off)
				fleet := int64(g.Members[trips[0]].Limit)
				g.FlagPattern(trips, Pattern{
					On: day, Occurrences: int64(c.plates), Threshold: wholeRatio(fleet),
					Found: []Found{numberFound("vehicles_at_once", int64(c.plates)), {"fleet", "operators", countValue(int(fleet))}},
				})
			}
		},
		Finds: []string{"vehicles_at_once", "fleet"},
	},
	Shows: []Fact{serviceBilled, claimOn},
	FR:    "Le {service_date}, véhicules de l'entreprise ({service}) en charge au même instant : {vehicles_at_once}, pour un parc déclaré de {fleet}.",
	EN:    "On {service_date}, vehicles of the company ({service}) with patients on board at one instant: {vehicles_at_once}, against a recorded fleet of {fleet}.",
	Tests: "At no instant are more plates of a kind on the road for one company than its recorded fleet has.",
	Over:  "A fleet that grew and was not recorded yet, relief vehicles, a plate or an hour that was mistyped.",
	Under: "Trips that were billed to other funds, and overlaps within the margin.",
}

// crowd is the moment of a day with the most vehicles on the road: their number, the last trip that began, and the first one since the
// road was empty.
type crowd struct {
	plates      int
	since, last int
}

// aboardAt lists the members from one on that are under way when another begins, which is the last of them.
func (g *Group) aboardAt(since, last int, off func(t *claim.Member) int64) (now []int) {
	for i := since; i <= last; i++ {
		if t := &g.Members[i]; off(t) > t.From && off(t) > g.Members[last].From {
			now = append(now, i)
		}
	}
	return now
}

// prefilterCrowds selects the members on board at a moment with more trips than Extra, the size of the fleet.
func prefilterCrowds(g *KeyGroup) {
	var ends endHeap
	full := make([]bool, len(g.Members)) // at the moments at which each begins
	for i := range g.Members {
		m := &g.Members[i]
		ends.popUpTo(int64(m.From))
		ends.push(m.To())
		full[i] = len(ends) > int(m.Extra)
	}
	next := len(g.Members) // the next moment with too many
	for i := len(g.Members) - 1; i >= 0; i-- {
		if full[i] {
			next = i
		}
		if next == i || next < len(g.Members) && int64(g.Members[next].From) < g.Members[i].To() {
			g.AddCandidate(i)
		}
	}
}

// endHeap holds instants, the least one first.
type endHeap []int64

func (h *endHeap) push(end int64) {
	*h = append(*h, end)
	for i := len(*h) - 1; i > 0 && (*h)[i] < (*h)[(i-1)/2]; i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

// popUpTo takes off the instants up to one.
func (h *endHeap) popUpTo(instant int64) {
	for len(*h) > 0 && (*h)[0] <= instant {
		last := len(*h) - 1
		(*h)[0] = (*h)[last]
		*h = (*h)[:last]
		for i := 0; 2*i+1 < last; {
			least := 2*i + 1
			if least+1 < last && (*h)[least+1] < (*h)[least] {
				least++
			}
			if (*h)[i] <= (*h)[least] {
				break
			}
			(*h)[i], (*h)[least] = (*h)[least], (*h)[i]
			i = least
		}
	}
}
