package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L324-1: the register has every protocol of care, exempting or not, so an exemption outside all of them follows none.
var outsideALDProtocol = Rule{
	ID:      "2f-outside-ald-protocol",
	Title:   Title{"Exonération hors protocole", "Exemption outside the protocol"},
	Item:    law.Item2f,
	Cites:   []law.Ref{law.L324_1},
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Answers: Prescriber,
	Needs:   []string{"ald_exempt", "ald_protocols", "ald_protocols.valid_from", "ald_protocols.valid_to"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ALDExempt()) {
			return NotApplicable
		}
		return Review.If(c.Settle(c.ALDProtocol()) == claim.OutOfForce)
	},
	Shows:   []Fact{claimOn, careKind, serviceBilled, protocolStanding},
	FR:      "Prestation du {service_date} facturée avec l'exonération d'affection de longue durée, hors de tout protocole de soins du patient.",
	EN:      "Service of {service_date} billed at the exemption for a long illness, outside every protocol of care of the patient.",
	Repeats: perPrescription,
	Tests:   "An act or a transport billed at the ALD exemption lies within a protocol of care of the patient.",
	Over:    "A protocol that was renewed and reaches the register late.",
	Under:   "Care within the days of a protocol and without a link to its illness.",
}

var protocolStanding = Fact{"ald_protocol", "ald_protocols", func(c *claim.Case) Value { return standingValue(c.ALDProtocol()) }}
