package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// L162-1-15 I: while a prescriber is put under prior agreement for transports, or for an act, the fund pays what he prescribes of it with
// the agreement of its medical service, unless he attests an urgency.
var prescriberUnderAgreement = Rule{
	ID:      "2a-prescriber-under-agreement",
	Title:   Title{"Prescripteur sous accord préalable", "Prescriber under prior agreement"},
	Item:    law.Item2a,
	Cites:   []law.Ref{law.L162_1_15},
	InForce: law.PenaltyArticle,
	Scope:   everyClaim,
	Answers: Prescriber,
	Needs: []string{"prescription_id", "prescriptions", "prescriptions.prescriber_id", "prescriptions.signed_at", "convocations", "reason",
		"agreement_periods", "agreement_periods.item", "agreement_periods.valid_from", "agreement_periods.valid_to", "act_code", "care_kind",
		"agreements", "agreement_flag", "prescriptions.emergency", "emergency"},
	Test: func(c *claim.Case) Verdict {
		if c.Kind() == claim.Care && !c.PrescriptionIDGiven() || !c.Sure(c.PrescriberUnderAgreement()) {
			return NotApplicable
		}
		rows, answered := c.Agreements()
		switch {
		case len(rows) > 0:
			return Compliant
		case !answered:
			c.Lacks("agreements")
		case c.AgreementFlag():
			return Review
		}
		return Anomaly
	},
	Unless: []Exception{urgencyOfPrescriber, emergencyOnTrip},
	Shows:  []Fact{claimOn, serviceBilled, careKind, signedOn, periodItem, periodFrom, periodTo, agreementMarked, urgencyPrinted, emergencyMarked},
	FR:     "Prestation du {service_date}, prescrite le {signed_on} par un prescripteur mis sous accord préalable depuis le {period_from} ({period_item}) : aucune demande d'accord au registre.",
	EN:     "Service of {service_date}, prescribed on {signed_on} by a prescriber under prior agreement since {period_from} ({period_item}): no request for agreement in the register.",
	Tests:  "What was prescribed by someone put under prior agreement for it on the day of signature has a request for agreement.",
	Over:   "An agreement that was filed under another prescription. The text was read in its wording of 1 February 2024 alone.",
	Under:  "What became of a request: a refusal of a trip that needs no other agreement. Acts that someone under prior agreement gives without a prescription.",
}

var (
	// L162-1-15 I, last paragraph.
	urgencyOfPrescriber = Exception{
		Name: "urgency on the prescription", Cite: law.L162_1_15, Effect: Lifts,
		Holds: (*claim.Case).UrgencyPrescribed,
	}
	// An act has no such mark.
	emergencyOnTrip = Exception{
		Name: "emergency call on the claim", Cite: law.R322_10_2, Effect: Softens,
		Holds: func(c *claim.Case) bool { return c.Kind() == claim.Transport && c.Emergency() },
	}

	periodItem = periodFact("period_item", func(p *claim.AgreementPeriod) Value { return worded(p.Item) })
	periodFrom = periodFact("period_from", func(p *claim.AgreementPeriod) Value { return dayValue(p.ValidFrom) })
	periodTo   = periodFact("period_to", func(p *claim.AgreementPeriod) Value { return orNoLimit(dayValue(p.ValidTo)) })
)

// periodFact reads a fact from the period under which the prescriber signed.
func periodFact(name string, read func(p *claim.AgreementPeriod) Value) Fact {
	return Fact{name, "agreement_periods", func(c *claim.Case) Value {
		if p := c.PeriodOfPrescriber(); p != nil {
			return read(p)
		}
		return Value{}
	}}
}
