package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A patient in hospital cannot hand over a card outside it. Relatives may go to the pharmacy or the supplier for the patient.
var cardReadDuringStay = Rule{
	ID:      "1b-card-read-during-stay",
	Title:   Title{"Carte lue pendant un séjour hospitalier", "Card read during a hospital stay"},
	Item:    law.Item1b,
	Cites:   patientCards,
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Needs: []string{"card_id", "card_read_at", "stays", "stays.kind", "stays.entered_on", "stays.left_on", "stays.facility_id",
		"facility_id", "departure_facility", "arrival_facility"},
	Test: func(c *claim.Case) Verdict {
		switch c.ProviderKind() {
		case claim.ProviderPharmacy, claim.ProviderSupplier:
			return NotApplicable
		}
		if c.CardOfAnother() {
			return NotApplicable
		}
		return Review.If(c.Sure(min(c.CardRead(), c.CardReadAway())))
	},
	Shows: []Fact{claimOn, cardReadAt, hospitalFrom, hospitalTo},
	FR:    "Carte lue le {card_read_at} hors de l'établissement où le patient était hospitalisé depuis le {entered_on}.",
	EN:    "Card read on {card_read_at} away from the hospital where the patient had been staying since {entered_on}.",
	Tests: "No outside biller read the patient's card while the patient was between the days of entry and exit of a hospital stay.",
	Over:  "A leave of some hours, a stay whose exit was entered late, or another number of the same hospital.",
	Under: "On the days of entry and exit nothing is said.",
}

var (
	hospitalFrom = Fact{"entered_on", "stays", func(c *claim.Case) Value { from, _ := c.HospitalDays(); return dayValue(from) }}
	hospitalTo   = Fact{"left_on", "stays", func(c *claim.Case) Value { _, to := c.HospitalDays(); return dayValue(to) }}
)
