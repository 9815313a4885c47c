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

// bySending sorts copies by the day on which they were sent and by id; by id alone where a day is missing.
func bySending(g *Group, copies []int) {
	undated := slices.ContainsFunc(copies, func(m int) bool { return !g.Members[m].SentOn.Known() })
	slices.SortFunc(copies, func(i, j int) int {
		a, b := &g.Members[i], &g.Members[j]
		if sent := cmp.Compare(a.SentOn, b.SentOn); !undated && sent != 0 {
			return sent
		}
		return cmp.Or(bytes.Compare(a.ID[:], b.ID[:]), cmp.Compare(i, j))
	})
}

// repeats calls show for each line that repeats one sent before, with the first of those, and with those that are the same. Acts of one
// day on one invoice are not copies but as many acts.
func repeats(g *Group, copies []int, show func(line, original int, with fellows)) {
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
		if invoices == nil {
			if n > 0 {
				show(line, copies[0], g.firstFellows(inGroup, len(copies)-1, func(m int) bool { return m != line }))
			}
			continue
		}
		of, original := invoices[g.invoiceOf(line)], 0
		if g.invoiceOf(line) == g.invoiceOf(copies[0]) {
			original = second
		}
		if original >= n || of.lines == len(copies) {
			continue
		}
		if of.others.count == 0 {
			of.others = g.firstFellows(inGroup, len(copies)-of.lines, func(m int) bool { return g.invoiceOf(m) != g.invoiceOf(line) })
		}
		show(line, copies[original], of.others)
	}
}

// invoiced are the lines of one invoice among copies.
type invoiced struct {
	lines  int
	others fellows // the copies on other invoices
}

func (g *Group) invoiceOf(m int) uint64 { return g.Members[m].Invoice }

// firstFellows are the members that are wanted, of which the number is known: it looks no further than at those that are
// named.
func (g *Group) firstFellows(members []int, number int, wanted func(m int) bool) fellows {
	f := fellows{count: number}
	for _, m := range members {
		if !wanted(m) {
			continue
		}
		f.first = append(f.first, m)
		if len(f.first) == MostRelated {
			break
		}
	}
	return f
}

// duplicates says whether two trips may be one that was billed twice, which is for another rule. An arrival that is not known
// may be any.
func duplicates(a, b *claim.Member) bool {
	return (a.Arrival == b.Arrival || a.Arrival == 0 || b.Arrival == 0) && sameStart(a, b)
}

// sameStart says whether two claims are the same but for their arrival.
func sameStart(a, b *claim.Member) bool { return startOf(a) == startOf(b) }

// startOf is what was billed, but for the arrival.
func startOf(m *claim.Member) servedTrip {
	s := serviceOf(m)
	s.arrival = 0
	return s
}
