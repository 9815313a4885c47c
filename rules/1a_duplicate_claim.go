package rules

import (
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A service that was provided once is owed once (L133-4). If it is billed again, the second bill asks for a service that was
// not provided.
var duplicateClaim = Rule{
	ID:      "1a-duplicate-claim",
	Title:   Title{"Facturé deux fois", "Billed twice"},
	Item:    law.Item1a,
	Cites:   []law.Ref{law.L133_4},
	InForce: law.PenaltyArticle,
	Scope:   everyClaim.without(claim.Escort),
	Needs:   []string{"patient_id", "departure_postcode", "arrival_postcode", "act_code", "invoice_id"},
	Across: &Across{
		Key:       claim.ByPatient,
		Prefilter: prefilterOverlapping,
		Enter: func(c *claim.Case) Verdict {
			c.NeedsBiller()
			if c.Kind() == claim.Transport {
				c.NeedsPickUp()
				c.NeedsBothPlaces()
				return Compliant
			}
			if c.DayOnly() {
				switch c.ProviderKind() {
				case claim.ProviderPharmacy, claim.ProviderLaboratory, claim.ProviderSupplier:
					return NotApplicable
				}
				c.Needs(claim.ColInvoiceID)
			}
			c.Needs(claim.ColActCode)
			return Compliant
		},
		Judge: func(g *Group) {
			for i, next := 0, 0; i < len(g.Members); i = next {
				for next = i + 1; next < len(g.Members) && g.Members[next].From == g.Members[i].From; {
					next++
				}
				for _, copies := range alike(g, i, next) {
					repeats(g, copies, func(line, original int, with fellows) {
						if g.Members[original].PaidZero {
							g.Lift(line, &resubmission)
							return
						}
						g.flagOf(line, Review, with, numberFound("same_claims", int64(with.count)))
					})
				}
			}
		},
		Finds: []string{"same_claims"},
	},
	Unless: []Exception{resubmission},
	Shows:  []Fact{claimOn},
	FR:     "Prestation du {service_date} facturée plusieurs fois par le même professionnel pour le même patient ; autres lignes identiques : {same_claims}.",
	EN:     "Service of {service_date} billed more than once by the same biller for the same patient; other identical lines: {same_claims}.",
	Tests:  "No claim has the biller, patient, service, instant and places of an earlier one; no act its code and instant, or its day and amount on another invoice.",
	Over:   "Two acts of one code and price on one day, billed apart; a round trip whose two legs bear the same hours and places.",
	Under:  "A copy whose hour was changed by a minute; an act billed once with its hour and once without; what follows a bill that was paid nothing.",
}

// A bill that was refused may be sent again: nothing was paid for it.
var resubmission = Exception{Name: "resubmission of a bill that was paid nothing", Cite: law.L133_4, Effect: Lifts}
