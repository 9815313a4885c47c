package register

import (
	"bytes"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

var stays = schema[claim.Stay]{
	name: "stays",
	columns: []column[claim.Stay]{
		must("patient_id", func(s *claim.Stay, c *cell) { s.PatientID = c.name() }),
		may("facility_id", func(s *claim.Stay, c *cell) { s.FacilityID = c.name() }),
		may("kind", func(s *claim.Stay, c *cell) {
			s.Kind = word(c, claim.ReadStayKind, "hospital, day_hospital, esms or ehpad")
		}),
		may("entered_on", func(s *claim.Stay, c *cell) { s.EnteredOn = c.day() }),
		may("left_on", func(s *claim.Stay, c *cell) { s.LeftOn = c.dayOr(civil.Open) }),
	},
	key: by(func(s *claim.Stay) string { return s.PatientID }),
}

var facilities = schema[claim.Facility]{
	name: "facilities",
	columns: []column[claim.Facility]{
		must("facility_id", func(f *claim.Facility, c *cell) { f.FacilityID = c.name() }),
		may("kind", func(f *claim.Facility, c *cell) { f.Kind = c.name() }),
		may("legal_entity", func(f *claim.Facility, c *cell) { f.LegalEntity = c.name() }),
		may("postcode", func(f *claim.Facility, c *cell) { f.Postcode = c.postcode() }),
		may("missions", func(f *claim.Facility, c *cell) { f.Missions = missions(c) }),
		may("specialties", func(f *claim.Facility, c *cell) { f.Specialties = c.name() }),
	},
	key:    by(func(f *claim.Facility) string { return f.FacilityID }),
	single: true,
}

// missions are kinds of care with ';' between them.
func missions(c *cell) claim.CareKinds {
	var set claim.CareKinds
	for mission := range bytes.SplitSeq(c.text, []byte{';'}) {
		mission = bytes.TrimSpace(mission)
		if len(mission) == 0 {
			continue
		}
		kind, ok := claim.ReadCareKind(mission)
		if !ok {
			c.refuse("kinds of care with ; between them")
			return 0
		}
		set = set.With(kind)
	}
	return set
}

var attachedPrescribers = schema[claim.AttachedPrescriber]{
	name: "attached_prescribers",
	columns: []column[claim.AttachedPrescriber]{
		must("facility_id", func(a *claim.AttachedPrescriber, c *cell) { a.FacilityID = c.name() }),
		may("prescriber_id", func(a *claim.AttachedPrescriber, c *cell) { a.PrescriberID = c.name() }),
		may("valid_from", func(a *claim.AttachedPrescriber, c *cell) { a.ValidFrom = c.day() }),
		may("valid_to", func(a *claim.AttachedPrescriber, c *cell) { a.ValidTo = c.dayOr(civil.Open) }),
	},
	key: by(func(a *claim.AttachedPrescriber) string { return a.FacilityID }),
}

var prescribers = schema[claim.Prescriber]{
	name: "prescribers",
	columns: []column[claim.Prescriber]{
		must("prescriber_id", func(p *claim.Prescriber, c *cell) { p.PrescriberID = c.name() }),
		may("speciality", func(p *claim.Prescriber, c *cell) { p.Speciality = c.name() }),
		may("valid_from", func(p *claim.Prescriber, c *cell) { p.ValidFrom = c.day() }),
		may("valid_to", func(p *claim.Prescriber, c *cell) { p.ValidTo = c.dayOr(civil.Open) }),
	},
	key: by(func(p *claim.Prescriber) string { return p.PrescriberID }),
}
