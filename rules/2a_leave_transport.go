package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-8: leave from hospital, for a patient under 20, from the 14th day of the stay and once a week.
var leaveTransport = Rule{
	ID:      "2a-leave-transport",
	Title:   Title{"Permission hors des conditions", "Leave outside the conditions"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_10_8, law.D162_17},
	InForce: law.Since(2019, 12, 12),
	Scope:   everyTrip,
	Needs:   []string{"reason", "patient_born", "stays", "stays.kind", "stays.entered_on", "stays.left_on"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.Leave)) {
			return NotApplicable
		}
		return Anomaly.If(!c.Sure(leaveAllowed(c)))
	},
	Across: &Across{
		Key: claim.ByPatient,
		Enter: func(c *claim.Case) Verdict {
			if c.Service() == claim.Escort || !c.Sure(c.ReasonAmong(claim.Leave)) {
				return NotApplicable
			}
			return Compliant
		},
		Judge: returnsOfAWeek,
		Finds: []string{"return_on", "other_return_on"},
		FR:    "Transport de permission du {service_date}, aller-retour commencé le {return_on} après celui du {other_return_on} ; l'article R322-10-8 en admet un par semaine.",
		EN:    "Leave trip on {service_date}, a return that began on {return_on} after the one of {other_return_on}; article R322-10-8 allows one a week.",
	},
	Shows: []Fact{claimOn, patientAge, dayOfStay},
	FR:    "Transport de permission du {service_date} (âge du patient : {patient_age} ; jour du séjour : {day_of_stay}) ; l'article R322-10-8 demande moins de 20 ans et le 14e jour.",
	EN:    "Leave trip on {service_date} (patient's age: {patient_age}; day of the stay: {day_of_stay}); article R322-10-8 asks for under 20 and the 14th day.",
	Tests: "A leave trip is that of a patient under 20, from the 14th day of a hospital stay, the day of entry being the first, and one return a week.",
	Over:  "A hospitalisation that went on through a transfer: each hospital counts its own days.",
	Under: "A return of which one leg was made by private means hides the next one.",
}

// leaveAllowed is what R322-10-8 asks of a single trip. The limit of one return a week is judged for the trips of the patient
// together.
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
