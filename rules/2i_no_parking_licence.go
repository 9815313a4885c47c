package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The ADS belongs to an enterprise and a vehicle; who drives does not matter here. An ADS that has ended is for
// 2i-parking-licence-expired.
var noParkingLicence = Rule{
	ID:      "2i-no-parking-licence",
	Title:   Title{"Sans autorisation de stationnement", "No parking licence"},
	Item:    law.Item2i,
	Cites:   []law.Ref{law.L3121_1},
	InForce: law.Since(2010, 12, 1),
	Scope:   taxis,
	Needs:   []string{"plate", "taxi_licences", "taxi_licences.issued_on", "taxi_licences.plate", "taxi_licences.valid_to"},
	Test: func(c *claim.Case) Verdict {
		return Anomaly.If(!c.Sure(c.ParkingLicenceIssued()))
	},
	Unless: []Exception{reliefVehicle},
	Shows:  []Fact{claimOn, plate, adsElsewhere},
	FR:     "Transport en taxi du {service_date} : aucune autorisation de stationnement au registre pour l'entreprise et le véhicule {plate}.",
	EN:     "Taxi trip on {service_date}: no parking licence (ADS) in the register for the enterprise and vehicle {plate}.",
	Tests:  "An ADS of the enterprise for the vehicle was issued on or before the day.",
	Over:   "A replacement vehicle that the register does not know.",
	Under:  "An ADS that was withdrawn without the register knowing.",
}

// A relief taxi runs on the ADS of the vehicle that it replaces.
var reliefVehicle = Exception{
	Name: "licence in force on another vehicle of the enterprise", Cite: law.L3121_1, Effect: Softens,
	Holds: func(c *claim.Case) bool { return c.Sure(c.ParkingLicenceElsewhere()) },
}

var adsElsewhere = Fact{"licence_on_other_vehicle", "taxi_licences", func(c *claim.Case) Value {
	return flagValue(c.Sure(c.ParkingLicenceElsewhere()))
}}
