package register

import (
	"bytes"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

var staysSchema = rowSchema[claim.Stay]{
	name: "stays",
	columns: []columnSpec[claim.Stay]{
		required("patient_id", func(s *claim.Stay, c *cellReader) { s.PatientID = c.text() }),
		optional("facility_id", func(s *claim.Stay, c *cellReader) { s.FacilityID = c.text() }),
		optional("kind", func(s *claim.Stay, c *cellReader) {
			s.Kind = readWord(c, claim.ReadStayKind, "hospital, day_hospital, esms or ehpad")
		}),
		optional("entered_on", func(s *claim.Stay, c *cellReader) { s.EnteredOn = c.day() }),
		optional("left_on", func(s *claim.Stay, c *cellReader) { s.LeftOn = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(s *claim.Stay) string { return s.PatientID }),
}

var facilitiesSchema = rowSchema[claim.Facility]{
	name: "facilities",
	columns: []columnSpec[claim.Facility]{
		required("facility_id", func(f *claim.Facility, c *cellReader) { f.FacilityID = c.text() }),
		optional("kind", func(f *claim.Facility, c *cellReader) { f.Kind = c.text() }),
		optional("legal_entity", func(f *claim.Facility, c *cellReader) { f.LegalEntity = c.text() }),
		optional("postcode", func(f *claim.Facility, c *cellReader) { f.Postcode = c.postcode() }),
		optional("missions", func(f *claim.Facility, c *cellReader) { f.Missions = readMissions(c) }),
		optional("specialties", func(f *claim.Facility, c *cellReader) { f.Specialties = c.text() }),
	},
	key:       keyParts(func(f *claim.Facility) string { return f.FacilityID }),
	uniqueKey: true,
}

// readMissions reads kinds of care with ';' between them.
func readMissions(c *cellReader) claim.CareKinds {
	var set claim.CareKinds
	for mission := range bytes.SplitSeq(c.raw, []byte{';'}) {
		mission = bytes.TrimSpace(mission)
		if len(mission) == 0 {
			continue
		}
		kind, ok := claim.ReadCareKind(mission)
		if !ok {
			c.reject("kinds of care with ; between them")
			return 0
		}
		set = set.With(kind)
	}
	return set
}

var attachedPrescribersSchema = rowSchema[claim.AttachedPrescriber]{
	name: "attached_prescribers",
	columns: []columnSpec[claim.AttachedPrescriber]{
		required("facility_id", func(a *claim.AttachedPrescriber, c *cellReader) { a.FacilityID = c.text() }),
		optional("prescriber_id", func(a *claim.AttachedPrescriber, c *cellReader) { a.PrescriberID = c.text() }),
		optional("valid_from", func(a *claim.AttachedPrescriber, c *cellReader) { a.ValidFrom = c.day() }),
		optional("valid_to", func(a *claim.AttachedPrescriber, c *cellReader) { a.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(a *claim.AttachedPrescriber) string { return a.FacilityID }),
}

var prescribersSchema = rowSchema[claim.Prescriber]{
	name: "prescribers",
	columns: []columnSpec[claim.Prescriber]{
		required("prescriber_id", func(p *claim.Prescriber, c *cellReader) { p.PrescriberID = c.text() }),
		optional("speciality", func(p *claim.Prescriber, c *cellReader) { p.Speciality = c.text() }),
		optional("valid_from", func(p *claim.Prescriber, c *cellReader) { p.ValidFrom = c.day() }),
		optional("valid_to", func(p *claim.Prescriber, c *cellReader) { p.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(p *claim.Prescriber) string { return p.PrescriberID }),
}
