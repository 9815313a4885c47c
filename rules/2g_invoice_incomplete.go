package rules

import (
	"strings"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// R322-10-6: the bill follows a model. The mentions below are those that the payer itself checks (R0610 to R0615, R5200); for
// an ambulance the attendant is one of them.
var invoiceIncomplete = Rule{
	ID:      "2g-invoice-incomplete",
	Title:   Title{"Facture incomplète", "Invoice incomplete"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_6},
	InForce: law.PenaltyArticle,
	Scope:   tripsBy(claim.Ambulance, claim.VSL, claim.Taxi),
	Needs:   []string{"plate", "arrived_at", "departure_postcode", "arrival_postcode", "driver_id", "attendant_id"},
	Test: func(c *claim.Case) Verdict {
		complete := claim.True
		for _, m := range mentions {
			complete = min(complete, m.written(c))
		}
		return Review.If(!c.Sure(complete))
	},
	Shows: []Fact{serviceBilled, claimOn, mentionsMissing},
	FR:    "Facture du transport en {service} du {service_date}, mentions absentes : {missing_mentions}.",
	EN:    "Bill of the trip by {service} on {service_date}, mentions missing: {missing_mentions}.",
	Tests: "The bill names the vehicle, both hours, both places, the driver and, for an ambulance, the attendant.",
	Over:  "A mention that stands on the paper bill and was not entered.",
	Under: "A mention that is there and wrong.",
}

// mention is something that every bill of a transport must say.
type mention struct {
	raw, fr, en string
	written     func(c *claim.Case) claim.Truth
}

var mentions = [...]mention{
	{"plate", "immatriculation", "plate", func(c *claim.Case) claim.Truth { return c.Written(claim.ColPlate) }},
	{"arrived_at", "heure d'arrivée", "hour of arrival", func(c *claim.Case) claim.Truth { return c.Written(claim.ColArrivedAt) }},
	{"departure_postcode", "lieu de départ", "place of departure", func(c *claim.Case) claim.Truth { return c.Written(claim.ColDeparturePostcode) }},
	{"arrival_postcode", "lieu d'arrivée", "place of arrival", func(c *claim.Case) claim.Truth { return c.Written(claim.ColArrivalPostcode) }},
	{"driver", "conducteur", "driver", (*claim.Case).DriverNamed},
	{"attendant", "accompagnant de l'équipage", "attendant", func(c *claim.Case) claim.Truth {
		if c.Service() != claim.Ambulance {
			return claim.True
		}
		return c.AttendantNamed()
	}},
}

var mentionsMissing = Fact{"missing_mentions", "claim", func(c *claim.Case) Value {
	var raw, fr, en []string
	for _, m := range mentions {
		if m.written(c) == claim.False {
			raw, fr, en = append(raw, m.raw), append(fr, m.fr), append(en, m.en)
		}
	}
	return Value{strings.Join(raw, ";"), strings.Join(fr, ", "), strings.Join(en, ", ")}
}}
