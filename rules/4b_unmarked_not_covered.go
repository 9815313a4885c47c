package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L162-4 4°: what L160-8 does not cover is marked as not reimbursable.
var unmarkedNotCovered = Rule{
	ID:      "4b-unmarked-not-covered",
	Title:   Title{"Mention L. 160-8 absente", "Not marked as not covered"},
	Item:    law.Item4b,
	Cites:   []law.Ref{law.L162_4, law.L160_8},
	InForce: law.Since(2016, 1, 1),
	Scope:   careOnly,
	Answers: Prescriber,
	Needs:   mentionNeeds,
	Test:    func(c *claim.Case) Verdict { return unmarked(c, claim.L160_8) },
	Shows:   []Fact{claimOn, signedOn, mentionGround, mentionWritten},
	FR:      "Acte du {service_date} sur une prescription du {signed_on} que l'article L160-8 ne couvre pas, sans la mention « non remboursable ».",
	EN:      "Act of {service_date} on a prescription of {signed_on} that article L160-8 does not cover, without the mark that it is not reimbursable.",
	Repeats: perPrescription,
	Tests:   "A prescription that L160-8 does not cover is marked as not reimbursable.",
	Over:    "A mark that stands on the paper and was not entered.",
	Under:   "A prescription that nobody recorded as not covered.",
}
