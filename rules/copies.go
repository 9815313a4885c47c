package rules

import (
	"bytes"
	"cmp"
	"slices"

	"vigie/rules/claim"
)

// alike groups the members from i to next, which begin at one instant, by what was billed: those of one set differ at most in
// their invoice.
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

// sameService says whether two claims of one patient bill the same trip or act.
func sameService(a, b *claim.Member) bool {
	return a.From == b.From && a.Kind == b.Kind && a.Service == b.Service && a.Biller == b.Biller && a.Act == b.Act &&
		a.Departure == b.Departure && a.Arrival == b.Arrival && a.DayOnly == b.DayOnly && (!a.DayOnly || a.Billed == b.Billed)
}

// bySending sorts copies by the day on which they were sent and by id; by id alone where a day is missing. Claims of earlier
// nights come first.
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

// repeats calls show for each line that repeats one sent before, with the first of those and all that are the same. Acts of one
// day on one invoice are not copies but as many acts.
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

// duplicates says whether two trips may be one that was billed twice, which is for another rule. An arrival that is not known
// may be any.
func duplicates(a, b *claim.Member) bool {
	a2, b2 := *a, *b
	if a.Arrival == 0 || b.Arrival == 0 {
		a2.Arrival, b2.Arrival = 0, 0
	}
	return sameService(&a2, &b2)
}
