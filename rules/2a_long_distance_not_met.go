package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 1° d: the distance is a reason of its own only if it is over 150 km, one way.
var longDistanceNotMet = Rule{
	ID:         "2a-long-distance-not-met",
	Title:      Title{"Longue distance non atteinte", "Long distance not reached"},
	Item:       law.Item2a,
	Cites:      []law.Ref{law.R322_10},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip,
	Needs:      []string{"reason", "billed_km"},
	Thresholds: []law.Threshold{law.LongDistanceKm},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.LongDistance)) {
			return NotApplicable
		}
		return Review.If(!c.Sure(longDistance(c)))
	},
	Shows: []Fact{claimOn, reason, billedKm},
	FR:    "Transport au motif d'une distance de plus de {long_distance_km} km : {billed_km} facturés.",
	EN:    "Trip for the reason of a distance over {long_distance_km} km: {billed_km} billed.",
	Tests: "A trip whose reason is its distance is over 150 km one way.",
	Over:  "A trip that another reason of R322-10 would cover.",
	Under: "Kilometres that were billed and not driven.",
}
