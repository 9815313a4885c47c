package register

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

var patientsSchema = rowSchema[claim.Patient]{
	name: "patients",
	columns: []columnSpec[claim.Patient]{
		required("patient_id", func(p *claim.Patient, c *cellReader) { p.PatientID = c.text() }),
		optional("health_cover", func(p *claim.Patient, c *cellReader) {
			p.HealthCover = readWord(c, claim.ReadHealthCover, "c2s, ame or none")
		}),
	},
	key:       keyParts(func(p *claim.Patient) string { return p.PatientID }),
	uniqueKey: true,
}

var aldProtocolsSchema = rowSchema[claim.ALDProtocol]{
	name: "ald_protocols",
	columns: []columnSpec[claim.ALDProtocol]{
		required("patient_id", func(a *claim.ALDProtocol, c *cellReader) { a.PatientID = c.text() }),
		optional("ald_code", func(a *claim.ALDProtocol, c *cellReader) { a.ALDCode = c.text() }),
		optional("valid_from", func(a *claim.ALDProtocol, c *cellReader) { a.ValidFrom = c.day() }),
		optional("valid_to", func(a *claim.ALDProtocol, c *cellReader) { a.ValidTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(a *claim.ALDProtocol) string { return a.PatientID }),
}

var accidentsSchema = rowSchema[claim.Accident]{
	name: "accidents",
	columns: []columnSpec[claim.Accident]{
		required("accident_id", func(a *claim.Accident, c *cellReader) { a.AccidentID = c.text() }),
		optional("patient_id", func(a *claim.Accident, c *cellReader) { a.PatientID = c.text() }),
		optional("occurred_on", func(a *claim.Accident, c *cellReader) { a.OccurredOn = c.day() }),
		optional("closed_on", func(a *claim.Accident, c *cellReader) { a.ClosedOn = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(a *claim.Accident) string { return a.AccidentID }),
}

var cardsSchema = rowSchema[claim.Card]{
	name: "cards",
	columns: []columnSpec[claim.Card]{
		required("card_id", func(k *claim.Card, c *cellReader) { k.CardID = c.text() }),
		optional("holder_id", func(k *claim.Card, c *cellReader) { k.HolderID = c.text() }),
		optional("opposed_from", func(k *claim.Card, c *cellReader) { k.OpposedFrom = c.dayOr(civil.Never) }),
		optional("opposed_to", func(k *claim.Card, c *cellReader) { k.OpposedTo = c.dayOr(civil.Open) }),
	},
	key: keyParts(func(k *claim.Card) string { return k.CardID }),
}
