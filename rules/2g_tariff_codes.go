package rules

import (
	"strings"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// The detail codes of a bill say when, how far and by what the patient travelled, and so do its other columns. The night tariff is due
// where more than half of the trip with the patient lies in the night. Taxis have the same hours as the other services only since
// their convention of 1 November 2025.
var tariffCodes = Rule{
	ID:      "2g-tariff-codes",
	Title:   Title{"Codes tarifaires contredits", "Tariff codes contradicted"},
	Item:    law.Item2g,
	Cites:   []law.Ref{law.R322_10_6, law.L322_5},
	InForce: law.PenaltyArticle,
	Apart: []Apart{
		{Service: claim.Ambulance, InForce: law.PenaltyArticle, Cites: []law.Ref{law.Convention}},
		{Service: claim.VSL, InForce: law.PenaltyArticle, Cites: []law.Ref{law.TariffOrder.Part("annexe IV C"), law.Convention}},
		{Service: claim.Taxi, InForce: law.PenaltyArticle, Cites: []law.Ref{law.TaxiTariff}},
	},
	Scope:      everyTrip,
	Needs:      []string{"tariff_codes", "surcharge", "arrived_at", "departure_postcode", "billed_km"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Test: func(c *claim.Case) Verdict {
		billed := c.TariffCodes()
		wrong, odd := claim.False, claim.False
		for i := range contradictions {
			wrong = max(wrong, c.Weigh(func() claim.Truth { return contradictions[i].test(c, billed) }))
		}
		for i := range oddities {
			odd = max(odd, c.Weigh(func() claim.Truth { return oddities[i].test(c, billed) }))
		}
		switch {
		case wrong == claim.True:
			return Anomaly
		case odd == claim.True:
			return Review
		case billed.Unlisted:
			c.Lacks("tariff_codes")
		}
		c.NeedsToKnow(max(wrong, odd))
		return Compliant
	},
	Shows: []Fact{serviceBilled, pickUp, arrivedAt, billedKm, codesBilled, surchargeBilled, contradicted},
	FR:    "Transport en {service} du {departed_at} (codes facturés : {tariff_codes} ; majoration : {surcharge}) : {contradiction}.",
	EN:    "Trip by {service} of {departed_at} (codes billed: {tariff_codes}; surcharge: {surcharge}): {contradiction}.",
	Tests: "The billed detail codes agree with the hours, the day, the distance and the service of the trip.",
	Over:  "An hour that was typed wrongly beside a code that is right.",
	Under: "Codes of taxis from before their convention of 2025 have hours of their own.",
}

var (
	codesBilled     = Fact{"tariff_codes", "claim", func(c *claim.Case) Value { return plain(c.CodesWritten()) }}
	surchargeBilled = Fact{"surcharge", "claim", func(c *claim.Case) Value {
		v := worded(c.Surcharge().String())
		if v.Raw == "none" { // the usual text of this word says that nobody answered
			v.FR, v.EN = "aucune", "none"
		}
		return v
	}}
	contradicted = Fact{"contradiction", "claim", func(c *claim.Case) Value {
		var fr, en []string
		for _, list := range [][]contradiction{contradictions[:], oddities[:]} {
			for _, k := range list {
				if k.test(c, c.TariffCodes()) == claim.True {
					fr, en = append(fr, k.fr), append(en, k.en)
				}
			}
		}
		return Value{strings.Join(en, "; "), strings.Join(fr, ", "), strings.Join(en, ", ")}
	}}
)
