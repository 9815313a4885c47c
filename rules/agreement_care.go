package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// careOutcome judges a request for care (R315-15). Silence for 15 days, or 21, from the receipt of a complete request is
// agreement: the day of receipt does not count, so the first covered day is receipt + 16, whatever day of the week that
// is. An incomplete request is never agreed to by silence.
func careOutcome(c *claim.Case, a *claim.Agreement) (_ request, missing string) {
	day := c.Day()
	answered := a.DecidedOn.Known() && a.DecidedOn <= day
	if a.Decision == claim.Granted && answered && reaches(a, day) {
		return agreed, ""
	}
	lastWaiting, unknown := lastWaitingForCare(c, a)
	refused := a.Decision == claim.Refused && a.DecidedOn < day
	switch {
	case a.Decision == 0:
		return undecided, "agreements.decision"
	case a.Decision == claim.Refused && !a.DecidedOn.Known():
		return undecided, "agreements.decided_on"
	case refused && !a.NotifiedOn.Known():
		return refusedUnsent, ""
	case unknown != "":
		return undecided, unknown
	case refused && a.DecidedOn > lastWaiting:
		return refusedLate, ""
	case refused:
		return refusedInTime, ""
	case a.Decision == claim.Granted && answered && a.DecidedOn <= lastWaiting:
		return grantedLate, "" // in time, but not for this day
	case day > lastWaiting:
		return agreedBySilence, "" // what is decided later takes nothing away
	case a.Decision == claim.Granted && !a.DecidedOn.Known():
		return undecided, "agreements.decided_on"
	case a.Decision == claim.Granted:
		return grantedLate, ""
	}
	return waiting, ""
}

// lastWaitingForCare is the last day on which silence is no agreement yet.
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

// reaches says whether an agreement is for the day. One without dates has no limit.
func reaches(a *claim.Agreement, day civil.Day) bool {
	return (!a.ValidFrom.Known() || a.ValidFrom <= day) && (!a.ValidTo.Known() || day <= a.ValidTo)
}

// careRequest keeps the request for the care that most favours the claim.
func careRequest(c *claim.Case) request { return requestUnder(c, careOutcome) }

// requested says whether there is a request to judge under the claim's prescription.
func requested(c *claim.Case) bool {
	if !c.PrescriptionIDGiven() {
		return false
	}
	rows, supplied := c.Agreements()
	if !supplied {
		c.Lacks("agreements")
	}
	return len(rows) > 0
}

// Silence of the medical service is agreement.
var silenceOfMedicalService = Exception{
	Name: "tacit agreement", Cite: law.R315_15, Effect: Lifts,
	Holds: func(c *claim.Case) bool { return careRequest(c) == agreedBySilence },
}

// An urgency that the prescriber wrote down lifts the need to wait for an answer. Where there is no prescription, none is
// written.
var urgencyOfCare = Exception{
	Name: "urgency on the prescription", Cite: law.L315_2, Effect: Lifts,
	Holds: func(c *claim.Case) bool { return c.PrescriptionIDGiven() && c.UrgencyPrescribed() },
}

var (
	careReceivedOn = factUnder(careOutcome, "request_received_on", func(a *claim.Agreement) Value { return dayValue(a.ReceivedOn) })
	careDelay      = factUnder(careOutcome, "delay_days", func(a *claim.Agreement) Value {
		if a.DelayDays <= 0 {
			return Value{}
		}
		return countValue(int(a.DelayDays))
	})
	careDecision   = factUnder(careOutcome, "decision", func(a *claim.Agreement) Value { return worded(a.Decision.String()) })
	careDecidedOn  = factUnder(careOutcome, "decided_on", func(a *claim.Agreement) Value { return dayValue(a.DecidedOn) })
	careNotifiedOn = factUnder(careOutcome, "notified_on", func(a *claim.Agreement) Value { return dayValue(a.NotifiedOn) })
)
