package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The convention is a condition of L322-5, so this is 2° a; 2° i is about the parking licence and the professional card only.
var taxiWithoutConvention = Rule{
	ID:      "2a-taxi-without-convention",
	Title:   Title{"Taxi non conventionné", "Taxi without convention"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.L322_5},
	InForce: law.Since(2008, 6, 1),
	Scope:   taxis,
	Needs:   []string{"operators", "operators.convention_from", "operators.convention_to"},
	Test: func(c *claim.Case) Verdict {
		return credential(c, c.Convention())
	},
	Shows: []Fact{claimOn, conventionStanding},
	FR:    "Transport en taxi du {service_date} : convention de l'entreprise avec la caisse {operator_convention}.",
	EN:    "Taxi trip on {service_date}: the enterprise's convention with the fund {operator_convention}.",
	Tests: "The taxi enterprise has a convention with the fund in force on the day of pick-up.",
	Over:  "A register that lags behind a renewal.",
	Under: "A convention that was withdrawn without the register knowing.",
}

var conventionStanding = Fact{"operator_convention", "operators", func(c *claim.Case) Value { return standingValue(c.Convention()) }}
