package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var transportWithoutLicence = Rule{
	ID:      "2a-transport-without-licence",
	Title:   Title{"Transport sans agrément ni autorisation", "Transport without licence or authorisation"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.L6312_2, law.L6312_4},
	InForce: law.PenaltyArticle,
	Scope:   ambulancesAndVSL,
	Needs:   []string{"plate", "operators", "operators.licence_from", "operators.licence_to", "vehicles", "vehicles.valid_from", "vehicles.valid_to"},
	Test: func(c *claim.Case) Verdict {
		return credential(c, min(c.Licence(), c.VehicleAuthorisation()))
	},
	Shows: []Fact{serviceBilled, claimOn, plate, licenceStanding, authorisationStanding},
	FR:    "Transport en {service} du {service_date} : agrément du transporteur {operator_licence}, autorisation de mise en service du véhicule {vehicle_authorisation}.",
	EN:    "Trip by {service} on {service_date}: operator's licence {operator_licence}, vehicle's authorisation {vehicle_authorisation}.",
	Tests: "The operator's agrément and the vehicle's authorisation to be put in service are in force on the day; a plate that the supplied register does not know has none.",
	Over:  "A register that lags behind a renewal, or a plate that was misread.",
	Under: "Nothing is known where one register is missing and the other is in order.",
}

var (
	licenceStanding       = Fact{"operator_licence", "operators", func(c *claim.Case) Value { return standingValue(c.Licence()) }}
	authorisationStanding = Fact{"vehicle_authorisation", "vehicles", func(c *claim.Case) Value { return standingValue(c.VehicleAuthorisation()) }}
)
