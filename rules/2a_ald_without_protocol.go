package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 1° b pays for treatment under L324-1, that is, under a protocol of care in force on the day.
var aldWithoutProtocol = Rule{
	ID:      "2a-ald-without-protocol",
	Title:   Title{"ALD sans protocole de soins", "Long illness without protocol"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_10, law.L324_1},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"patient_id", "reason", "ald_protocols", "ald_protocols.valid_from", "ald_protocols.valid_to"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.ALD)) {
			return NotApplicable
		}
		return Anomaly.If(c.Settle(c.ALDProtocol()) == claim.OutOfForce)
	},
	Shows: []Fact{claimOn, reason, protocolStanding},
	FR:    "Transport du {service_date} au motif d'une affection de longue durée, sans protocole de soins du patient en vigueur ce jour-là.",
	EN:    "Trip on {service_date} for a long illness, without a protocol of care of the patient in force on that day.",
	Tests: "A trip for a long illness falls on a day that a protocol of care of the patient covers.",
	Over:  "A protocol that was renewed and reaches the register late.",
	Under: "Whether the patient also has an incapacity of the referential, a person alone can tell.",
}
