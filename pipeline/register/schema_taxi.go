package register

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

var taxiLicencesSchema = rowSchema[claim.TaxiLicence]{
	name: "taxi_licences",
	columns: []columnSpec[claim.TaxiLicence]{
		optional("ads_number", func(l *claim.TaxiLicence, c *cellReader) { l.ADSNumber = c.text() }),
		optional("commune", func(l *claim.TaxiLicence, c *cellReader) { l.Commune = c.text() }),
		required("operator_id", func(l *claim.TaxiLicence, c *cellReader) { l.OperatorID = c.text() }),
		optional("plate", func(l *claim.TaxiLicence, c *cellReader) { l.Plate = c.plate() }),
		optional("issued_on", func(l *claim.TaxiLicence, c *cellReader) { l.IssuedOn = c.day() }),
		optional("valid_to", func(l *claim.TaxiLicence, c *cellReader) { l.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(l *claim.TaxiLicence) string { return l.OperatorID }),
}

var taxiCardsSchema = rowSchema[claim.TaxiCard]{
	name: "taxi_cards",
	columns: []columnSpec[claim.TaxiCard]{
		required("driver_id", func(t *claim.TaxiCard, c *cellReader) { t.DriverID = c.text() }),
		optional("card_number", func(t *claim.TaxiCard, c *cellReader) { t.CardNumber = c.text() }),
		optional("department", func(t *claim.TaxiCard, c *cellReader) { t.Department = c.text() }),
		optional("valid_from", func(t *claim.TaxiCard, c *cellReader) { t.ValidFrom = c.day() }),
		optional("valid_to", func(t *claim.TaxiCard, c *cellReader) { t.ValidTo = c.dayOr(civil.Open) }),
		optional("suspended_from", func(t *claim.TaxiCard, c *cellReader) { t.SuspendedFrom = c.dayOr(civil.Never) }),
		optional("suspended_to", func(t *claim.TaxiCard, c *cellReader) { t.SuspendedTo = c.dayOr(civil.Open) }),
		optional("attestation_to", func(t *claim.TaxiCard, c *cellReader) { t.AttestationTo = c.day() }),
	},
	key: keyParts(func(t *claim.TaxiCard) string { return t.DriverID }),
}

var conventionAnnexSchema = rowSchema[claim.AnnexEntry]{
	name: "convention_annex",
	columns: []columnSpec[claim.AnnexEntry]{
		required("operator_id", func(a *claim.AnnexEntry, c *cellReader) { a.OperatorID = c.text() }),
		optional("plate", func(a *claim.AnnexEntry, c *cellReader) { a.Plate = c.plate() }),
		optional("driver_id", func(a *claim.AnnexEntry, c *cellReader) { a.DriverID = c.text() }),
		optional("valid_from", func(a *claim.AnnexEntry, c *cellReader) { a.ValidFrom = c.day() }),
		optional("valid_to", func(a *claim.AnnexEntry, c *cellReader) { a.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(a *claim.AnnexEntry) string { return a.OperatorID }),
	check: func(a *claim.AnnexEntry) string {
		if a.Plate == "" && a.DriverID == "" {
			return "got neither a plate nor a driver; want one of them or both"
		}
		return ""
	},
}

var taxiPricesSchema = rowSchema[claim.TaxiPrice]{
	name: "taxi_prices",
	columns: []columnSpec[claim.TaxiPrice]{
		optional("department", func(p *claim.TaxiPrice, c *cellReader) { p.Department = c.text() }),
		required("element", func(p *claim.TaxiPrice, c *cellReader) {
			p.Element = readWord(c, claim.ReadPriceElement, "an element of the contract, such as km")
		}),
		required("amount", func(p *claim.TaxiPrice, c *cellReader) { p.Amount = c.measure() }),
		optional("valid_from", func(p *claim.TaxiPrice, c *cellReader) { p.ValidFrom = c.day() }),
		optional("valid_to", func(p *claim.TaxiPrice, c *cellReader) { p.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(p *claim.TaxiPrice) string { return p.Element.String() }),
}
