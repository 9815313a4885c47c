package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// The patient's state, as the prescriber recorded it, may exclude sharing the vehicle (R322-11-1). An abatement on the bill
// shows that it was shared all the same; so does another patient on board who got in or out at the same place.
var sharedIncompatible = Rule{
	ID:      "shared-incompatible",
	Title:   Title{"Partage exclu par la prescription", "Sharing excluded by the prescription"},
	Cites:   []law.Ref{law.L322_5, law.R322_11_1},
	InForce: law.Since(2025, 3, 2),
	Scope:   tripsBy(claim.VSL, claim.Taxi),
	Needs: append([]string{"patient_id", "shared_code", "plate", "arrived_at", "departure_postcode", "arrival_postcode"},
		sharingMayLack...),
	Thresholds: []law.Threshold{law.OverlapMinutes},
	Test: func(c *claim.Case) Verdict {
		excluded := claim.True - c.SharingCompatible()
		return Anomaly.If(c.Sure(min(c.BilledAsShared(), excluded)))
	},
	Across: &Across{
		Key:       claim.ByPlate,
		Prefilter: prefilterOverlapping,
		Enter: func(c *claim.Case) Verdict {
			c.NeedsPatient()
			if c.SharingCompatible() == claim.True { // counts for the others as far as its hours are known
				return Compliant
			}
			return byPlate(c)
		},
		Note: func(c *claim.Case, t *claim.Member) { noteOpinion(c, t, sharingMayLack, sharingExcluded) },
		Judge: func(g *Group) {
			var found meetings
			margin, crowded := g.crowded()
			if crowded && !g.anyDoubt() {
				found = meetings{}
				for i, c := range g.companies(&otherPatientOnRoad, margin) {
					switch verdict, missing := opinion(&g.Members[i], sharingMayLack); {
					case c.count == 0:
					case verdict == InsufficientData:
						g.Undecided(i, missing)
					case verdict == Anomaly:
						found[i] = meeting{verdict: Anomaly, number: c.seconds / 60, with: &c.fellows}
					}
				}
				found.flag(g, minutesTogether)
				return
			}
			overlapping(g, func(i, j int, minutes int64) {
				a, b := &g.Members[i], &g.Members[j]
				if !otherPatientOnRoad.matters(a, b) {
					return
				}
				for _, m := range [...][2]int{{i, j}, {j, i}} {
					switch verdict, missing := opinion(&g.Members[m[0]], sharingMayLack); {
					case verdict == InsufficientData:
						g.Undecided(m[0], missing)
					case verdict == Anomaly:
						found.add(m[0], meeting{verdict: doubted(g, Anomaly, i, j), number: minutes, fellow: m[1], others: []int{m[1]}})
					}
				}
			})
			found.flag(g, minutesTogether)
		},
		Finds: []string{"minutes_together"},
		FR:    "Transport en {service} du {service_date} partagé pendant {minutes_together} minutes avec un autre patient ; partage compatible selon la prescription : {shared_compatible}.",
		EN:    "Trip by {service} on {service_date} shared for {minutes_together} minutes with another patient; sharing compatible by the prescription: {shared_compatible}.",
	},
	Shows: []Fact{serviceBilled, claimOn, patientsBilled, sharingPrescribed},
	FR:    "Transport en {service} du {service_date} facturé comme partagé à {patients_billed} ; partage compatible selon la prescription : {shared_compatible}.",
	EN:    "Trip by {service} on {service_date} billed as shared by {patients_billed}; sharing compatible by the prescription: {shared_compatible}.",
	Tests: "A trip that was shared, by its bill or by its hours, was one whose prescription allows sharing.",
	Over:  "A prescription whose box was ticked by mistake, hours or a plate that were mistyped.",
	Under: "A trip that was shared with a patient of another fund and billed as if it was not.",
}

// sharingMayLack lists what may be missing to know the prescriber's opinion.
var sharingMayLack = []string{"prescription_id", "prescriptions", "prescriptions.shared_compatible", "convocations", "reason"}

// sharingExcluded is the verdict on a trip that was shared.
func sharingExcluded(c *claim.Case) Verdict { return Anomaly.If(!c.Sure(c.SharingCompatible())) }

var (
	patientsBilled    = Fact{"patients_billed", "claim", func(c *claim.Case) Value { return countValue(c.SharedCode()) }}
	sharingPrescribed = Fact{"shared_compatible", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.SharingCompatible())) }}
)
