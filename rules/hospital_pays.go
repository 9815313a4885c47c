package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// D162-17: a hospital that sends one of its in-patients to another hospital pays for the trip, so the fund does not. The
// exceptions, such as urgent aid, are for a person to judge.
var hospitalPays = Rule{
	ID:      "hospital-pays",
	Cites:   []law.Ref{law.D162_17},
	InForce: law.Since(2018, 10, 1),
	Scope:   everyTrip,
	Needs: []string{"departure_facility", "arrival_facility", "facilities", "facilities.kind",
		"stays", "stays.kind", "stays.facility_id", "stays.entered_on", "stays.left_on"},
	Test: func(c *claim.Case) Verdict {
		return Review.If(c.Sure(min(c.FromHospital(), c.ToHospital(), c.InPatientAtOrigin())))
	},
	Shows: []Fact{serviceBilled, claimOn, inPatientFrom},
	FR:    "Transport en {service} du {service_date} entre deux hôpitaux, le patient étant hospitalisé au départ depuis le {entered_on}.",
	EN:    "Trip by {service} on {service_date} between two hospitals, the patient staying at the first since {entered_on}.",
	Tests: "A trip between two hospitals of a patient who stays in the first is not billed to the fund.",
	Over:  "A transfer by urgent aid, or another exception of D162-17.",
	Under: "A hospital whose number is not on the bill.",
}

var inPatientFrom = Fact{"entered_on", "stays", func(c *claim.Case) Value { return dayValue(c.InPatientSince()) }}
