package register

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

var vehicles = schema[claim.Vehicle]{
	name: "vehicles",
	columns: []column[claim.Vehicle]{
		must("plate", func(v *claim.Vehicle, c *cell) { v.Plate = c.plate() }),
		may("operator_id", func(v *claim.Vehicle, c *cell) { v.OperatorID = c.name() }),
		may("category", func(v *claim.Vehicle, c *cell) { v.Category = word(c, claim.ReadCategory, "A, B, C or D") }),
		may("valid_from", func(v *claim.Vehicle, c *cell) { v.ValidFrom = c.day() }),
		may("valid_to", func(v *claim.Vehicle, c *cell) { v.ValidTo = c.dayOr(civil.Open) }),
	},
	key: by(func(v *claim.Vehicle) string { return v.Plate }),
}

var operators = schema[claim.Operator]{
	name: "operators",
	columns: []column[claim.Operator]{
		must("operator_id", func(o *claim.Operator, c *cell) { o.OperatorID = c.name() }),
		may("kind", func(o *claim.Operator, c *cell) {
			o.Kind = word(c, claim.ReadOperatorKind, "ambulance, taxi or other")
		}),
		may("licence_from", func(o *claim.Operator, c *cell) { o.LicenceFrom = c.dayOr(civil.Never) }),
		may("licence_to", func(o *claim.Operator, c *cell) { o.LicenceTo = c.dayOr(civil.Open) }),
		may("convention_from", func(o *claim.Operator, c *cell) { o.ConventionFrom = c.dayOr(civil.Never) }),
		may("convention_to", func(o *claim.Operator, c *cell) { o.ConventionTo = c.dayOr(civil.Open) }),
		may("department", func(o *claim.Operator, c *cell) { o.Department = c.name() }),
		may("ambulances", func(o *claim.Operator, c *cell) { o.Ambulances = c.count() }),
		may("vsls", func(o *claim.Operator, c *cell) { o.VSLs = c.count() }),
		may("taxis", func(o *claim.Operator, c *cell) { o.Taxis = c.count() }),
	},
	key: by(func(o *claim.Operator) string { return o.OperatorID }),
}

var crew = schema[claim.CrewMember]{
	name: "crew",
	columns: []column[claim.CrewMember]{
		must("person_id", func(m *claim.CrewMember, c *cell) { m.PersonID = c.name() }),
		may("operator_id", func(m *claim.CrewMember, c *cell) { m.OperatorID = c.name() }),
		may("name", func(m *claim.CrewMember, c *cell) { m.Name = c.name() }),
		may("qualification", func(m *claim.CrewMember, c *cell) {
			m.Qualification = word(c, claim.ReadQualification, "dea, firefighter, auxiliary, first_aid or driver")
		}),
		may("qualified_on", func(m *claim.CrewMember, c *cell) { m.QualifiedOn = c.day() }),
		// An attestation always has an end: an empty one was not recorded.
		may("driving_attestation_to", func(m *claim.CrewMember, c *cell) { m.DrivingAttestationTo = c.day() }),
		may("renewal_pending", func(m *claim.CrewMember, c *cell) { m.RenewalPending = c.flag() }),
		may("valid_from", func(m *claim.CrewMember, c *cell) { m.ValidFrom = c.day() }),
		may("valid_to", func(m *claim.CrewMember, c *cell) { m.ValidTo = c.dayOr(civil.Open) }),
	},
	key: by(func(m *claim.CrewMember) string { return m.PersonID }),
}

var taxiLicences = schema[claim.TaxiLicence]{
	name: "taxi_licences",
	columns: []column[claim.TaxiLicence]{
		may("ads_number", func(l *claim.TaxiLicence, c *cell) { l.ADSNumber = c.name() }),
		may("commune", func(l *claim.TaxiLicence, c *cell) { l.Commune = c.name() }),
		must("operator_id", func(l *claim.TaxiLicence, c *cell) { l.OperatorID = c.name() }),
		may("plate", func(l *claim.TaxiLicence, c *cell) { l.Plate = c.plate() }),
		may("issued_on", func(l *claim.TaxiLicence, c *cell) { l.IssuedOn = c.day() }),
		may("valid_to", func(l *claim.TaxiLicence, c *cell) { l.ValidTo = c.dayOr(civil.Open) }),
	},
	key: by(func(l *claim.TaxiLicence) string { return l.OperatorID }),
}

var taxiCards = schema[claim.TaxiCard]{
	name: "taxi_cards",
	columns: []column[claim.TaxiCard]{
		must("driver_id", func(t *claim.TaxiCard, c *cell) { t.DriverID = c.name() }),
		may("card_number", func(t *claim.TaxiCard, c *cell) { t.CardNumber = c.name() }),
		may("department", func(t *claim.TaxiCard, c *cell) { t.Department = c.name() }),
		may("valid_from", func(t *claim.TaxiCard, c *cell) { t.ValidFrom = c.day() }),
		may("valid_to", func(t *claim.TaxiCard, c *cell) { t.ValidTo = c.dayOr(civil.Open) }),
		may("suspended_from", func(t *claim.TaxiCard, c *cell) { t.SuspendedFrom = c.dayOr(civil.Never) }),
		may("suspended_to", func(t *claim.TaxiCard, c *cell) { t.SuspendedTo = c.dayOr(civil.Open) }),
	},
	key: by(func(t *claim.TaxiCard) string { return t.DriverID }),
}
