package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 1° a pays for trips on entering or leaving a hospital, day hospitals included.
var hospitalisationNotMet = Rule{
	ID:      "2a-hospitalisation-not-met",
	Title:   Title{"Hospitalisation non retrouvée", "No hospitalisation found"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_10},
	InForce: law.PenaltyArticle,
	Scope:   everyTrip,
	Needs:   []string{"reason", "departure_facility", "arrival_facility", "stays", "stays.facility_id", "stays.kind", "stays.entered_on", "stays.left_on"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.Hospitalisation)) {
			return NotApplicable
		}
		return Review.If(!c.Sure(c.ToHospitalisation()))
	},
	Shows: []Fact{claimOn, origin, destination},
	FR:    "Transport du {service_date} facturé pour une hospitalisation : aucun séjour du patient, ce jour ou à un jour près, dans l'établissement de départ ou d'arrivée.",
	EN:    "Trip on {service_date} billed for a hospitalisation: no stay of the patient, on that day or within one day of it, in the facility at either end.",
	Tests: "A trip for a hospitalisation has, at one of its ends, a facility in which the patient stayed, in full or by day, on that day or within one day of it.",
	Over:  "A stay under the number of another structure on the same site; an admission that was put off.",
	Under: "A trip between two other appointments during a stay of some days.",
}
