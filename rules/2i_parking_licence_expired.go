package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// An ADS issued before 1 October 2014 has no end; a later one lasts five years and is renewed.
var parkingLicenceExpired = Rule{
	ID:      "2i-parking-licence-expired",
	Title:   Title{"Autorisation de stationnement échue", "Parking licence expired"},
	Item:    law.Item2i,
	Cites:   []law.Ref{law.L3121_2},
	InForce: law.Since(2014, 10, 1),
	Scope:   taxis,
	Needs:   []string{"plate", "taxi_licences", "taxi_licences.issued_on", "taxi_licences.plate", "taxi_licences.valid_to"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.ParkingLicenceIssued()) {
			return NotApplicable
		}
		return credential(c, c.ParkingLicence())
	},
	Shows: []Fact{claimOn, plate, adsIssued, adsEnd},
	FR:    "Transport en taxi du {service_date} : autorisation de stationnement du véhicule {plate}, délivrée le {licence_issued_on}, échue le {licence_valid_to}.",
	EN:    "Taxi trip on {service_date}: the parking licence (ADS) of vehicle {plate}, issued on {licence_issued_on}, ended on {licence_valid_to}.",
	Tests: "An ADS issued from 1 October 2014 had not ended before the day; on its last day a person must look.",
	Over:  "A renewal that the register does not know.",
	Under: "An older ADS that was withdrawn.",
}

var (
	adsIssued = Fact{"licence_issued_on", "taxi_licences", func(c *claim.Case) Value { issued, _ := c.ParkingLicenceDays(); return dayValue(issued) }}
	adsEnd    = Fact{"licence_valid_to", "taxi_licences", func(c *claim.Case) Value { _, end := c.ParkingLicenceDays(); return dayValue(end) }}
)
