package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10 1° f pays for the trips of children to early care centres: CAMSP and CMPP, and no other establishment.
var camspNotMet = Rule{
	ID:      "2a-camsp-not-met",
	Title:   Title{"Ni CAMSP ni CMPP", "Neither CAMSP nor CMPP"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.R322_10},
	InForce: law.Since(2014, 5, 28),
	Scope:   everyTrip,
	Needs:   []string{"reason", "departure_facility", "arrival_facility", "facilities", "facilities.kind"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ReasonAmong(claim.CampsCmpp)) {
			return NotApplicable
		}
		return Review.If(!c.Sure(c.ToEarlyCare()))
	},
	Shows: []Fact{claimOn, origin, destination},
	FR:    "Transport du {service_date} facturé pour un CAMSP ou un CMPP : ni le départ ni l'arrivée n'est un établissement de ces catégories.",
	EN:    "Trip on {service_date} billed for a CAMSP or a CMPP: neither end is a facility of these kinds.",
	Tests: "A trip for early care (CAMSP, CMPP) begins or ends at a facility of one of these kinds.",
	Over:  "A branch of a centre that the register lists under the kind of its owner.",
	Under: "Another appointment in the same building.",
}
