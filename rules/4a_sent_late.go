package rules

import (
	"slices"
	"sort"

	"vigie/rules/civil"
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
	Test:       func(c *claim.Case) Verdict { return tooLate(c, c.Day()) },
	Across: &Across{
		Key:       claim.ByBill,
		Prefilter: prefilterLateBeforeOthers,
		Extra:     func(*claim.Case) uint32 { return 1 },
		Enter: func(c *claim.Case) Verdict {
			if tooLate(c, c.Day()) == Review {
				return Compliant
			}
			return NotApplicable
		},
		Context: func(*claim.Case) bool { return true },
		Note: func(c *claim.Case, m *claim.Member) {
			if m.Rules&^m.Context != 0 {
				m.InTime = firstInTime(c)
			}
		},
		Judge:   countedFromLastAct,
		Excuses: true,
	},
	Unless:  []Exception{lastActOfBill},
	Stake:   func(*claim.Case) claim.Cents { return 0 },
	Formal:  true,
	Shows:   []Fact{claimOn, billSentOn, billSentBy, thirdParty, workingDaysToSend},
	FR:      "Prestation du {service_date}, facture transmise {sent_by} le {sent_on}, {working_days} jours ouvrés plus tard (tiers payant : {third_party_payment}).",
	EN:      "Service of {service_date}, bill sent {sent_by} on {sent_on}, {working_days} working days later (third-party payment: {third_party_payment}).",
	Repeats: perInvoice,
	Tests:   "The bill reached the fund within 3 working days, 8 where the insured advanced nothing, or 8 days on paper.",
	Over: "Several acts of one treatment that share neither an invoice nor a prescription, or whose last one another file holds; " +
		"Good Friday in a commune of Alsace-Moselle where it is a holiday.",
	Under: "A bill that was sent in time without the vouchers that go with it.",
}

// lastActOfBill: of several acts of one treatment the biller may count from the last.
var lastActOfBill = Exception{Name: "bill counted from the last of several acts", Cite: law.R161_42, Effect: Lifts}

// billWindowDays is how far apart the claims of one prescription may lie to be sent together, where they do not share an invoice.
// R161-42 10° gives no number.
const billWindowDays = 31

// tooLate says whether the bill came too late, counted from a day that does not count itself.
func tooLate(c *claim.Case, start civil.Day) Verdict {
	if c.SentBy() == claim.Paper {
		if !c.Sure(c.ThirdPartyPayment()) {
			return NotApplicable // the insured sends the paper bill
		}
		return Review.If(int64(c.SentOn()-start) > c.Threshold(law.FilingDaysPaper))
	}
	direct, spared := c.SentAfter(start, law.FilingDaysDirect), c.SentAfter(start, law.FilingDaysThirdParty)
	third := c.ThirdPartyPayment()
	return Review.If(c.Sure(max(min(direct, spared), min(third, spared), min(claim.Not(third), direct))))
}

// firstInTime is the first day from which the bill would have been in time. A bill is in time from the day on which it was sent.
func firstInTime(c *claim.Case) civil.Day {
	days := int(c.SentOn() - c.Day())
	return c.Day() + civil.Day(sort.Search(days, func(n int) bool {
		c.Clear()
		return tooLate(c, c.Day()+civil.Day(n)) == Compliant && c.Missing() == ""
	}))
}

// countedFromLastAct lifts the finding on a late claim where another one of the same invoice, or of the same prescription within 31
// days, that was made before the bill was sent is late enough.
func countedFromLastAct(g *Group) {
	days := make([]civil.Day, len(g.Members))
	oneInvoice := g.Members[0].Invoice != 0
	for i := range g.Members {
		days[i] = g.Members[i].Day
		oneInvoice = oneInvoice && g.Members[i].Invoice == g.Members[0].Invoice
	}
	slices.Sort(days)
	for i := range g.Members {
		late := &g.Members[i]
		if g.Context(i) || late.InTime == 0 {
			continue
		}
		end := late.SentOn
		if !oneInvoice {
			end = min(end, late.Day+billWindowDays)
		}
		if at, _ := slices.BinarySearch(days, late.InTime); at < len(days) && days[at] <= end {
			g.Lift(i, &lastActOfBill)
		}
	}
}

// prefilterLateBeforeOthers selects the whole group if a late claim has another one on a later day.
func prefilterLateBeforeOthers(g *KeyGroup) {
	var first, last civil.Day // of the late ones the first, of all the last
	for i := range g.Members {
		m := &g.Members[i]
		if m.Extra != 0 && (first == 0 || m.Day < first) {
			first = m.Day
		}
		last = max(last, m.Day)
	}
	if first != 0 && last > first {
		g.AddAll()
	}
}

var (
	billSentOn        = Fact{"sent_on", "claim", func(c *claim.Case) Value { return dayValue(c.SentOn()) }}
	billSentBy        = Fact{"sent_by", "claim", func(c *claim.Case) Value { return worded(c.SentBy().String()) }}
	thirdParty        = Fact{"third_party_payment", "claim", func(c *claim.Case) Value { return flagValue(c.Sure(c.ThirdPartyPayment())) }}
	workingDaysToSend = Fact{"working_days", "claim", func(c *claim.Case) Value { return countValue(c.WorkingDaysToSend()) }}
)
