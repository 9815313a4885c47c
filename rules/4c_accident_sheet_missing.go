package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L441-5: acts for a work accident are written on the accident sheet.
var accidentSheetMissing = Rule{
	ID:      "4c-accident-sheet-missing",
	Title:   Title{"Feuille d'accident non servie", "Missing on the accident sheet"},
	Item:    law.Item4c,
	Cites:   []law.Ref{law.L441_5},
	InForce: law.PenaltyArticle,
	Scope:   careOnly,
	Needs:   []string{"insurance", "accident_sheet"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.WorkAccident()) {
			return NotApplicable
		}
		return Review.If(!c.Sure(c.OnAccidentSheet()))
	},
	Shows:   []Fact{claimOn, careKind, onAccidentSheet},
	FR:      "Acte du {service_date} facturé au titre des accidents du travail et non porté sur la feuille d'accident.",
	EN:      "Act of {service_date} billed to the work accident insurance and not written on the accident sheet.",
	Repeats: perClaim,
	Tests:   "An act billed to the work accident insurance is written on the accident sheet.",
	Over:    "An entry on the sheet that was not recorded.",
	Under:   "An entry on the sheet of another accident.",
}

var onAccidentSheet = Fact{"accident_sheet", "claim", func(c *claim.Case) Value { return flagValue(c.Sure(c.OnAccidentSheet())) }}
