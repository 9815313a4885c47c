package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var vehicleCategory = Rule{
	ID:      "2h-vehicle-category",
	Title:   Title{"Catégorie de véhicule", "Vehicle category"},
	Item:    law.Item2h,
	Cites:   []law.Ref{law.R6312_8, law.R6312_14},
	InForce: law.PenaltyArticle,
	Scope:   ambulancesAndVSL,
	Needs:   []string{"plate", "vehicles", "vehicles.category"},
	Test: func(c *claim.Case) Verdict {
		category, known := c.Vehicle()
		lying := c.Service() == claim.Ambulance
		switch {
		case !known:
			return Anomaly
		case category == claim.CategoryB:
			return Review
		case category == claim.CategoryD:
			return Anomaly.If(lying)
		}
		return Review.If(!lying) // an ambulance billed at the price of a VSL
	},
	Shows: []Fact{serviceBilled, claimOn, plate, categoryFound},
	FR:    "Transport facturé en {service} : véhicule {plate}, catégorie {vehicle_category}.",
	EN:    "Trip billed as {service}: vehicle {plate}, category {vehicle_category}.",
	Tests: "An ambulance trip was made with a vehicle of category A or C, a VSL trip with one of category D.",
	Over:  "A plate that was misread, or a vehicle that changed category.",
	Under: "A vehicle that was billed and stayed in the garage.",
}

var categoryFound = Fact{"vehicle_category", "vehicles", func(c *claim.Case) Value {
	category, known := c.Vehicle()
	if !known {
		return Value{"unknown", "inconnue du registre", "unknown to the register"}
	}
	return plain(category.String())
}}
