package rules

import (
	"slices"
	"strconv"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// margin is how long an overlap may last, in seconds, before it counts: hours are typed by hand.
func overlapMargin(g *Group, t *claim.Member) int64 {
	return 60 * g.Threshold(law.OverlapMinutes, t.Day)
}

// overlapping shows every pair of members whose times overlap for longer than the margin. Times are half-open: a hand-over
// at 10:30 is no overlap.
func overlapping(g *Group, pair func(i, j int, minutes int64)) {
	for i := range g.Members {
		a := &g.Members[i]
		for j := i + 1; j < len(g.Members) && g.Members[j].From < a.To; j++ {
			b := &g.Members[j]
			if together := min(a.To, b.To) - b.From; together > overlapMargin(g, a) {
				pair(i, j, together/60)
			}
		}
	}
}

// aboard shows who is on board whenever somebody gets in, as members in their order, and how many patients they are. Where
// each gets off is for the caller to say: before the arrival, to leave out what hours typed by hand may be wrong.
func aboard(g *Group, off func(t *claim.Member) int64, show func(now []int, patients int)) {
	var now []int
	patients := 0
	seated := func(patient uint64) bool {
		return slices.ContainsFunc(now, func(m int) bool { return g.Members[m].Patient == patient })
	}
	for i := range g.Members {
		t := &g.Members[i]
		if off(t) <= t.From {
			continue
		}
		for k := 0; k < len(now); {
			if left := &g.Members[now[k]]; off(left) > t.From {
				k++
				continue
			} else if now = slices.Delete(now, k, k+1); !seated(left.Patient) {
				patients--
			}
		}
		if !seated(t.Patient) {
			patients++
		}
		now = append(now, i)
		show(now, patients)
	}
}

// arrivalOf is where a patient gets off by the hours of the bill; shortly before it, where an overlap has to outlast the
// margin.
func arrivalOf(t *claim.Member) int64 { return t.To }

func shortlyBefore(g *Group) func(t *claim.Member) int64 {
	return func(t *claim.Member) int64 { return t.To - overlapMargin(g, t) }
}

// doubted is a verdict where hours lie in a change of the clock: then a person must look.
func doubted(g *Group, v Verdict, members ...int) Verdict {
	for _, m := range members {
		if g.Members[m].Doubt {
			return min(v, Review)
		}
	}
	return v
}

// sameRoad says whether two trips share their departure or their arrival postcode.
func sameRoad(a, b *claim.Member) bool { return a.Departure == b.Departure || a.Arrival == b.Arrival }

// meeting is a finding on a member: with whom, and by what number it is told. Of several that concern a member, the
// gravest counts, then the highest.
type meeting struct {
	verdict Verdict
	number  int64
	fellow  int   // the other member that the finding shows
	others  []int // all who belong to it
}

// meetings are the findings of a group by member; the zero value is ready, and a group without findings leaves it so.
type meetings map[int]meeting

// pair adds a finding on two members.
func (m *meetings) pair(i, j int, v Verdict, number int64) {
	m.add(i, meeting{v, number, j, []int{j}})
	m.add(j, meeting{v, number, i, []int{i}})
}

// join adds a finding on a member to those that it has, with the others of all.
func (m *meetings) add(member int, new meeting) {
	if *m == nil {
		*m = meetings{}
	}
	old, again := (*m)[member]
	if again {
		others := append(slices.Clip(old.others), new.others...)
		if old.verdict > new.verdict || old.verdict == new.verdict && old.number >= new.number {
			new = old
		}
		new.others = others
	}
	(*m)[member] = new
}

// flag flags every member that has a finding, once.
func (m meetings) flag(g *Group, show func(of *meeting) []Found) {
	for member := range g.Members {
		if of, found := m[member]; found {
			slices.Sort(of.others)
			of.others = slices.Compact(of.others)
			g.Flag(member, of.verdict, of.others, show(&of)...)
		}
	}
}

// Facts of claims that meet.
func numberFound(name string, n int64) Found {
	s := strconv.FormatInt(n, 10)
	return Found{name, "claims", Value{s, s, s}}
}
