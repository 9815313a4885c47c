package rules

import "vigie/rules/claim"

// A trip may be out and back: two legs.
const legsOfTrip = 2

// usedUp shows the legs beyond what a document allows, in order of time, each with the legs that used it up.
func usedUp(g *Group, document func(t *claim.Member) (which uint64, legs int), beyond func(leg int, before []int)) {
	least := len(g.Members)
	for i := range g.Members {
		_, legs := document(&g.Members[i])
		least = min(least, legs)
	}
	if len(g.Members) <= least {
		return
	}
	used := map[uint64][]int{}
	for i := range g.Members {
		which, legs := document(&g.Members[i])
		if before := used[which]; len(before) < legs {
			used[which] = append(before, i)
		} else {
			beyond(i, before[:legs])
		}
	}
}
