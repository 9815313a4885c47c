package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A company cannot have more vehicles of a kind on the road at one instant than it owns. The finding is about the day of the
// company, not about a trip.
var moreVehiclesThanFleet = Rule{
	ID:         "1a-more-vehicles-than-fleet",
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
			aboard(g, shortlyBefore(g), func(now []int, _ int) {
				last := &g.Members[now[len(now)-1]]
				plates := g.plates(now)
				if plates > int(last.Limit) && plates > fullest[last.Day].plates && g.ofTonight(now) {
					fullest[last.Day] = crowd{plates, slices.Clone(now)}
				}
			})
			for day, c := range fullest {
				fleet := int64(g.Members[c.trips[0]].Limit)
				g.FlagPattern(c.trips, Pattern{
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

// crowd is the moment of a day with the most vehicles on the road: their number, and the trips under way.
type crowd struct {
	plates int
	trips  []int
}

// plates counts the distinct plates of the members.
func (g *Group) plates(members []int) int {
	seen := map[uint64]bool{}
	for _, m := range members {
		seen[g.Members[m].Plate] = true
	}
	return len(seen)
}

// ofTonight says whether one of the members is of tonight.
func (g *Group) ofTonight(members []int) bool {
	return slices.ContainsFunc(members, func(m int) bool { return !g.Members[m].Earlier })
}

// prefilterCrowds selects the members on board at a moment with more trips than Extra, the size of the fleet.
func prefilterCrowds(g *KeyGroup) {
	var now []int
	var added []bool // to the candidates
	for i := range g.Members {
		now = slices.DeleteFunc(now, func(m int) bool { return g.Members[m].To() <= int64(g.Members[i].From) })
		now = append(now, i)
		if len(now) > int(g.Members[i].Extra) {
			if added == nil {
				added = make([]bool, len(g.Members))
			}
			for _, m := range now {
				if !added[m] {
					added[m] = true
					g.AddCandidate(m)
				}
			}
		}
	}
}
