package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var prescriberNotRegistered = Rule{
	ID:      "2a-prescriber-not-registered",
	Title:   Title{"Prescripteur inconnu ou inactif", "Prescriber unknown or not active"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.L322_5, law.R322_10_2},
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Needs:   []string{"prescription_id", "prescriptions", "convocations", "reason", "prescriptions.prescriber_id", "prescriptions.signed_at", "prescribers", "prescribers.valid_from", "prescribers.valid_to"},
	Test: func(c *claim.Case) Verdict {
		if c.Convoked() || c.Kind() == claim.Care && !c.PrescriptionIDGiven() {
			return NotApplicable
		}
		return credential(c, c.PrescriberRegistered())
	},
	Shows: []Fact{signedOn, prescriberStanding},
	FR:    "Prescription signée le {signed_on} : inscription du prescripteur au registre {prescriber_registration} ce jour-là.",
	EN:    "Prescription signed on {signed_on}: the prescriber's registration {prescriber_registration} on that day.",
	Tests: "The prescriber stands in the register on the day of signature.",
	Over:  "A replacement doctor whose registration reaches the register late.",
	Under: "A prescription that names the hospital but no prescriber cannot be judged.",
}

var prescriberStanding = Fact{"prescriber_registration", "prescribers", func(c *claim.Case) Value { return standingValue(c.PrescriberRegistered()) }}
