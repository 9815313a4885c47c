package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// farthest is half of the circumference of the earth, in tenths of a kilometre: no two places are farther apart.
const farthest = 200_400

// readsTooFarApart compares each read of a card with the next one.
func readsTooFarApart(g *Group) {
	for i := 1; i < len(g.Members); i++ {
		from, to := &g.Members[i-1], &g.Members[i]
		km, apart := tooFar(g.Input, g.parameters, to.Day, to.From-from.From, from.Departure, to.Departure)
		switch {
		case !apart:
		case km == claim.NotGiven:
			g.Undecided(i-1, "routes")
			g.Undecided(i, "routes")
		default:
			minutes := (to.From - from.From) / 60
			g.Flag(i-1, Review, []int{i}, readsFound(from, to, minutes, km)...)
			g.Flag(i, Review, []int{i - 1}, readsFound(to, from, minutes, km)...)
		}
	}
}

// prefilterDistantReads selects all reads of a card if one of them is, or may be, too far from the next.
func prefilterDistantReads(g *KeyGroup) {
	for i := 1; i < len(g.Members); i++ {
		from, to := &g.Members[i-1], &g.Members[i]
		if _, apart := tooFar(g.Input, g.parameters, to.Day, int64(to.From-from.From), claim.Postcode(from.Extra), claim.Postcode(to.Extra)); apart {
			g.AddAll()
			return
		}
	}
}

// tooFar says whether the time was too short for the way between two places. The distance is NotGiven where no route is known;
// then it may have been.
func tooFar(input *InputFacts, p *law.Parameters, day civil.Day, seconds int64, from, to claim.Postcode) (claim.Km, bool) {
	within := seconds * p.On(law.MaxSpeedKmh, day) / perHourOfTenths
	if from == to || within >= farthest {
		return 0, false
	}
	km, known := routeBetween(input, from, to)
	if !known {
		return claim.NotGiven, true
	}
	return km, int64(km) > within
}

// perHourOfTenths is the number of seconds in which one kilometre per hour makes a tenth of a kilometre.
const perHourOfTenths = 360

func routeBetween(input *InputFacts, departure, arrival claim.Postcode) (claim.Km, bool) {
	if input.Registers.Routes == nil {
		return 0, false
	}
	rows := input.Registers.Routes.Of(departure.String() + ">" + arrival.String())
	if len(rows) == 0 || rows[0].Km == claim.NotGiven {
		return 0, false
	}
	return rows[0].Km, true
}

func readsFound(read, other *claim.Member, minutes int64, km claim.Km) []Found {
	return []Found{postcodeFound("read_postcode", read.Departure), postcodeFound("other_postcode", other.Departure),
		numberFound("minutes_between", minutes), {"route_km", "routes", kmValue(km)}}
}
