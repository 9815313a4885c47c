package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Since their convention of 1 November 2025 taxis bill the fees and prices of its tariff and nothing else. What the data do not rule
// out counts for the taxi: a vehicle for a wheelchair, tolls, an empty return of a hospitalisation, the night where the hours leave it
// open.
var taxiPrice = Rule{
	ID:         "2g-taxi-price",
	Title:      Title{"Prix de taxi au-delà du tarif", "Taxi price above the tariff"},
	Item:       law.Item2g,
	Cites:      []law.Ref{law.L322_5, law.TaxiTariff},
	InForce:    law.Since(2025, 11, 1),
	Scope:      taxis,
	Needs:      []string{"billed_km", "departure_postcode", "arrival_postcode", "taxi_prices", "taxi_prices.valid_from", "taxi_prices.valid_to"},
	Thresholds: []law.Threshold{law.TaxiTollTolerance, law.OverlapMinutes},
	Test: func(c *claim.Case) Verdict {
		return Review.If(c.Identity().Billed > dearestFare(c).ceiling())
	},
	Stake: func(c *claim.Case) claim.Cents {
		bill := c.Identity()
		return bill.AtStake.Share(int64(bill.Billed-dearestFare(c).ceiling()), int64(bill.Billed))
	},
	Shows: []Fact{claimOn, billedKm, amountBilled, highestPrice, priceElements, priceFromRegister, priceBuiltIn},
	FR: "Transport en taxi du {service_date}, {billed_km} : {amount_billed} facturés, alors que le tarif permet au plus {highest_price} " +
		"({price_elements} ; source des prix : {price_source}).",
	EN: "Taxi trip on {service_date}, {billed_km}: {amount_billed} billed, while the tariff allows {highest_price} at most " +
		"({price_elements}; source of the prices: {price_source}).",
	Tests: "The amount billed is at most the highest price that the tariff of the convention allows for the trip.",
	Over: "Prices read in secondary sources where no register replaces them; an empty return paid for repeated treatment; " +
		"tolls of more than the tolerance; an enterprise of a dearer department that is not recorded.",
	Under: "A trip without wheelchair, tolls or empty return that was billed under the price with them, and a trip outside the big city of its department.",
}

var (
	amountBilled      = Fact{"amount_billed", "claim", func(c *claim.Case) Value { return centsValue(c.Identity().Billed) }}
	highestPrice      = Fact{"highest_price", "claim", func(c *claim.Case) Value { return centsValue(dearestFare(c).ceiling()) }}
	priceElements     = Fact{"price_elements", "claim", func(c *claim.Case) Value { return dearestFare(c).elements() }}
	priceFromRegister = Fact{"price_source", "taxi_prices", func(c *claim.Case) Value {
		if !c.TaxiPricesGiven() {
			return Value{}
		}
		return Value{"register", "registre taxi_prices", "register taxi_prices"}
	}}
	priceBuiltIn = Fact{"price_source", "claim", func(c *claim.Case) Value {
		if c.TaxiPricesGiven() {
			return Value{}
		}
		return Value{"secondary", "table intégrée, lue dans des sources secondaires", "built-in table, read in secondary sources"}
	}}
)
