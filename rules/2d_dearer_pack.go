package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R162-20-6, after CSP R5123-3: the pharmacist hands out the cheapest packs that the prescription allows.
var dearerPack = Rule{
	ID:      "2d-dearer-pack",
	Title:   Title{"Conditionnement plus cher", "Dearer pack"},
	Item:    law.Item2d,
	Cites:   []law.Ref{law.R5123_3},
	InForce: law.PenaltyArticle,
	Scope:   careOnly,
	Needs:   []string{"pack_code", "packs", "packs.price", "packs.product", "packs.units", "units_prescribed"},
	Test: func(c *claim.Case) Verdict {
		if !c.Dispensed() {
			return NotApplicable
		}
		least, sure := c.CheapestPacks()
		if least < c.PacksPrice() {
			return Review
		}
		c.NeedsToKnow(sure)
		return Compliant
	},
	Stake: func(c *claim.Case) claim.Cents {
		least, _ := c.CheapestPacks()
		return c.PacksPrice() - least
	},
	Shows:   []Fact{claimOn, packsBilled, unitsPrescribed, packsPrice, cheapestPrice},
	FR:      "Conditionnements facturés : {packs_billed}, pour un total de {packs_price} ; les {units_prescribed} unités prescrites pouvaient être délivrées pour {cheapest_price}.",
	EN:      "Packs billed: {packs_billed}, for {packs_price} in all; the {units_prescribed} units prescribed were to be had for {cheapest_price}.",
	Repeats: perClaim,
	Tests:   "No combination of packs of the same product covers the units prescribed for less.",
	Over:    "A pack that was out of stock, or a prescription that asks for that very pack.",
	Under:   "A cheaper pack that the register does not hold; quantities of thousands of units in large packs.",
}

var (
	packsBilled     = Fact{"packs_billed", "claim", func(c *claim.Case) Value { return countValue(c.PacksBilled()) }}
	unitsPrescribed = Fact{"units_prescribed", "claim", func(c *claim.Case) Value { return countValue(c.UnitsPrescribed()) }}
	packsPrice      = Fact{"packs_price", "packs", func(c *claim.Case) Value { return centsValue(c.PacksPrice()) }}
	cheapestPrice   = Fact{"cheapest_price", "packs", func(c *claim.Case) Value { least, _ := c.CheapestPacks(); return centsValue(least) }}
)
