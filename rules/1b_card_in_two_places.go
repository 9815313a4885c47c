package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// One card is in one place. Two reads at two places leave time for the way between them, or somebody read something else.
var cardInTwoPlaces = Rule{
	ID:         "1b-card-in-two-places",
	Item:       law.Item1b,
	Cites:      []law.Ref{law.L161_31},
	InForce:    law.Always,
	Scope:      everyClaim,
	Needs:      []string{"card_id", "card_read_at", "card_read_postcode", "routes"},
	Thresholds: []law.Threshold{law.MaxSpeedKmh},
	Across: &Across{
		Key: claim.ByCard,
		Enter: func(c *claim.Case) Verdict {
			c.Sure(c.CardRead())
			c.CardReadAt()
			c.CardReadPlace()
			return Compliant
		},
		Judge: readsTooFarApart,
		Finds: []string{"read_postcode", "other_postcode", "minutes_between", "route_km"},
	},
	Shows: []Fact{claimOn, cardReadAt},
	FR:    "Carte lue le {card_read_at} à {read_postcode} et, à {minutes_between} minutes de là, à {other_postcode}, distant de {route_km}.",
	EN:    "Card read {card_read_at} at {read_postcode} and, {minutes_between} minutes apart, at {other_postcode}, {route_km} away.",
	Tests: "Between two reads of a card at two postcodes there was time for the reference route at {max_speed_kmh} km/h.",
	Over:  "A reader whose clock is wrong, or whose postcode is that of the firm and not of the vehicle.",
	Under: "Reads without an hour or a place, and places between which no reference route is known.",
}

// farthest is half the way round the earth, in tenths of a kilometre: no two places lie farther apart.
const farthest = 200_400

// readsTooFarApart holds each read against the next one.
func readsTooFarApart(g *Group) {
	for i := 1; i < len(g.Members); i++ {
		from, to := &g.Members[i-1], &g.Members[i]
		within := (to.From - from.From) * g.Threshold(law.MaxSpeedKmh, to.Day) / perHourOfTenths
		if from.Departure == to.Departure || within >= farthest {
			continue
		}
		km, known := routeBetween(g, from.Departure, to.Departure)
		switch {
		case !known:
			g.Undecided(i-1, "routes")
			g.Undecided(i, "routes")
		case int64(km) > within:
			minutes := (to.From - from.From) / 60
			g.Flag(i-1, Review, []int{i}, readsFound(from, to, minutes, km)...)
			g.Flag(i, Review, []int{i - 1}, readsFound(to, from, minutes, km)...)
		}
	}
}

// perHourOfTenths: so many seconds at one kilometre per hour make a tenth of a kilometre.
const perHourOfTenths = 360

func routeBetween(g *Group, departure, arrival claim.Postcode) (claim.Km, bool) {
	if g.World.Registers.Routes == nil {
		return 0, false
	}
	rows := g.World.Registers.Routes.Of(departure.String() + ">" + arrival.String())
	if len(rows) == 0 || rows[0].Km == claim.NotGiven {
		return 0, false
	}
	return rows[0].Km, true
}

func readsFound(read, other *claim.Trace, minutes int64, km claim.Km) []Found {
	return []Found{{"read_postcode", "claims", plain(read.Departure.String())}, {"other_postcode", "claims", plain(other.Departure.String())},
		numberFound("minutes_between", int(minutes)), {"route_km", "routes", kmValue(km)}}
}
