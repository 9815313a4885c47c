package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-8: leave from hospital, for a patient under 20 and from the 14th day of the stay.
var leaveTransport = Rule{
	ID:      "2a-leave-transport",
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_108},
	InForce: law.Since(2006, 12, 30),
	Scope:   everyTrip,
	Needs:   []string{"reason", "patient_born", "stays", "stays.kind", "stays.entered_on", "stays.left_on"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.Leave)) {
			return NotApplicable
		}
		return Anomaly.If(!c.Sure(leaveAllowed(c)))
	},
	Shows: []Fact{claimOn, patientAge, dayOfStay},
	FR:    "Transport de permission du {service_date} : patient de {patient_age} ans, jour {day_of_stay} du séjour ; l'article R322-10-8 demande moins de 20 ans et le 14e jour.",
	EN:    "Leave trip on {service_date}: patient aged {patient_age}, day {day_of_stay} of the stay; article R322-10-8 asks for under 20 and the 14th day.",
	Tests: "A leave trip is that of a patient under 20, from the 14th day of a hospital stay, the day of entry being the first.",
	Over:  "A hospitalisation that went on through a transfer: each hospital counts its own days.",
	Under: "How often the patient went home in a week is another question, put to several trips together.",
}

// leaveAllowed is what one trip and the stays tell of R322-10-8; the limit of one return a week is for the trips together.
func leaveAllowed(c *claim.Case) claim.Truth {
	return min(c.Younger(law.LeaveUnder), c.StayReached(law.LeaveFirstDay))
}

var (
	patientAge = Fact{"patient_age", "claim", func(c *claim.Case) Value { return countValue(c.Age()) }}
	dayOfStay  = Fact{"day_of_stay", "stays", func(c *claim.Case) Value {
		if day := c.DayOfStay(); day > 0 {
			return countValue(day)
		}
		return Value{}
	}}
)
