package rules

import (
	"cmp"
	"math/bits"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// request is what became of a request for prior agreement. Every outcome belongs to one of the rules on agreements, so that no
// request is reported twice.
type request uint8

// The outcomes as they stood on the day of pick-up, from the most to the least favourable to the claim.
const (
	agreed          request = iota // granted in time, or by silence for a trip: R322-10-4, last paragraph
	agreedBySilence                // by silence for an act: R315-15
	grantedLate                    // granted after a pick-up that nothing covered
	waitingExtended                // the 15th day was no working day, and the pick-up was not after the next working day
	refusedLate                    // refused after silence had become agreement
	refusedUnsent                  // refused in time, without proof that the insured was notified
	waiting                        // pick-up on a day that neither an answer nor silence covered
	refusedInTime
)

// possible is what may have become of a request: a set of outcomes, and what is missing to know which of them.
type possible struct {
	set     uint16
	missing string
}

func became(r request) possible { return possible{1 << r, ""} }

func either(missing string, of ...request) possible {
	p := possible{0, missing}
	for _, r := range of {
		p.set |= 1 << r
	}
	return p
}

// anything is all that may have become of a request without a known decision.
func anything(missing string) possible { return possible{1<<(refusedInTime+1) - 1, missing} }

// or combines what may have become of two requests, of which the more favourable one counts.
func (p possible) or(o possible) possible {
	worst := min(bits.Len16(p.set), bits.Len16(o.set))
	return possible{(p.set | o.set) & (1<<worst - 1), cmp.Or(p.missing, o.missing)}
}

// needsAgreement says whether R322-10-4 or R322-10-9 requires prior agreement for the trip, in the wordings of its day.
func needsAgreement(c *claim.Case) bool {
	if byPlaneOrBoat(c) {
		return true
	}
	needed := max(c.ReasonAmong(claim.Series), longDistance(c))
	if c.Day() >= law.CampsAgreement {
		needed = max(needed, c.ReasonAmong(claim.CampsCmpp))
	}
	return c.Sure(max(needed, forLodging(c)))
}

// forLodging says whether the agreement of R322-10-9 is required.
func forLodging(c *claim.Case) claim.Truth {
	if c.Day() < law.MaternityLodging {
		return claim.False
	}
	return c.ReasonAmong(claim.MaternityLodging)
}

func byPlaneOrBoat(c *claim.Case) bool {
	return c.Service() == claim.ScheduledPlane || c.Service() == claim.ScheduledBoat
}

// longDistance: strictly over 150 km, one way with the patient on board.
func longDistance(c *claim.Case) claim.Truth { return c.Farther(law.LongDistanceKm) }

// asked says whether there is a request for prior agreement.
func asked(c *claim.Case) bool {
	rows, answered := c.Agreements()
	if !answered {
		c.Lacks("agreements")
	}
	return len(rows) > 0
}

// A clock says what had become of one request by the day of the claim.
type clock func(c *claim.Case, a *claim.Agreement) possible

// judged combines all requests of the claim: the one that most favours it counts.
func (outcome clock) judged(c *claim.Case) possible {
	rows, _ := c.Agreements()
	all := became(refusedInTime)
	for i := range rows {
		all = all.or(outcome(c, &rows[i]))
	}
	return all
}

// decide gives the verdict on what became of the requests. What is missing counts only where it would change the verdict.
func (outcome clock) decide(c *claim.Case, verdict func(request) Verdict) Verdict {
	may := outcome.judged(c)
	answer := verdict(request(bits.TrailingZeros16(may.set)))
	for left := may.set; left != 0; left &= left - 1 {
		if verdict(request(bits.TrailingZeros16(left))) != answer {
			c.Lacks(may.missing)
		}
	}
	return answer
}

// tripClock judges a request for a trip. Silence for 15 days from dispatch is agreement. The day of dispatch does not count and
// the request is still waiting on the 15th day, so the first covered day is dispatch + 16. A later decision does not change
// that.
var tripClock clock = func(c *claim.Case, a *claim.Agreement) possible {
	day := c.Day()
	refused := a.Decision == claim.Refused && a.DecidedOn < day
	lastWaiting := a.SentOn + civil.Day(c.Threshold(law.TacitDaysTransport))
	switch {
	case a.Decision == 0:
		return anything("agreements.decision")
	case a.Decision == claim.Refused && !a.DecidedOn.Known():
		return anything("agreements.decided_on")
	case a.Decision == claim.Granted && !a.DecidedOn.Known():
		return either("agreements.decided_on", agreed, grantedLate, waitingExtended)
	case a.Decision == claim.Granted && a.DecidedOn <= day:
		return became(agreed)
	case refused && !a.SentOn.Known():
		return either("agreements.sent_on", refusedLate, refusedUnsent, refusedInTime)
	case refused && a.DecidedOn > lastWaiting:
		return became(refusedLate)
	case refused:
		return refusalByNotice(a)
	case !a.SentOn.Known():
		return either("agreements.sent_on", agreed, grantedLate, waitingExtended, waiting)
	case day > lastWaiting:
		return afterSilence(c, lastWaiting)
	case a.Decision == claim.Granted:
		return became(grantedLate)
	}
	return became(waiting)
}

// refusalByNotice judges a refusal that came in time by whether the insured was notified.
func refusalByNotice(a *claim.Agreement) possible {
	switch a.NotifiedOn {
	case 0:
		return either("agreements.notified_on", refusedUnsent, refusedInTime)
	case civil.Never:
		return became(refusedUnsent)
	}
	return became(refusedInTime)
}

// afterSilence judges a day after the last day of waiting. Where that was no working day, it is not settled whether the waiting
// goes on to the end of the next working day.
func afterSilence(c *claim.Case, lastWaiting civil.Day) possible {
	for d := lastWaiting; d == lastWaiting || d < c.Day(); d++ {
		switch c.WorkingDay(d) {
		case claim.True:
			return became(agreed)
		case claim.Unsure:
			return either("departure_postcode", agreed, waitingExtended)
		}
	}
	return became(waitingExtended)
}

// noAgreement is the verdict on a trip for which there is no request. What became of a request is for other rules.
func noAgreement(c *claim.Case) Verdict {
	rows, answered := c.Agreements()
	return nobodyAsked(c, rows, answered)
}

func nobodyAsked(c *claim.Case, rows []claim.Agreement, answered bool) Verdict {
	switch {
	case len(rows) > 0:
		return Compliant
	case answered && !c.AgreementFlag():
		return Anomaly
	case !answered && (c.AgreementsSupplied() || c.AgreementFlag()):
		c.Lacks("agreements")
	}
	return Review
}

// fact reads a fact from the request that most favours the claim.
func (outcome clock) fact(name string, read func(a *claim.Agreement) Value) Fact {
	return Fact{name, "agreements", func(c *claim.Case) Value {
		rows, _ := c.Agreements()
		chosen, best := -1, uint16(0)
		for i := range rows {
			if may := outcome(c, &rows[i]); may.missing == "" && (chosen < 0 || may.set < best) {
				chosen, best = i, may.set
			}
		}
		if chosen < 0 {
			return Value{}
		}
		return read(&rows[chosen])
	}}
}

var (
	requestSentOn    = tripClock.fact("request_sent_on", func(a *claim.Agreement) Value { return dayValue(a.SentOn) })
	requestDecision  = tripClock.fact("decision", decisionValue)
	requestDecidedOn = tripClock.fact("decided_on", decidedOnValue)
	requestNotified  = tripClock.fact("notified_on", notifiedOnValue)
)

func decisionValue(a *claim.Agreement) Value   { return worded(a.Decision.String()) }
func decidedOnValue(a *claim.Agreement) Value  { return dayValue(a.DecidedOn) }
func notifiedOnValue(a *claim.Agreement) Value { return dayValue(a.NotifiedOn) }
