package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A card is in one place at a time. Between two reads at two places there must be time for the way from one to the other.
var cardInTwoPlaces = Rule{
	ID:         "1b-card-in-two-places",
	Title:      Title{"Carte lue en deux lieux", "Card read in two places"},
	Item:       law.Item1b,
	Cites:      patientCards,
	InForce:    law.PenaltyArticle,
	Scope:      everyClaim,
	Needs:      []string{"card_id", "card_read_at", "card_read_postcode", "routes"},
	Thresholds: []law.Threshold{law.MaxSpeedKmh},
	Across: &Across{
		Key:       claim.ByCard,
		Prefilter: prefilterDistantReads,
		Extra:     func(c *claim.Case) uint32 { return uint32(c.CardReadPostcode()) },
		Enter: func(c *claim.Case) Verdict {
			c.Needs(claim.ColCardID)
			c.Needs(claim.ColCardReadAt)
			c.Needs(claim.ColCardReadPostcode)
			return Compliant
		},
		Judge: readsTooFarApart,
		Finds: []string{"read_postcode", "other_postcode", "minutes_between", "route_km"},
	},
	Shows: []Fact{claimOn, cardReadAt},
	FR:    "Carte lue le {card_read_at} au code postal {read_postcode} et, à {minutes_between} minutes d'écart, au code postal {other_postcode}, distant de {route_km}.",
	EN:    "Card read on {card_read_at} at postcode {read_postcode} and, {minutes_between} minutes apart, at postcode {other_postcode}, {route_km} away.",
	Tests: "Between two reads of a card at two postcodes there was time for the reference route at the threshold max_speed_kmh.",
	Over: "A reader whose clock is wrong, or whose postcode is that of the firm and not of the vehicle. Since 2023 a carte Vitale may be a telephone " +
		"application, whose use its holder may delegate for a time (L161-31, R161-33-1): one patient may have two cards, and one serial for both may be read at two places.",
	Under: "The other card of a patient who has two. Reads without an hour or a place, and places between which no reference route is known.",
}
