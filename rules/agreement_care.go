package rules

import (
	"cmp"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// careClock judges a request for care (R315-15). Silence for 15 days, or 21, from the receipt of a complete request is
// agreement. The day of receipt does not count, so the first covered day is receipt + 16, on any day of the week. Silence never
// agrees to an incomplete request.
var careClock clock = func(c *claim.Case, a *claim.Agreement) possible {
	day := c.Day()
	granted, refused := a.Decision == claim.Granted, a.Decision == claim.Refused
	answered := a.DecidedOn.Known() && a.DecidedOn <= day
	lastWaiting, unknown := lastWaitingForCare(c, a)
	switch {
	case granted && answered && reaches(a, day):
		return became(agreed)
	case a.Decision == 0:
		return anything("agreements.decision")
	case refused && !a.DecidedOn.Known():
		return anything("agreements.decided_on")
	case refused && a.DecidedOn < day:
		return refusalOfCare(a, lastWaiting, unknown)
	case unknown != "":
		return either(unknown, agreedBySilence, grantedLate, waiting)
	case granted && answered && a.DecidedOn <= lastWaiting:
		return became(grantedLate) // in time, but not for this day
	case day > lastWaiting:
		return became(agreedBySilence) // a later decision does not change that
	case granted && !a.DecidedOn.Known():
		return either("agreements.decided_on", agreed, grantedLate)
	case granted:
		return became(grantedLate)
	}
	return became(waiting)
}

// refusalOfCare judges a refusal before the day of the act.
func refusalOfCare(a *claim.Agreement, lastWaiting civil.Day, unknown string) possible {
	noticed := refusalByNotice(a)
	switch {
	case unknown != "":
		return possible{noticed.set | became(refusedLate).set, cmp.Or(noticed.missing, unknown)}
	case a.DecidedOn > lastWaiting:
		return became(refusedLate)
	}
	return noticed
}

// lastWaitingForCare is the last day on which silence is not agreement yet.
func lastWaitingForCare(c *claim.Case, a *claim.Agreement) (_ civil.Day, missing string) {
	switch {
	case a.Complete == claim.No:
		return civil.Never, ""
	case a.Complete == 0:
		return 0, "agreements.complete"
	case !a.ReceivedOn.Known():
		return 0, "agreements.received_on"
	case a.DelayDays > 0:
		return a.ReceivedOn + civil.Day(a.DelayDays), ""
	}
	return a.ReceivedOn + civil.Day(c.Threshold(law.TacitDaysCare)), ""
}

// reaches says whether an agreement covers the day. One without dates has no limit.
func reaches(a *claim.Agreement, day civil.Day) bool {
	return (!a.ValidFrom.Known() || a.ValidFrom <= day) && (!a.ValidTo.Known() || day <= a.ValidTo)
}

// Silence of the medical service is agreement.
var silenceOfMedicalService = Exception{
	Name: "tacit agreement", Cite: law.R315_15, Effect: Lifts,
	Holds: func(c *claim.Case) bool { return careClock.judged(c) == became(agreedBySilence) },
}

var (
	careReceivedOn = careClock.fact("request_received_on", func(a *claim.Agreement) Value { return dayValue(a.ReceivedOn) })
	careDelay      = careClock.fact("delay_days", func(a *claim.Agreement) Value {
		if a.DelayDays <= 0 {
			return Value{}
		}
		return countValue(int(a.DelayDays))
	})
	careDecision   = careClock.fact("decision", decisionValue)
	careDecidedOn  = careClock.fact("decided_on", decidedOnValue)
	careNotifiedOn = careClock.fact("notified_on", notifiedOnValue)
)
