package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Kilometres that nobody can drive in the time billed were not driven. Hours are typed by hand, so a person must look.
var implausibleSpeed = Rule{
	ID:         "1a-implausible-speed",
	Title:      Title{"Vitesse invraisemblable", "Implausible speed"},
	Item:       law.Item1a,
	InForce:    law.PenaltyArticle,
	Scope:      tripsBy(claim.Ambulance, claim.VSL, claim.Taxi),
	Needs:      []string{"billed_km", "arrived_at", "departure_postcode"},
	Thresholds: []law.Threshold{law.MaxSpeedKmh},
	Test: func(c *claim.Case) Verdict {
		const perHour = 3600 / 10 // one tenth of a kilometre a second is that many kilometres an hour
		km := c.BilledKm()
		if km == 0 {
			return Compliant
		}
		return Review.If(int64(km)*perHour > c.Aboard()*c.Threshold(law.MaxSpeedKmh))
	},
	Shows: []Fact{serviceBilled, billedKm, pickUp, arrivedAt},
	FR:    "{billed_km} facturés pour un trajet du {departed_at} au {arrived_at}, soit plus de {max_speed_kmh} km/h en moyenne.",
	EN:    "{billed_km} billed for a trip from {departed_at} to {arrived_at}, an average of over {max_speed_kmh} km/h.",
	Tests: "The billed distance can be driven between the two hours on the bill, counted by the clock of the place.",
	Over:  "Hours that were rounded or entered late; in the hour that a change of the clock repeats, the longer time counts.",
	Under: "Hours that were stretched to fit the distance.",
}

var arrivedAt = Fact{"arrived_at", "claim", func(c *claim.Case) Value { return momentValue(c.Arrived()) }}
