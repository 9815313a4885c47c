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
	number := map[servedTrip]int{}
	for ; i < next; i++ {
		of := serviceOf(&g.Members[i])
		s, found := number[of]
		if !found {
			s = len(sets)
			number[of], sets = s, append(sets, nil)
		}
		sets[s] = append(sets[s], i)
	}
	return sets
}

// servedTrip is what two claims have in common that bill the same trip or act.
type servedTrip struct {
	from               int64
	kind               claim.Kind
	service            claim.Service
	biller, act        uint64
	departure, arrival claim.Postcode
	dayOnly            bool
	billed             claim.Cents // of an act of which only the day is known
}

func serviceOf(m *claim.Member) servedTrip {
	s := servedTrip{m.From, m.Kind, m.Service, m.Biller, m.Act, m.Departure, m.Arrival, m.DayOnly, 0}
	if m.DayOnly {
		s.billed = m.Billed
	}
	return s
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

// repeats calls show for each line that repeats one sent before, with the first of those, and with those that are the same: the first of
// them in the order of the group, and how many there are. Acts of one day on one invoice are not copies but as many acts.
func repeats(g *Group, copies []int, show func(line, original int, same []int, count int)) {
	inGroup := slices.Sorted(slices.Values(copies))
	bySending(g, copies)
	invoices := map[uint64]*invoiced{} // whose lines have the same others; of trips each line has its own
	for _, m := range copies {
		id := g.invoiceOf(m)
		if invoices[id] == nil {
			invoices[id] = new(invoiced)
		}
		invoices[id].lines++
	}
	if !g.Members[copies[0]].DayOnly {
		invoices = nil
	}
	var second int // in sending order, the first line on another invoice than that of the first
	for second = 1; second < len(copies); second++ {
		if invoices == nil || g.invoiceOf(copies[second]) != g.invoiceOf(copies[0]) {
			break
		}
	}
	for n, line := range copies {
		original, count, same := 0, len(copies)-1, []int(nil)
		if invoices == nil {
			if n == 0 {
				continue
			}
			same = firstOthers(inGroup, func(m int) bool { return m != line })
		} else {
			of := invoices[g.invoiceOf(line)]
			if g.invoiceOf(line) == g.invoiceOf(copies[0]) {
				original = second
			}
			if count = len(copies) - of.lines; original >= n || count == 0 {
				continue
			}
			if of.others == nil {
				of.others = firstOthers(inGroup, func(m int) bool { return g.invoiceOf(m) != g.invoiceOf(line) })
			}
			same = of.others
		}
		show(line, copies[original], same, count)
	}
}

// invoiced are the lines of one invoice among copies.
type invoiced struct {
	lines  int
	others []int // the first copies on other invoices
}

func (g *Group) invoiceOf(m int) uint64 { return g.Members[m].Invoice }

// firstOthers are the first members that are wanted, as many as a finding names.
func firstOthers(members []int, wanted func(m int) bool) (first []int) {
	for _, m := range members {
		if wanted(m) {
			if first = append(first, m); len(first) == MostRelated {
				break
			}
		}
	}
	return first
}

// duplicates says whether two trips may be one that was billed twice, which is for another rule. An arrival that is not known
// may be any.
func duplicates(a, b *claim.Member) bool {
	return (a.Arrival == b.Arrival || a.Arrival == 0 || b.Arrival == 0) && sameStart(a, b)
}

// sameStart says whether two claims are the same but for their arrival.
func sameStart(a, b *claim.Member) bool {
	return a.From == b.From && a.Kind == b.Kind && a.Service == b.Service && a.Biller == b.Biller && a.Act == b.Act &&
		a.Departure == b.Departure && a.DayOnly == b.DayOnly && (!a.DayOnly || a.Billed == b.Billed)
}
