package rules

import "vigie/rules/claim"

// withinTerms compares the trip with the terms of the requests that were agreed to; the one that favours it most counts. Where
// none was agreed to, the trip is for other rules.
func withinTerms(c *claim.Case) Verdict {
	rows, _ := c.Agreements()
	granted, standing := claim.False, claim.OutOfForce
	for i := range rows {
		given := givenAgreement(c, &rows[i])
		if given == claim.False {
			continue
		}
		covers := c.AgreementCovers(&rows[i])
		if given == claim.Unsure {
			covers = min(covers, claim.UnknownStanding)
		}
		granted, standing = max(granted, given), max(standing, covers)
	}
	switch c.Settle(standing) {
	case claim.InForce:
		return Compliant
	case claim.Lapses:
		return Review
	}
	if !c.Sure(granted) {
		return NotApplicable
	}
	return Anomaly
}

// givenAgreement says whether a request was granted, or agreed to by silence, by the day of the trip.
func givenAgreement(c *claim.Case, a *claim.Agreement) claim.Truth {
	switch may := tripClock(c, a); {
	case may.set == 1<<agreed:
		return claim.True
	case may.set&(1<<agreed) != 0:
		return c.Unseen(may.missing)
	}
	return claim.False
}

// serving gives a function that says whether the trip may rest on a request.
func serving(c *claim.Case) func(*claim.Agreement) bool {
	return func(a *claim.Agreement) bool {
		return givenAgreement(c, a) != claim.False && c.AgreementCovers(a) != claim.OutOfForce
	}
}

// legsBeyondAgreement flags the legs beyond two for each trip that was agreed to.
func legsBeyondAgreement(g *Group) {
	usedUp(g, func(m *claim.Member) (uint64, int) { return m.Agreement, legsOfTrip * int(m.Limit) },
		func(leg int, before fellows) {
			g.flagOf(leg, Anomaly, before, numberFound("legs_before", int64(before.count)),
				Found{"trips_agreed", "agreements", countValue(int(g.Members[leg].Limit))})
		})
}

var (
	agreedService = tripClock.fact("agreed_service", func(a *claim.Agreement) Value { return orNoLimit(worded(a.Service)) })
	agreedFrom    = tripClock.fact("agreed_from", func(a *claim.Agreement) Value { return orNoLimit(dayValue(a.ValidFrom)) })
	agreedTo      = tripClock.fact("agreed_to", func(a *claim.Agreement) Value { return orNoLimit(dayValue(a.ValidTo)) })
)

func orNoLimit(v Value) Value {
	if v.Raw == "" {
		return Value{"no limit", "sans limite", "no limit"}
	}
	return v
}
