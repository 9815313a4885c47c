package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

var workAccidentWithoutFile = Rule{
	ID:      "2e-work-accident-without-file",
	Title:   Title{"Accident du travail sans dossier", "Work accident without file"},
	Item:    law.Item2e,
	Cites:   []law.Ref{law.LivreIV},
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Needs:   []string{"insurance", "accident_id", "accidents", "accidents.patient_id", "accidents.closed_on"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.WorkAccident()) {
			return NotApplicable
		}
		return credential(c, c.AccidentFile())
	},
	Shows: []Fact{claimOn, accidentFile, accidentOn, accidentClosed},
	FR:    "Prestation du {service_date} facturée au titre des accidents du travail : dossier d'accident du patient {accident_file}.",
	EN:    "Service of {service_date} billed to the work accident insurance: accident file of the patient {accident_file}.",
	Tests: "A claim billed to the work accident insurance names an accident file of this patient that is open on the day.",
	Over:  "A file that was not entered yet; relapses and care after consolidation exist where it was closed.",
	Under: "Care without a medical link to the accident whose file it names.",
}

var (
	accidentFile = Fact{"accident_file", "accidents", func(c *claim.Case) Value {
		switch c.AccidentFile() {
		case claim.OutOfForce:
			return Value{"not found", "introuvable au registre", "not found in the register"}
		case claim.Lapses:
			return Value{"not open", "clos avant ce jour, ou accident postérieur", "closed before that day, or of a later accident"}
		}
		return Value{}
	}}
	accidentOn     = Fact{"occurred_on", "accidents", func(c *claim.Case) Value { on, _ := c.AccidentDays(); return dayValue(on) }}
	accidentClosed = Fact{"closed_on", "accidents", func(c *claim.Case) Value { _, closed := c.AccidentDays(); return dayValue(closed) }}
)
