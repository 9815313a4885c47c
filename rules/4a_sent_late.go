package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// R161-47 I counts from the day of the act, which does not count itself. A late bill is owed all the same (Civ. 2e, 8 Oct.
// 2015, n° 14-20.252): nothing is at stake, and only the repetition falls under 4° a.
var sentLate = Rule{
	ID:         "4a-sent-late",
	Title:      Title{"Transmission tardive", "Sent late"},
	Item:       law.Item4a,
	Cites:      []law.Ref{law.R161_47},
	InForce:    law.PenaltyArticle,
	Scope:      everyClaim,
	Needs:      []string{"sent_by", "sent_on", "third_party_payment", "departure_postcode", "provider_postcode"},
	Thresholds: []law.Threshold{law.FilingDaysDirect, law.FilingDaysThirdParty, law.FilingDaysPaper},
	Test: func(c *claim.Case) Verdict {
		if c.SentBy() == claim.Paper {
			if !c.Sure(c.ThirdPartyPayment()) {
				return NotApplicable // the insured sends the paper bill
			}
			return Review.If(int64(c.SentOn()-c.Day()) > c.Threshold(law.FilingDaysPaper))
		}
		direct, spared := c.SentAfter(law.FilingDaysDirect), c.SentAfter(law.FilingDaysThirdParty)
		third := c.ThirdPartyPayment()
		return Review.If(c.Sure(max(min(direct, spared), min(third, spared), min(claim.Not(third), direct))))
	},
	Stake:   func(*claim.Case) claim.Cents { return 0 },
	Formal:  true,
	Shows:   []Fact{claimOn, billSentOn, billSentBy, thirdParty, workingDaysToSend},
	FR:      "Prestation du {service_date}, facture transmise {sent_by} le {sent_on}, {working_days} jours ouvrés plus tard (tiers payant : {third_party_payment}).",
	EN:      "Service of {service_date}, bill sent {sent_by} on {sent_on}, {working_days} working days later (third-party payment: {third_party_payment}).",
	Repeats: perInvoice,
	Tests:   "The bill reached the fund within 3 working days, 8 where the insured advanced nothing, or 8 days on paper.",
	Over:    "A bill that covers several acts and may be counted from the last of them.",
	Under:   "A bill that was sent in time without the vouchers that go with it.",
}

var (
	billSentOn        = Fact{"sent_on", "claim", func(c *claim.Case) Value { return dayValue(c.SentOn()) }}
	billSentBy        = Fact{"sent_by", "claim", func(c *claim.Case) Value { return worded(c.SentBy().String()) }}
	thirdParty        = Fact{"third_party_payment", "claim", func(c *claim.Case) Value { return flagValue(c.Sure(c.ThirdPartyPayment())) }}
	workingDaysToSend = Fact{"working_days", "claim", func(c *claim.Case) Value { return countValue(c.WorkingDaysToSend()) }}
)
