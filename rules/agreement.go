package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A request for prior agreement is judged once; of the rules on agreements, one owns the answer.
type request uint8

// What became of the request, as it stood on the day of pick-up, from the most to the least favourable to the claim.
const (
	agreed          request = iota // granted in time, or a trip that silence covers: R322-10-4, last paragraph
	agreedBySilence                // an act that silence covers: R315-15
	grantedLate                    // granted after an uncovered pick-up
	waitingExtended                // the 15th day was no working day, and the pick-up came before the next one was over
	refusedLate                    // refused after the day of the tacit agreement
	refusedUnsent                  // refused in time, without proof that the insured was told
	waiting                        // pick-up on a day that neither an answer nor silence covered
	refusedInTime
	notAsked     // no request at all
	notAskedFlag // no request, yet the claim says there is an agreement
	flaggedNone  // no register, and the claim says there is no agreement
	undecided    // the case was asked for something that is not there
)

// needsAgreement says whether the trip is one that R322-10-4 or R322-10-9 subjects to prior agreement.
func needsAgreement(c *claim.Case) bool {
	return byPlaneOrBoat(c) || c.Sure(max(c.ReasonAmong(claim.Series, claim.CampsCmpp, claim.MaternityLodging), longDistance(c)))
}

func byPlaneOrBoat(c *claim.Case) bool {
	return c.Service() == claim.ScheduledPlane || c.Service() == claim.ScheduledBoat
}

// longDistance: strictly over 150 km, one way with the patient on board.
func longDistance(c *claim.Case) claim.Truth { return c.Farther(law.LongDistanceKm) }

// requestFor judges the requests for a trip.
func requestFor(c *claim.Case) request { return requestUnder(c, outcome) }

// requestUnder judges the requests under the claim's prescription and keeps the one that most favours the claim.
func requestUnder(c *claim.Case, outcome clock) request {
	rows, supplied := c.Agreements()
	if !supplied {
		if c.AgreementFlag() {
			c.Lacks("agreements")
			return undecided
		}
		return flaggedNone
	}
	if len(rows) == 0 {
		if c.AgreementFlag() {
			return notAskedFlag
		}
		return notAsked
	}
	best, open := undecided, ""
	for i := range rows {
		r, missing := outcome(c, &rows[i])
		if missing != "" {
			open = missing
		} else {
			best = min(best, r)
		}
	}
	if best > agreedBySilence && open != "" {
		c.Lacks(open)
	}
	return best
}

// A clock judges one request: what became of it by the day of the claim, or what is missing to tell.
type clock func(c *claim.Case, a *claim.Agreement) (_ request, missing string)

// outcome judges a request for a trip. Silence for 15 days from dispatch is agreement: the day of dispatch does not count
// and the 15th is still waiting, so the first covered day is dispatch + 16. What is decided later takes nothing away.
func outcome(c *claim.Case, a *claim.Agreement) (_ request, missing string) {
	day := c.Day()
	switch {
	case a.Decision == 0:
		return undecided, "agreements.decision"
	case a.Decision != claim.Pending && !a.DecidedOn.Known():
		return undecided, "agreements.decided_on"
	case a.Decision == claim.Granted && a.DecidedOn <= day:
		return agreed, ""
	case !a.SentOn.Known():
		return undecided, "agreements.sent_on"
	}
	lastWaiting := a.SentOn + civil.Day(c.Threshold(law.TacitDaysTransport))
	if a.Decision == claim.Refused && a.DecidedOn < day {
		switch {
		case a.DecidedOn > lastWaiting:
			return refusedLate, ""
		case !a.NotifiedOn.Known():
			return refusedUnsent, ""
		}
		return refusedInTime, ""
	}
	if day > lastWaiting {
		if day <= extended(c, lastWaiting) {
			return waitingExtended, ""
		}
		return agreed, ""
	}
	if a.Decision == claim.Granted {
		return grantedLate, ""
	}
	return waiting, ""
}

// extended is the next working day after a last day that is none, or that day itself. Whether a delay that makes an
// agreement is extended so is unsettled.
func extended(c *claim.Case, last civil.Day) civil.Day {
	for !c.Sure(c.WorkingDay(last)) && c.Missing() == "" {
		last++
	}
	return last
}

// noAgreement is the verdict of the rule that owns a trip for which nobody asked. What became of a request is for others.
func noAgreement(c *claim.Case) Verdict {
	rows, supplied := c.Agreements()
	switch {
	case len(rows) > 0:
		return Compliant
	case supplied && !c.AgreementFlag():
		return Anomaly
	case !supplied && c.AgreementFlag():
		c.Lacks("agreements")
	}
	return Review
}

// Facts of the request that most favours the claim.
func requestFact(name string, read func(a *claim.Agreement) Value) Fact {
	return factUnder(outcome, name, read)
}

func factUnder(outcome clock, name string, read func(a *claim.Agreement) Value) Fact {
	return Fact{name, "agreements", func(c *claim.Case) Value {
		rows, _ := c.Agreements()
		best, chosen := undecided, -1
		for i := range rows {
			if r, missing := outcome(c, &rows[i]); missing == "" && r < best {
				best, chosen = r, i
			}
		}
		if chosen < 0 {
			return Value{}
		}
		return read(&rows[chosen])
	}}
}

var (
	requestSentOn    = requestFact("request_sent_on", func(a *claim.Agreement) Value { return dayValue(a.SentOn) })
	requestDecision  = requestFact("decision", func(a *claim.Agreement) Value { return worded(a.Decision.String()) })
	requestDecidedOn = requestFact("decided_on", func(a *claim.Agreement) Value { return dayValue(a.DecidedOn) })
	requestNotified  = requestFact("notified_on", func(a *claim.Agreement) Value { return dayValue(a.NotifiedOn) })
)
