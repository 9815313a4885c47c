package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A prescription serves the patient for whom it was written, and for as many trips as it says, each out and back.
var prescriptionReused = Rule{
	ID:      "1a-prescription-reused",
	Title:   Title{"Prescription réutilisée", "Prescription used again"},
	Item:    law.Item1a,
	Cites:   []law.Ref{law.L133_4},
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Needs: []string{"prescription_id", "prescriptions", "prescriptions.patient_id", "prescriptions.trips", "convocations",
		"convocations.patient_id", "reason"},
	Test: func(c *claim.Case) Verdict {
		if c.Kind() == claim.Care && !c.PrescriptionIDGiven() {
			return NotApplicable
		}
		return Anomaly.If(c.Sure(c.PrescribedToAnother()))
	},
	Across: &Across{
		Key:       claim.ByPrescription,
		Prefilter: prefilterGroupsBeyondExtra,
		Extra:     func(c *claim.Case) uint32 { return uint32(legsOfTrip * max(1, int(c.PrescribedTrips()))) },
		Enter: func(c *claim.Case) Verdict {
			if c.Kind() == claim.Care || c.Service() == claim.Escort || !c.Prescribed() || c.Convoked() {
				return NotApplicable
			}
			return Compliant
		},
		Note:  func(c *claim.Case, m *claim.Member) { m.Prescribed = c.PrescribedTrips() },
		Judge: legsBeyondPrescription,
		Finds: []string{"legs_before", "trips_prescribed"},
		FR:    "Trajet du {service_date} facturé sur une prescription signée le {signed_on} (transports prescrits : {trips_prescribed} ; trajets déjà facturés : {legs_before}).",
		EN:    "Trip of {service_date} billed on a prescription signed on {signed_on} (trips prescribed: {trips_prescribed}; legs already billed: {legs_before}).",
	},
	Shows: []Fact{claimOn, signedOn},
	FR:    "Prestation du {service_date} facturée sur une prescription signée le {signed_on} pour un autre patient.",
	EN:    "Service of {service_date} billed on a prescription signed on {signed_on} for another patient.",
	Tests: "The patient of the claim is the patient of its prescription, which carries no more than two legs for each trip that it is for.",
	Over:  "A reference that was mistyped, or a patient whose pseudonym changed.",
	Under: "A prescription that served longer than the claims reach back.",
}

// legsBeyondPrescription flags the legs beyond two for each prescribed trip. A prescription is for at least one trip, so the
// number of trips on it matters from the third leg on.
func legsBeyondPrescription(g *Group) {
	legs := func(m *claim.Member) (uint64, int) { return m.Prescription, legsOfTrip * max(1, int(m.Prescribed)) }
	usedUp(g, legs, func(leg int, before fellows) {
		if trips := g.Members[leg].Prescribed; trips == claim.NotGiven {
			g.Undecided(leg, "prescriptions.trips")
		} else {
			g.flagOf(leg, Review, before, numberFound("legs_before", int64(before.count)), Found{"trips_prescribed", "prescriptions", countValue(int(trips))})
		}
	})
}
