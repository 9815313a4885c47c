package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The card is personal to the driver. The driver is never compared with the holder of the parking licence: employees and
// tenant-managers drive lawfully.
var noProfessionalCard = Rule{
	ID:      "2i-no-professional-card",
	Title:   Title{"Sans carte professionnelle", "No professional card"},
	Item:    law.Item2i,
	Cites:   []law.Ref{law.L3121_10},
	InForce: law.Since(2010, 12, 1),
	Scope:   taxis,
	Needs:   []string{"driver_id", "taxi_cards", "taxi_cards.valid_from", "taxi_cards.valid_to", "taxi_cards.suspended_from", "taxi_cards.suspended_to"},
	Test: func(c *claim.Case) Verdict {
		return credential(c, c.ProfessionalCard())
	},
	Shows: []Fact{claimOn, cardStanding},
	FR:    "Transport en taxi du {service_date} : carte professionnelle du conducteur {professional_card}.",
	EN:    "Taxi trip on {service_date}: the driver's professional card {professional_card}.",
	Tests: "The driver of the taxi holds a professional card that is in force on the day and not suspended.",
	Over:  "A card that was renewed and not entered yet.",
	Under: "A driver who is named on the claim and was not at the wheel.",
}

var cardStanding = Fact{"professional_card", "taxi_cards", func(c *claim.Case) Value { return standingValue(c.ProfessionalCard()) }}
