package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A patient who stays in a hospital day and night does not travel between other places, except on leave (R322-10-8).
var duringFullStay = Rule{
	ID:      "1a-during-full-stay",
	Title:   Title{"Transport pendant un séjour hospitalier", "Trip during a hospital stay"},
	Item:    law.Item1a,
	Cites:   []law.Ref{law.R322_10},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs: []string{"patient_id", "stays", "stays.kind", "stays.entered_on", "stays.left_on", "stays.facility_id", "departure_facility", "arrival_facility",
		"reason"},
	Test: func(c *claim.Case) Verdict {
		return Review.If(c.Sure(min(c.AwayFromHospital(), claim.Not(c.ReasonAmong(claim.Leave)))))
	},
	Shows: []Fact{serviceBilled, claimOn, stayAwayFrom, stayAwayTo},
	FR:    "Transport du {service_date} hors de l'établissement où le patient était hospitalisé depuis le {entered_on}.",
	EN:    "Trip on {service_date} away from the hospital where the patient had been staying since {entered_on}.",
	Tests: "Between the days of entry and exit of a hospital stay, a trip begins or ends at that hospital, or is one of leave.",
	Over:  "A consultation elsewhere billed from another site of the same hospital, or a stay whose exit was entered late.",
	Under: "On the days of entry and exit nothing is said.",
}

var (
	stayAwayFrom = Fact{"entered_on", "stays", func(c *claim.Case) Value { entered, _ := c.StayAwayDays(); return dayValue(entered) }}
	stayAwayTo   = Fact{"left_on", "stays", func(c *claim.Case) Value { _, left := c.StayAwayDays(); return dayValue(left) }}
)
