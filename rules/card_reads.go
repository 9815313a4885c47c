package rules

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// farthest is half the way round the earth, in tenths of a kilometre: no two places lie farther apart.
const farthest = 200_400

// readsTooFarApart holds each read against the next one.
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

// siftReads keeps the reads of a card of which one is too far from the next, or may be.
func prefilterDistantReads(s *KeyGroup) {
	for i := 1; i < len(s.Members); i++ {
		from, to := &s.Members[i-1], &s.Members[i]
		if _, apart := tooFar(s.Input, s.parameters, to.Day, int64(to.From-from.From), claim.Postcode(from.Extra), claim.Postcode(to.Extra)); apart {
			s.AddAll()
			return
		}
	}
}

// tooFar says whether there was no time for the way between two places, as far as is known; the distance is NotGiven where no
// route is known.
func tooFar(w *InputFacts, p *law.Parameters, day civil.Day, seconds int64, from, to claim.Postcode) (claim.Km, bool) {
	within := seconds * p.On(law.MaxSpeedKmh, day) / perHourOfTenths
	if from == to || within >= farthest {
		return 0, false
	}
	km, known := routeBetween(w, from, to)
	if !known {
		return claim.NotGiven, true
	}
	return km, int64(km) > within
}

// perHourOfTenths: so many seconds at one kilometre per hour make a tenth of a kilometre.
const perHourOfTenths = 360

func routeBetween(w *InputFacts, departure, arrival claim.Postcode) (claim.Km, bool) {
	if w.Registers.Routes == nil {
		return 0, false
	}
	rows := w.Registers.Routes.Of(departure.String() + ">" + arrival.String())
	if len(rows) == 0 || rows[0].Km == claim.NotGiven {
		return 0, false
	}
	return rows[0].Km, true
}

func readsFound(read, other *claim.Member, minutes int64, km claim.Km) []Found {
	return []Found{placeFound("read_postcode", read.Departure), placeFound("other_postcode", other.Departure),
		numberFound("minutes_between", minutes), {"route_km", "routes", kmValue(km)}}
}
