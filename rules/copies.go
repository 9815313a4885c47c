package rules

import (
	"bytes"
	"cmp"
	"slices"

	"vigie/rules/claim"
)

// alike gathers the members from i to next, all of one instant, that are the same but for the invoice.
func alike(g *Group, i, next int) (sets [][]int) {
	if next-i < 2 {
		return nil
	}
search:
	for ; i < next; i++ {
		for s, set := range sets {
			if sameService(&g.Members[set[0]], &g.Members[i]) {
				sets[s] = append(set, i)
				continue search
			}
		}
		sets = append(sets, []int{i})
	}
	return sets
}

// sameService says whether two claims of one patient are for the same trip or act.
func sameService(a, b *claim.Member) bool {
	return a.From == b.From && a.Kind == b.Kind && a.Service == b.Service && a.Biller == b.Biller && a.Act == b.Act &&
		a.Departure == b.Departure && a.Arrival == b.Arrival && a.DayOnly == b.DayOnly && (!a.DayOnly || a.Billed == b.Billed)
}

// bySending puts copies in the order in which they were sent, and by their ids; by their ids alone where one does not tell
// when it was sent. Those of earlier nights were there first.
func bySending(g *Group, copies []int) {
	undated := slices.ContainsFunc(copies, func(m int) bool { return !g.Members[m].SentOn.Known() })
	slices.SortFunc(copies, func(i, j int) int {
		a, b := &g.Members[i], &g.Members[j]
		if a.Earlier != b.Earlier {
			return compareFlags(b.Earlier, a.Earlier)
		}
		if sent := cmp.Compare(a.SentOn, b.SentOn); !undated && sent != 0 {
			return sent
		}
		return cmp.Or(bytes.Compare(a.ID[:], b.ID[:]), cmp.Compare(i, j))
	})
}

// repeats shows the lines that repeat one that was sent before, with the first of those and with all that are the same. On
// one invoice, acts of one day are as many acts.
func repeats(g *Group, copies []int, show func(line, original int, same []int)) {
	bySending(g, copies)
	for n, line := range copies {
		original, same := -1, []int(nil)
		for k, other := range copies {
			a, b := &g.Members[line], &g.Members[other]
			if other == line || a.DayOnly && a.Invoice == b.Invoice {
				continue
			}
			same = append(same, other)
			if original < 0 && k < n {
				original = other
			}
		}
		if original >= 0 {
			show(line, original, same)
		}
	}
}

// duplicates says whether two trips may be one that was billed twice, which is another matter. An arrival that is not known
// may be any.
func duplicates(a, b *claim.Member) bool {
	a2, b2 := *a, *b
	if a.Arrival == 0 || b.Arrival == 0 {
		a2.Arrival, b2.Arrival = 0, 0
	}
	return sameService(&a2, &b2)
}
