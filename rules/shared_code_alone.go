package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// An abatement lowers the price, so nobody gains by it; but it says that another patient was on board. The other patient may
// belong to another fund, so a person must look.
var sharedCodeAlone = Rule{
	ID:         "shared-code-alone",
	Title:      Title{"Abattement sans autre patient", "Abatement without another patient"},
	Cites:      sharedTransport,
	InForce:    law.Since(2025, 3, 2),
	Apart:      sharedInVSL,
	Scope:      tripsBy(claim.VSL, claim.Taxi),
	Needs:      []string{"shared_code", "plate", "arrived_at", "departure_postcode"},
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Across: &Across{
		Key:       claim.ByPlate,
		Prefilter: prefilterOverlappingOrExtra,
		Extra:     patientsOfCode,
		Enter: func(c *claim.Case) Verdict {
			if c.SharedCode() > 0 { // the other trips count as far as their hours are known
				c.Needs(claim.ColPlate)
				c.NeedsTimesOnBoard()
			}
			return Compliant
		},
		Judge: func(g *Group) {
			found := meetingsOf(g, &otherPatient)
			for i := range g.Members {
				_, seen := found[i]
				switch {
				case g.Members[i].SharedCode == 0 || seen:
				case g.Members[i].Patient == 0:
					g.Undecided(i, claim.ColPatientID.String())
				default:
					g.Flag(i, Review, nil, numberFound("patients_seen", 1))
				}
			}
		},
		Finds: []string{"patients_seen"},
	},
	Shows: []Fact{serviceBilled, pickUp, plate, patientsBilled},
	FR:    "Trajet en {service} du {departed_at}, véhicule {plate}, facturé comme partagé à {patients_billed} : {patients_seen} seul patient vu à bord.",
	EN:    "Trip by {service} of {departed_at}, vehicle {plate}, billed as shared by {patients_billed}: only {patients_seen} patient seen on board.",
	Tests: "A trip that was billed as shared overlaps with that of another patient in the same vehicle.",
	Over:  "The other patient belongs to another fund, or the other bill has not been sent yet or lacks an hour.",
	Under: "Another patient was on board, in fewer number than the abatement says.",
}
