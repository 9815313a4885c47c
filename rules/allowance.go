package rules

import "vigie/rules/claim"

// A trip may be out and back: two legs are billed for it.
const legsOfTrip = 2

// usedUp calls beyond for each leg beyond what a document allows, in order of time, with the legs that used it up. Document
// gives the document of a member, and how many legs it allows.
func usedUp(g *Group, document func(m *claim.Member) (which uint64, legs int), beyond func(leg int, before []int)) {
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
