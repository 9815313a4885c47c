package rules

import (
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

var seriesMayLack = []string{"agreements", "agreement_flag"}

// seriesAgreement is the verdict on the trip alone: whether there is a request for prior agreement. Where no treatment is
// named, the trips of the group were put together because they are alike, and a person must look.
func seriesAgreement(c *claim.Case) Verdict {
	rows, answered := c.SeriesAgreements()
	alone := nobodyAsked(c, rows, answered)
	if _, named := c.Treatment(); !named {
		alone = min(alone, Review)
	}
	return alone
}

// seriesWithoutAgreement judges each trip by the gravest window that it lies in, then by what was prescribed.
func seriesWithoutAgreement(g *Group) {
	far := farTrips(g, false)
	found := make([]span, len(far))
	windows(g, far, func(from, to, days int) {
		s := span{far[from:to], days, Compliant}
		switch enough := int(g.Threshold(law.SeriesMinTrips, g.Members[far[from]].Day)); {
		case days >= enough:
			s.verdict = Anomaly
		case to-from >= enough: // enough only if both legs of a day count
			s.verdict = Review
		}
		for k := from; k < to; k++ {
			if found[k].verdict < s.verdict {
				found[k] = s
			}
		}
	})
	whole, missing := prescribedSeries(g, far)
	for k, i := range far {
		if found[k].verdict < whole.verdict {
			found[k] = whole
		}
		alone, lacks := opinion(&g.Members[i], seriesMayLack)
		switch s := &found[k]; {
		case alone == Compliant: // each trip is reported by itself, and not if it was agreed to
		case s.verdict.Flagged() && lacks != "":
			g.Undecided(i, lacks)
		case s.verdict.Flagged():
			g.flagOf(i, min(s.verdict, alone), s.fellows(i), numberFound("trips_billed", int64(len(s.trips))), numberFound("days_billed", int64(s.days)),
				dayFound("from_day", g.Members[s.trips[0]].Day))
		case missing != "":
			g.Undecided(i, missing)
		}
	}
}

// fellows are the other trips of the span in a finding on one of them. It looks at no more of them than a finding names: each trip of
// the span may have one.
func (s *span) fellows(trip int) fellows {
	others := slices.DeleteFunc(slices.Clone(s.trips[:min(len(s.trips), MostRelated+1)]), func(o int) bool { return o == trip })
	slices.Sort(others)
	return fellows{first: others[:min(len(others), MostRelated)], count: len(s.trips) - 1}
}

// prescribedSeries judges a treatment as a whole that was prescribed as a series, was billed on fewer days than a series has,
// and never for less than 50 km.
func prescribedSeries(g *Group, far []int) (whole span, missing string) {
	whole = span{far, daysOf(g, far), Compliant}
	if len(far) == 0 {
		return whole, ""
	}
	enough := g.Threshold(law.SeriesMinTrips, g.Members[far[0]].Day)
	prescribed, silent := mostPrescribed(g)
	if int64(whole.days) >= enough || prescribed < enough && !silent {
		return whole, ""
	}
	for i := range g.Members {
		switch m := &g.Members[i]; {
		case m.Km == claim.NotGiven:
			missing = "billed_km"
		case g.Context(i):
			return whole, ""
		}
	}
	switch {
	case prescribed < enough:
		return whole, "prescriptions.trips"
	case missing == "":
		whole.verdict = Review
	}
	return whole, missing
}
