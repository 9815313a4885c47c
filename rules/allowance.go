package rules

import "vigie/rules/claim"

// A trip may be out and back: two legs are billed for it.
const legsOfTrip = 2

// usedUp calls beyond for each leg beyond what a document allows, in order of time, with the legs that used it up. Document
// gives the document of a member, and how many legs it allows.
func usedUp(g *Group, document func(m *claim.Member) (which uint64, legs int), beyond func(leg int, before fellows)) {
	least := len(g.Members)
	for i := range g.Members {
		_, legs := document(&g.Members[i])
		least = min(least, legs)
	}
	if len(g.Members) <= least {
		return
	}
	used := map[uint64]*usage{}
	for i := range g.Members {
		which, legs := document(&g.Members[i])
		of := used[which]
		if of == nil {
			of = new(usage)
			used[which] = of
		}
		if len(of.legs) >= legs {
			beyond(i, of.first(legs))
			continue
		}
		of.legs = append(of.legs, i)
	}
}

// usage is the legs that used a document up, in order of time.
type usage struct{ legs []int }

func (u *usage) first(legs int) fellows {
	return fellows{first: u.legs[:min(legs, MostRelated)], count: legs}
}
