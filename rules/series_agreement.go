package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var seriesMayLack = []string{"agreements", "agreement_flag"}

// seriesAgreement is what the trip alone tells: no request by the register, or not to be known. Where no treatment is named
// the trips were put together by likeness, and a person must look.
func seriesAgreement(c *claim.Case) Verdict {
	rows, answered := c.SeriesAgreements()
	alone := nobodyAsked(c, rows, answered)
	if _, named := c.Treatment(); !named {
		alone = min(alone, Review)
	}
	return alone
}

// seriesWithoutAgreement holds each trip against the gravest window that it lies in, then against what was prescribed.
func seriesWithoutAgreement(g *Group) {
	far := farTrips(g, false)
	found := make([]span, len(far))
	windows(g, far, func(from, to, days int) {
		s := span{far[from:to], days, Compliant}
		switch enough := int(g.Threshold(law.SeriesMinTrips, g.Members[far[from]].Day)); {
		case days >= enough:
			s.verdict = Anomaly
		case to-from >= enough: // only with both legs of a day
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
		case alone == Compliant: // each trip is told on its own, and one that was agreed to is not
		case s.verdict.Flagged() && lacks != "":
			g.Undecided(i, lacks)
		case s.verdict.Flagged():
			g.Flag(i, min(s.verdict, alone), s.trips[:min(len(s.trips), mostOthers)], numberFound("trips_billed", int64(len(s.trips))), numberFound("days_billed", int64(s.days)),
				dayFound("from_day", g.Members[s.trips[0]].Day))
		case missing != "":
			g.Undecided(i, missing)
		}
	}
}

// mostOthers is more than anybody travels in two months, four times a day: only an identifier that was used for many
// treatments has more, and all of them beside each of them would fill any memory.
const mostOthers = 250

// prescribedSeries looks at a treatment as a whole: prescribed as a series, billed on fewer days, and never for less than
// 50 km.
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
		switch t := &g.Members[i]; {
		case t.Km == claim.NotGiven:
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
