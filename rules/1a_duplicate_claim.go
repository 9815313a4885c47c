package rules

import (
	"bytes"
	"cmp"
	"slices"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// What was done once is owed once (L133-4): the same service, billed again, is asked for without having been provided again.
var duplicateClaim = Rule{
	ID:      "1a-duplicate-claim",
	Item:    law.Item1a,
	Cites:   []law.Ref{law.L133_4},
	InForce: law.Always,
	Scope:   everyClaim.without(claim.Escort),
	Needs:   []string{"departure_postcode", "arrival_postcode", "act_code", "invoice_id"},
	Across: &Across{
		Key: claim.ByPatient,
		Enter: func(c *claim.Case) Verdict {
			if c.Kind() == claim.Transport {
				c.BetweenPlaces()
				return Compliant
			}
			if c.DayOnly() {
				switch c.ProviderKind() {
				case claim.ProviderPharmacy, claim.ProviderLaboratory, claim.ProviderSupplier:
					return NotApplicable
				}
				c.InvoiceNumbered()
			}
			c.ActNamed()
			return Compliant
		},
		Judge: func(g *Group) {
			for i, next := 0, 0; i < len(g.Members); i = next {
				for next = i + 1; next < len(g.Members) && g.Members[next].From == g.Members[i].From; {
					next++
				}
				for _, copies := range alike(g, i, next) {
					again(g, copies)
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

// alike gathers the members from i to next, all of one instant, that are the same but for the invoice.
func alike(g *Group, i, next int) (sets [][]int) {
	if next-i < 2 {
		return nil
	}
search:
	for ; i < next; i++ {
		for s, set := range sets {
			if sameService(&g.Members[set[0]], &g.Members[i]) {
				sets[s] = append(set, i)
				continue search
			}
		}
		sets = append(sets, []int{i})
	}
	return sets
}

// sameService says whether two claims of one patient are for the same trip or act.
func sameService(a, b *claim.Trace) bool {
	return a.From == b.From && a.Kind == b.Kind && a.Service == b.Service && a.Biller == b.Biller && a.Act == b.Act &&
		a.Departure == b.Departure && a.Arrival == b.Arrival && a.DayOnly == b.DayOnly && (!a.DayOnly || a.Billed == b.Billed)
}

// again flags the lines that repeat one that was sent before. On one invoice, acts of one day are as many acts.
func again(g *Group, copies []int) {
	undated := slices.ContainsFunc(copies, func(m int) bool { return !g.Members[m].SentOn.Known() })
	slices.SortFunc(copies, func(i, j int) int {
		a, b := &g.Members[i], &g.Members[j]
		if sent := cmp.Compare(a.SentOn, b.SentOn); !undated && sent != 0 {
			return sent
		}
		return cmp.Or(bytes.Compare(a.ID[:], b.ID[:]), cmp.Compare(i, j))
	})
	for n, line := range copies {
		original, same := -1, []int(nil)
		for k, other := range copies {
			a, b := &g.Members[line], &g.Members[other]
			if other == line || a.DayOnly && a.Invoice == b.Invoice {
				continue
			}
			same = append(same, other)
			if original < 0 && k < n {
				original = other
			}
		}
		switch {
		case original < 0:
		case g.Members[original].PaidZero:
			g.Lift(line, &resubmission)
		default:
			g.Flag(line, Review, same, numberFound("same_claims", int64(len(same))))
		}
	}
}
