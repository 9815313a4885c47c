package rules

import (
	"strconv"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// overlapping shows every pair of members whose times overlap for longer than hours typed by hand may be wrong. Times are
// half-open: a hand-over at 10:30 is no overlap.
func overlapping(g *Group, pair func(i, j int, minutes int64)) {
	for i := range g.Members {
		margin := 60 * g.Threshold(law.OverlapMinutes, g.Members[i].Day)
		for j := i + 1; j < len(g.Members) && g.Members[j].From+margin < g.Members[i].To; j++ {
			if together := min(g.Members[i].To, g.Members[j].To) - g.Members[j].From; together > margin {
				pair(i, j, together/60)
			}
		}
	}
}

// doubted is a verdict where hours lie in a change of the clock: then a person must look.
func doubted(v Verdict, traces ...*claim.Trace) Verdict {
	for _, t := range traces {
		if t.Doubt {
			return min(v, Review)
		}
	}
	return v
}

// sameRoad says whether two trips share their departure or their arrival postcode.
func sameRoad(a, b *claim.Trace) bool { return a.Departure == b.Departure || a.Arrival == b.Arrival }

// aboard gives, for each member, those who are on board with it at the fullest instant of its trip, itself included, and as
// how many patients. The margin in seconds shortens every trip at its end, so that what is left of an overlap has lasted
// longer than that.
func aboard(g *Group, margin int64, with func(a, b *claim.Trace) bool, fullest func(member int, others []int, patients int)) {
	beside := neighbours(g, margin)
	var now, full []int
	for i := range g.Members {
		most := 0
		full = full[:0]
		for _, k := range beside[i] { // the fullest instant is one at which somebody gets in
			at := max(g.Members[k].From, g.Members[i].From)
			now = now[:0]
			for _, o := range beside[i] {
				if t := &g.Members[o]; t.From <= at && at < t.To-margin && (o == i || with(&g.Members[i], t)) {
					now = append(now, o)
				}
			}
			if n := patients(g, now); n > most {
				most, full = n, append(full[:0], now...)
			}
		}
		fullest(i, full, most)
	}
}

// neighbours lists, for each member, those whose shortened trips overlap with its own, itself included.
func neighbours(g *Group, margin int64) [][]int {
	beside := make([][]int, len(g.Members))
	for i := range g.Members {
		beside[i] = append(beside[i], i)
		for j := i + 1; j < len(g.Members) && g.Members[j].From < g.Members[i].To-margin; j++ {
			if g.Members[j].From < g.Members[j].To-margin {
				beside[i] = append(beside[i], j)
				beside[j] = append(beside[j], i)
			}
		}
	}
	return beside
}

func patients(g *Group, members []int) int {
	n := 0
	for i, m := range members {
		seen := false
		for _, o := range members[:i] {
			seen = seen || g.Members[o].Patient == g.Members[m].Patient
		}
		if !seen {
			n++
		}
	}
	return n
}

// Facts of an overlap.
func minutesFound(minutes int64) Found {
	s := strconv.FormatInt(minutes, 10)
	return Found{"minutes_together", "claims", Value{s, s, s}}
}

func otherTrip(t *claim.Trace) Found {
	return Found{"other_trip", "claims", dayValue(t.Day)}
}

func numberFound(name string, n int) Found { return Found{name, "claims", countValue(n)} }

func dayFound(name string, d civil.Day) Found { return Found{name, "claims", dayValue(d)} }
