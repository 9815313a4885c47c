package rules

import (
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

var cardOpposed = Rule{
	ID:      "1b-card-opposed",
	Title:   Title{"Carte en opposition", "Opposed card"},
	Item:    law.Item1b,
	Cites:   cards,
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Needs:   []string{"card_id", "card_read_at", "cards", "cards.opposed_from", "cards.opposed_to"},
	Test: func(c *claim.Case) Verdict {
		return Review.If(c.Sure(c.CardOpposed()))
	},
	Shows: []Fact{claimOn, cardReadAt, opposedFrom, opposedTo},
	FR:    "Carte lue le {card_read_at}, en opposition depuis le {opposed_from}.",
	EN:    "Card read on {card_read_at}, opposed since {opposed_from}.",
	Tests: "The card was not read on a day on which it was opposed, first and last day included.",
	Over:  "A card that was found again on the day of the opposition, or a reader whose clock is wrong.",
	Under: "A stolen card whose loss nobody declared.",
}

var (
	cardReadAt  = Fact{"card_read_at", "claim", func(c *claim.Case) Value { return momentValue(c.CardReadAt()) }}
	opposedFrom = Fact{"opposed_from", "cards", func(c *claim.Case) Value { from, _ := c.OppositionDays(); return dayValue(from) }}
	opposedTo   = Fact{"opposed_to", "cards", func(c *claim.Case) Value { _, to := c.OppositionDays(); return dayValue(to) }}
)

// R147-8 1° b names the cards by these articles: the patient's and the professional's.
var (
	cards        = append(slices.Clip(patientCards), law.L161_33.Until(2023, 1, 1), law.R161_52.Since(2023, 1, 1))
	patientCards = []law.Ref{law.L161_31.Until(2023, 1, 1), law.R161_33_1.Since(2023, 1, 1)}
)
