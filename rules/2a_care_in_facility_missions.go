package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R314-122 I: care may be billed on top of the establishment's tariff if it lies outside the establishment's missions, or if a
// doctor attached to it prescribed it. Whether the care was too intense or too technical for the establishment is for a person
// to judge.
var careInFacilityMissions = Rule{
	ID:      "2a-care-in-facility-missions",
	Title:   Title{"Soin relevant des missions de l'établissement", "Care within the missions of the facility"},
	Cites:   []law.Ref{law.R314_122},
	InForce: law.Since(2005, 12, 20),
	Scope:   careOnly,
	Needs: []string{"stays", "stays.kind", "stays.entered_on", "stays.left_on", "stays.facility_id", "care_kind", "facilities",
		"facilities.missions", "prescription_id", "prescriptions", "prescriptions.prescriber_id", "prescriptions.signed_at",
		"attached_prescribers", "attached_prescribers.prescriber_id", "attached_prescribers.valid_from", "attached_prescribers.valid_to"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.StaysInESMS()) {
			return NotApplicable
		}
		return Review.If(c.Sure(c.InESMS(func(s *claim.Stay) claim.Truth {
			within := c.WithinMissions(s)
			if within == claim.False {
				return claim.False
			}
			return min(within, claim.Not(c.PrescribedWithin(s)))
		})))
	},
	Shows: []Fact{claimOn, careKind, esmsFrom, esmsTo, signedOn},
	FR:    "Soins ({care_kind}) du {service_date} facturés en sus du tarif d'un établissement dont ils relèvent, sans prescription d'un médecin attaché (séjour depuis le {entered_on}).",
	EN:    "Care ({care_kind}) of {service_date} billed on top of the tariff of an establishment whose mission it is, without a prescription by an attached doctor (stay since {entered_on}).",
	Tests: "Care for a person who stays in a medico-social establishment lies outside its missions, or a doctor attached to it on the day of signature prescribed it.",
	Over:  "A doctor whose attachment reaches the register late; on the days of entry and exit the care may lie outside the stay.",
	Under: "An attached doctor who prescribed what the establishment could have given.",
}

var (
	careKind = Fact{"care_kind", "claim", func(c *claim.Case) Value { return worded(c.CareKind().String()) }}
	esmsFrom = Fact{"entered_on", "stays", func(c *claim.Case) Value { from, _ := c.ESMSDays(); return dayValue(from) }}
	esmsTo   = Fact{"left_on", "stays", func(c *claim.Case) Value { _, to := c.ESMSDays(); return dayValue(to) }}
)
