package rules

import (
	"cmp"
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 1° e: a series is 4 trips or more of over 50 km each, of one treatment, within two calendar months. The trips of a
// treatment form a group; those that are not over 50 km are context only.

// span is the trips of a treatment within a window of two calendar months, as members of the group.
type span struct {
	trips   []int
	days    int     // distinct days on which there were trips
	verdict Verdict // on each of the trips, by this window
}

// farTrips lists the members over 50 km in order of their days; with uncertain, those of unknown distance too.
func farTrips(g *Group, uncertain bool) []int {
	var far []int
	for i := range g.Members {
		m := &g.Members[i]
		if m.Km == claim.NotGiven && uncertain || int64(m.Km) > g.Threshold(law.SeriesMinKm, m.Day) {
			far = append(far, i)
		}
	}
	slices.SortStableFunc(far, func(a, b int) int { return cmp.Compare(g.Members[a].Day, g.Members[b].Day) })
	return far
}

// windows calls show for the window of two calendar months that begins on each day with trips, as from and to (exclusive) in
// the list far, with the number of distinct days.
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

// daysOf counts the distinct days of trips that are in order.
func daysOf(g *Group, trips []int) int {
	days := 0
	for i := range trips {
		if i == 0 || g.Members[trips[i]].Day != g.Members[trips[i-1]].Day {
			days++
		}
	}
	return days
}

// mostPrescribed is the largest number of trips for which a prescription of the treatment was written. Silent says that a
// prescription does not give a number.
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

// ofSeries says whether a claim is a trip that can be part of a series.
func ofSeries(c *claim.Case) bool {
	return c.Kind() == claim.Transport && c.Service() != claim.Escort && !c.Convoked()
}

func notePrescribed(c *claim.Case, m *claim.Member) { m.Prescribed = c.PrescribedTrips() }

var prescribedTrips = Fact{"trips_prescribed", "prescriptions", func(c *claim.Case) Value {
	if n := c.PrescribedTrips(); n != claim.NotGiven {
		return countValue(int(n))
	}
	return Value{}
}}
