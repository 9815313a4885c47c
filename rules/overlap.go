package rules

import (
	"slices"
	"strconv"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// overlapMargin is how many seconds an overlap may last before it counts: hours are typed by hand.
func overlapMargin(g *Group, m *claim.Member) int64 {
	return 60 * g.Threshold(law.OverlapMinutes, m.Day)
}

// overlapping calls pair for every two members whose times overlap for longer than the margin. Times are half-open: a hand-over
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

// aboard calls show whenever somebody gets in, with the members on board in their order and the number of patients they are.
// Off says when a member gets off: at the arrival, or earlier to allow for hours that were typed wrongly.
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

// arrivalOf is when a patient gets off by the hours of the bill; shortlyBefore is that time less the margin.
func arrivalOf(m *claim.Member) int64 { return m.To }

func shortlyBefore(g *Group) func(m *claim.Member) int64 {
	return func(m *claim.Member) int64 { return m.To - overlapMargin(g, m) }
}

// doubted makes an anomaly a review where hours lie within a change of the clock: then a person must look.
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

// meeting is a finding on a member that overlaps with others. Of several for one member the gravest verdict counts, then the
// highest number.
type meeting struct {
	verdict Verdict
	number  int64    // minutes or patients that the finding shows
	fellow  int      // the other member whose facts the finding shows
	others  []int    // all members that belong to the finding
	with    *fellows // instead of others, where these were not looked at one by one
}

// meetings are the findings of a group by member. The zero value is ready for use.
type meetings map[int]meeting

// pair adds a finding on two members.
func (m *meetings) pair(i, j int, v Verdict, number int64) {
	m.add(i, meeting{verdict: v, number: number, fellow: j, others: []int{j}})
	m.add(j, meeting{verdict: v, number: number, fellow: i, others: []int{i}})
}

// add merges a finding on a member with those that it has, with the others of all of them.
func (m *meetings) add(member int, new meeting) {
	if *m == nil {
		*m = meetings{}
	}
	old, again := (*m)[member]
	if !again {
		new.others = slices.Clone(new.others) // it grows, and a caller may share it
	} else {
		others := append(old.others, new.others...)
		if old.verdict > new.verdict || old.verdict == new.verdict && old.number >= new.number {
			new = old
		}
		new.others = others
	}
	(*m)[member] = new
}

// meetingsOf are reviews of the members that overlap with others which matter to them by a relation.
func meetingsOf(g *Group, of *relation) (found meetings) {
	margin, crowded := g.crowded()
	if !crowded {
		overlapping(g, func(i, j int, minutes int64) {
			if of.matters(&g.Members[i], &g.Members[j]) {
				found.pair(i, j, Review, minutes)
			}
		})
		return found
	}
	found = meetings{}
	for i, c := range g.companies(of, margin) {
		if c.count > 0 {
			found[i] = meeting{verdict: Review, number: c.seconds / 60, fellow: c.longest, with: &c.fellows}
		}
	}
	return found
}

// flag reports the finding of every member that has one.
func (m meetings) flag(g *Group, show func(of *meeting) []Found) {
	for member := range g.Members {
		if of, found := m[member]; found && of.with != nil {
			g.flagOf(member, of.verdict, *of.with, show(&of)...)
		} else if found {
			slices.Sort(of.others)
			of.others = slices.Compact(of.others)
			g.Flag(member, of.verdict, of.others, show(&of)...)
		}
	}
}

func minutesTogether(of *meeting) []Found { return []Found{numberFound("minutes_together", of.number)} }

// anyDoubt says whether the hours of a member lie within a change of the clock.
func (g *Group) anyDoubt() bool {
	return slices.ContainsFunc(g.Members, func(m claim.Member) bool { return m.Doubt })
}

// numberFound is a number as a fact of the group.
func numberFound(name string, n int64) Found {
	s := strconv.FormatInt(n, 10)
	return Found{name, "claims", Value{s, s, s}}
}
