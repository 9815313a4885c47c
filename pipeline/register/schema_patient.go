package register

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

var patients = schema[claim.Patient]{
	name: "patients",
	columns: []column[claim.Patient]{
		must("patient_id", func(p *claim.Patient, c *cell) { p.PatientID = c.name() }),
		may("health_cover", func(p *claim.Patient, c *cell) {
			p.HealthCover = word(c, claim.ReadHealthCover, "c2s, ame or none")
		}),
	},
	key:    by(func(p *claim.Patient) string { return p.PatientID }),
	single: true,
}

var aldProtocols = schema[claim.ALDProtocol]{
	name: "ald_protocols",
	columns: []column[claim.ALDProtocol]{
		must("patient_id", func(a *claim.ALDProtocol, c *cell) { a.PatientID = c.name() }),
		may("ald_code", func(a *claim.ALDProtocol, c *cell) { a.ALDCode = c.name() }),
		may("valid_from", func(a *claim.ALDProtocol, c *cell) { a.ValidFrom = c.day() }),
		may("valid_to", func(a *claim.ALDProtocol, c *cell) { a.ValidTo = c.dayOr(civil.Open) }),
	},
	key: by(func(a *claim.ALDProtocol) string { return a.PatientID }),
}

var accidents = schema[claim.Accident]{
	name: "accidents",
	columns: []column[claim.Accident]{
		must("accident_id", func(a *claim.Accident, c *cell) { a.AccidentID = c.name() }),
		may("patient_id", func(a *claim.Accident, c *cell) { a.PatientID = c.name() }),
		may("occurred_on", func(a *claim.Accident, c *cell) { a.OccurredOn = c.day() }),
		may("closed_on", func(a *claim.Accident, c *cell) { a.ClosedOn = c.dayOr(civil.Open) }),
	},
	key: by(func(a *claim.Accident) string { return a.AccidentID }),
}

var cards = schema[claim.Card]{
	name: "cards",
	columns: []column[claim.Card]{
		must("card_id", func(k *claim.Card, c *cell) { k.CardID = c.name() }),
		may("holder_id", func(k *claim.Card, c *cell) { k.HolderID = c.name() }),
		may("opposed_from", func(k *claim.Card, c *cell) { k.OpposedFrom = c.dayOr(civil.Never) }),
		may("opposed_to", func(k *claim.Card, c *cell) { k.OpposedTo = c.dayOr(civil.Open) }),
	},
	key: by(func(k *claim.Card) string { return k.CardID }),
}
