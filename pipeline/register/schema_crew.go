package register

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

var vehiclesSchema = rowSchema[claim.Vehicle]{
	name: "vehicles",
	columns: []columnSpec[claim.Vehicle]{
		required("plate", func(v *claim.Vehicle, c *cellReader) { v.Plate = c.plate() }),
		optional("operator_id", func(v *claim.Vehicle, c *cellReader) { v.OperatorID = c.text() }),
		optional("category", func(v *claim.Vehicle, c *cellReader) { v.Category = readWord(c, claim.ReadCategory, "A, B, C or D") }),
		optional("valid_from", func(v *claim.Vehicle, c *cellReader) { v.ValidFrom = c.day() }),
		optional("valid_to", func(v *claim.Vehicle, c *cellReader) { v.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(v *claim.Vehicle) string { return v.Plate }),
}

var operatorsSchema = rowSchema[claim.Operator]{
	name: "operators",
	columns: []columnSpec[claim.Operator]{
		required("operator_id", func(o *claim.Operator, c *cellReader) { o.OperatorID = c.text() }),
		optional("kind", func(o *claim.Operator, c *cellReader) {
			o.Kind = readWord(c, claim.ReadOperatorKind, "ambulance, taxi or other")
		}),
		optional("licence_from", func(o *claim.Operator, c *cellReader) { o.LicenceFrom = c.granted() }),
		optional("licence_to", func(o *claim.Operator, c *cellReader) { o.LicenceTo = c.dayOr(civil.Open) }),
		optional("convention_from", func(o *claim.Operator, c *cellReader) { o.ConventionFrom = c.granted() }),
		optional("convention_to", func(o *claim.Operator, c *cellReader) { o.ConventionTo = c.dayOr(civil.Open) }),
		optional("department", func(o *claim.Operator, c *cellReader) { o.Department = c.text() }),
		optional("ambulances", func(o *claim.Operator, c *cellReader) { o.Ambulances = c.count() }),
		optional("vsls", func(o *claim.Operator, c *cellReader) { o.VSLs = c.count() }),
		optional("taxis", func(o *claim.Operator, c *cellReader) { o.Taxis = c.count() }),
	},
	key: keyParts(func(o *claim.Operator) string { return o.OperatorID }),
}

var crewSchema = rowSchema[claim.CrewMember]{
	name: "crew",
	columns: []columnSpec[claim.CrewMember]{
		required("person_id", func(m *claim.CrewMember, c *cellReader) { m.PersonID = c.text() }),
		optional("operator_id", func(m *claim.CrewMember, c *cellReader) { m.OperatorID = c.text() }),
		optional("name", func(m *claim.CrewMember, c *cellReader) { m.Name = c.text() }),
		optional("qualification", func(m *claim.CrewMember, c *cellReader) {
			m.Qualification = readWord(c, claim.ReadQualification, "dea, firefighter, auxiliary, first_aid or driver")
		}),
		optional("qualified_on", func(m *claim.CrewMember, c *cellReader) { m.QualifiedOn = c.day() }),
		// An attestation always has an end: an empty cell means that it was not recorded.
		optional("driving_attestation_to", func(m *claim.CrewMember, c *cellReader) { m.DrivingAttestationTo = c.day() }),
		optional("renewal_pending", func(m *claim.CrewMember, c *cellReader) { m.RenewalPending = c.flag() }),
		optional("afgsu_to", func(m *claim.CrewMember, c *cellReader) { m.FirstAidTo = c.day() }), // always has an end, too
		optional("valid_from", func(m *claim.CrewMember, c *cellReader) { m.ValidFrom = c.day() }),
		optional("valid_to", func(m *claim.CrewMember, c *cellReader) { m.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(m *claim.CrewMember) string { return m.PersonID }),
}
