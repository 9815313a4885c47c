package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L162-4-2: a drug that is prone to misuse is handed out by the pharmacist whom the prescription names, and by no other.
var pharmacistNotNamed = Rule{
	ID:      "2c-pharmacist-not-named",
	Title:   Title{"Pharmacien non désigné", "Pharmacist not named"},
	Item:    law.Item2c,
	Cites:   []law.Ref{law.L162_4_2},
	InForce: law.PenaltyArticle,
	Scope:   careOnly,
	Needs:   []string{"misuse_prone", "prescription_id", "prescriptions", "prescriptions.named_pharmacy_id"},
	Test: func(c *claim.Case) Verdict {
		if !c.Sure(c.MisuseProne()) {
			return NotApplicable
		}
		return Review.If(!c.Sure(c.PharmacyNamed()))
	},
	Shows:   []Fact{claimOn, signedOn, pharmacyNamed},
	FR:      "Médicament susceptible de mésusage délivré le {service_date} par une pharmacie que la prescription ne nomme pas (autre pharmacie nommée : {other_pharmacy_named}).",
	EN:      "Drug prone to misuse handed out on {service_date} by a pharmacy that the prescription does not name (another one named: {other_pharmacy_named}).",
	Repeats: perClaim,
	Tests:   "The prescription of a drug prone to misuse names the pharmacy that bills it.",
	Over:    "A pharmacy that changed its number, or one that stood in for the one named.",
	Under:   "A drug of the list that was not recorded as such.",
}

var pharmacyNamed = Fact{"other_pharmacy_named", "prescriptions", func(c *claim.Case) Value { return flagValue(c.AnyPharmacyNamed()) }}
