package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A long-term illness is no exception (Civ. 2e, 15 March 2018, n° 17-14.403). Where the bill gives no distance that of the
// reference route counts, with a margin on both sides of 150 km.
var longDistanceNoAgreement = Rule{
	ID:         "2g-long-distance-no-agreement",
	Title:      Title{"Longue distance sans accord", "Long distance without agreement"},
	Item:       law.Item2g,
	Cites:      []law.Ref{law.R322_10_4},
	InForce:    law.PenaltyArticle,
	Scope:      everyTrip,
	Needs:      []string{"billed_km", "prescription_id", "agreements", "agreement_flag", "prescriptions", "prescriptions.emergency", "emergency"},
	Thresholds: []law.Threshold{law.LongDistanceKm},
	Test: func(c *claim.Case) Verdict {
		km, billed := c.Distance()
		limit := c.Threshold(law.LongDistanceKm)
		switch margin := max(law.RouteMarginKm, limit*law.RouteMarginRate/100); {
		case !billed && limit-margin <= int64(km) && int64(km) <= limit+margin:
			return min(Review, noAgreement(c))
		case int64(km) <= limit:
			return NotApplicable
		}
		return noAgreement(c)
	},
	Unless: []Exception{urgencyOnPrescription, emergencyOnClaim},
	Shows:  []Fact{distanceBilled, distanceOfRoute, agreementMarked, urgencyPrinted, emergencyMarked},
	FR:     "Trajet de {distance_km}, accord préalable au-delà de {long_distance_km} km : aucune demande au registre.",
	EN:     "Trip of {distance_km}, prior agreement over {long_distance_km} km: no request in the register.",
	Tests:  "A trip of over 150 km one way has a request for prior agreement.",
	Over:   "An agreement that was filed under another prescription.",
	Under:  "Kilometres that were split over several bills.",
}

var (
	distanceBilled  = distanceFact("claim", true)
	distanceOfRoute = distanceFact("routes", false)
)

// distanceFact is the distance of the trip, if it was billed, or if it is that of the route, as wanted.
func distanceFact(source string, wanted bool) Fact {
	return Fact{"distance_km", source, func(c *claim.Case) Value {
		km, billed := c.Distance()
		if billed != wanted {
			return Value{}
		}
		return kmValue(km)
	}}
}
