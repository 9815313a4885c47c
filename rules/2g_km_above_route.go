package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-3 and R322-10-5 pay for a distance, one way with the patient on board. A measured distance is certified; a reference
// route is only from postcode to postcode, so its tolerance is wider.
var kmAboveRoute = Rule{
	ID:      "2g-km-above-route",
	Title:   Title{"Kilomètres au-delà de l'itinéraire", "Kilometres above the route"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_3, law.R322_10_5},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"billed_km", "measured_km", "departure_postcode", "arrival_postcode", "routes", "routes.km"},
	Thresholds: []law.Threshold{law.MeasuredKmTolerance, law.MeasuredKmTolerancePercent,
		law.RouteKmTolerance, law.RouteKmTolerancePercent},
	Test: func(c *claim.Case) Verdict {
		billed := c.BilledKm()
		reference, measured := c.ReferenceKm()
		if measured {
			return Review.If(exceeds(c, billed, reference, law.MeasuredKmTolerance, law.MeasuredKmTolerancePercent))
		}
		return Review.If(exceeds(c, billed, reference, law.RouteKmTolerance, law.RouteKmTolerancePercent))
	},
	Stake: func(c *claim.Case) claim.Cents {
		billed := c.BilledKm()
		reference, _ := c.ReferenceKm()
		return c.Identity().AtStake.Share(int64(billed)-int64(reference), int64(billed))
	},
	Shows: []Fact{billedKm, measuredKm, referenceRoute},
	FR:    "{billed_km} facturés pour une distance de référence de {reference_km}.",
	EN:    "{billed_km} billed for a reference distance of {reference_km}.",
	Tests: "The billed kilometres are those of the measured distance, or of the reference route, within a tolerance.",
	Over:  "A detour for other patients or road works, or a postcode that covers a large area.",
	Under: "Trips within one postcode that were not measured.",
}

// exceeds says whether a distance exceeds a reference by more than both tolerances: one in kilometres, one in hundredths of the
// reference.
func exceeds(c *claim.Case, billed, reference claim.Km, km, hundredths law.Threshold) bool {
	excess := int64(billed) - int64(reference)
	return excess > c.Threshold(km) && excess*100 > int64(reference)*c.Threshold(hundredths)
}

var (
	measuredKm     = referenceFact("claim", true)
	referenceRoute = referenceFact("routes", false)
)

// referenceFact is the reference distance, if it was measured, or if it was not, as wanted.
func referenceFact(source string, wanted bool) Fact {
	return Fact{"reference_km", source, func(c *claim.Case) Value {
		km, measured := c.ReferenceKm()
		if measured != wanted {
			return Value{}
		}
		return kmValue(km)
	}}
}
