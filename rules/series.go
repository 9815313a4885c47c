package rules

import (
	"cmp"
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 1° e: a series is 4 trips or more of over 50 km each, of one treatment, within two calendar months. The trips of a
// treatment form a group; what is not over 50 km only stands beside.

// span is the trips of a treatment, by their places in the group, that a window of two calendar months holds.
type span struct {
	trips   []int
	days    int     // distinct days on which there were trips
	verdict Verdict // what the window makes of each of its trips
}

// farTrips lists the members that are over 50 km, in order of their days; uncertain ones are those whose distance is not
// known.
func farTrips(g *Group, uncertain bool) []int {
	var far []int
	for i := range g.Members {
		t := &g.Members[i]
		if t.Km == claim.NotGiven && uncertain || int64(t.Km) > g.Threshold(law.SeriesMinKm, t.Day) {
			far = append(far, i)
		}
	}
	slices.SortStableFunc(far, func(a, b int) int { return cmp.Compare(g.Members[a].Day, g.Members[b].Day) })
	return far
}

// windows shows, for each day with trips, the window of two calendar months that begins on it: the first of its trips,
// and the first after it, by their places in the list.
func windows(g *Group, far []int, show func(from, to, days int)) {
	days, to := 0, 0
	for from := 0; from < len(far); {
		first := g.Members[far[from]].Day
		end := first.AddMonths(int(g.Threshold(law.SeriesWindowMonths, first)))
		for ; to < len(far) && g.Members[far[to]].Day < end; to++ {
			if to == 0 || g.Members[far[to]].Day != g.Members[far[to-1]].Day {
				days++
			}
		}
		show(from, to, days)
		for from < len(far) && g.Members[far[from]].Day == first {
			from++
		}
		days--
	}
}

// daysOf counts the distinct days of trips that stand in their order.
func daysOf(g *Group, trips []int) int {
	days := 0
	for i := range trips {
		if i == 0 || g.Members[trips[i]].Day != g.Members[trips[i-1]].Day {
			days++
		}
	}
	return days
}

// mostPrescribed is the largest number of trips that a prescription of the treatment is for. Silent says that one of them
// does not tell.
func mostPrescribed(g *Group) (trips int64, silent bool) {
	for i := range g.Members {
		if p := g.Members[i].Prescribed; p == claim.NotGiven {
			silent = true
		} else {
			trips = max(trips, int64(p))
		}
	}
	return trips, silent
}

// ofSeries says whether a claim is a trip at all that a series may be made of.
func ofSeries(c *claim.Case) bool {
	return c.Kind() == claim.Transport && c.Service() != claim.Escort && !c.Convoked()
}

func notePrescribed(c *claim.Case, t *claim.Member) { t.Prescribed = c.PrescribedTrips() }

var prescribedTrips = Fact{"trips_prescribed", "prescriptions", func(c *claim.Case) Value {
	if n := c.PrescribedTrips(); n != claim.NotGiven {
		return countValue(int(n))
	}
	return Value{}
}}
