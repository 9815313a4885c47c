package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A trip by taxi is paid for by the vehicles and the drivers that annex 1 of the enterprise's convention names. Conventions of before
// the national model were local, so a person looks at theirs.
var taxiOutsideAnnex = Rule{
	ID:      "2a-taxi-outside-annex",
	Title:   Title{"Taxi ou conducteur hors de l'annexe", "Taxi or driver outside the annex"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.L322_5, law.TaxiModelConvention},
	InForce: law.Since(2008, 6, 1),
	Scope:   taxis,
	Needs: []string{"plate", "driver_id", "convention_annex", "convention_annex.plate", "convention_annex.driver_id", "convention_annex.valid_from",
		"convention_annex.valid_to"},
	Test: func(c *claim.Case) Verdict {
		verdict := credential(c, min(c.AnnexedVehicle(), c.AnnexedDriver()))
		if verdict == Anomaly && c.Day() < law.TaxiConvention {
			return Review
		}
		return verdict
	},
	Shows: []Fact{claimOn, annexedVehicle, annexedDriver},
	FR:    "Transport en taxi du {service_date} : à l'annexe 1 de la convention de l'entreprise, véhicule {annexed_vehicle}, conducteur {annexed_driver}.",
	EN:    "Taxi trip on {service_date}: in annex 1 of the enterprise's convention, vehicle {annexed_vehicle}, driver {annexed_driver}.",
	Tests: "The vehicle and the driver of the taxi stand in annex 1 of the enterprise's convention on the day of pick-up.",
	Over:  "A relief vehicle or a new driver whom the enterprise notified and the fund has not entered.",
	Under: "A driver who is named on the claim and was not at the wheel.",
}

var (
	annexedVehicle = Fact{"annexed_vehicle", "convention_annex", func(c *claim.Case) Value { return standingValue(c.AnnexedVehicle()) }}
	annexedDriver  = Fact{"annexed_driver", "convention_annex", func(c *claim.Case) Value { return standingValue(c.AnnexedDriver()) }}
)
