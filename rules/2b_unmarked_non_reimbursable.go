package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L162-4 1° to 3°: what is prescribed outside the indications that are reimbursed is marked as not reimbursable. A single
// prescription without the mark is for a person to look at; item 2° b requires repetition.
var unmarkedNonReimbursable = Rule{
	ID:      "2b-unmarked-non-reimbursable",
	Title:   Title{"Mention « non remboursable » absente", "Not marked as not reimbursable"},
	Item:    law.Item2b,
	Cites:   []law.Ref{law.L162_4},
	InForce: law.PenaltyArticle,
	Scope:   careOnly,
	Answers: Prescriber,
	Needs:   mentionNeeds,
	Test:    func(c *claim.Case) Verdict { return unmarked(c, claim.Indication) },
	Shows:   []Fact{claimOn, signedOn, mentionGround, mentionWritten},
	FR:      "Acte du {service_date} sur une prescription du {signed_on} hors des indications prises en charge, sans la mention « non remboursable ».",
	EN:      "Act of {service_date} on a prescription of {signed_on} outside the indications that are paid for, without the mark that it is not reimbursable.",
	Repeats: perPrescription,
	Tests:   "A prescription outside the indications that are paid for is marked as not reimbursable.",
	Over:    "A mark that stands on the paper and was not entered.",
	Under:   "A prescription outside the indications that nobody recorded as such.",
}

var mentionNeeds = []string{"prescription_id", "prescriptions", "prescriptions.non_reimbursable_required",
	"prescriptions.non_reimbursable_ground", "prescriptions.non_reimbursable_marked"}

// unmarked is the verdict on a mark that one ground requires.
func unmarked(c *claim.Case, on claim.Ground) Verdict {
	if !c.PrescriptionIDGiven() || !c.Sure(c.MentionRequired(on)) {
		return NotApplicable
	}
	return Review.If(!c.Sure(c.MentionWritten()))
}

var (
	mentionGround  = Fact{"non_reimbursable_ground", "prescriptions", func(c *claim.Case) Value { return worded(c.MentionGround().String()) }}
	mentionWritten = Fact{"non_reimbursable_marked", "prescriptions", func(c *claim.Case) Value { return flagValue(c.Sure(c.MentionWritten())) }}
)
