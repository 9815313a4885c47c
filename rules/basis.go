package rules

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// basis is what a finding rests on, in the wordings of its day: the texts, and the same with the item of R147-8 last.
type basis struct{ alone, withItem []string }

// basisOn is the basis of the rule for the claims of a class, which is a slot, on a day.
func (r *Rule) basisOn(class int, day civil.Day) (b basis) {
	cites := r.Cites
	if class != careSlot {
		if a := r.apart(claim.Transport, claim.Service(class)); a != nil {
			cites = slices.Concat(cites, a.Cites)
		}
	}
	for _, ref := range cites {
		if citation := ref.On(day); citation != "" {
			b.alone = append(b.alone, citation)
		}
	}
	b.withItem = slices.Clip(b.alone)
	if r.Item != "" {
		if citation := r.Item.Basis(day); citation != "" {
			b.withItem = append(b.withItem, citation)
		}
	}
	return b
}

// Texts lists the texts of the rule, those of its services apart after the others, R147-8 last where the rule has an item.
func (r *Rule) Texts() (texts []law.Ref) {
	texts = slices.Clone(r.Cites)
	for i, a := range r.Apart {
		if i > 0 && slices.EqualFunc(a.Cites, r.Apart[i-1].Cites, func(a, b law.Ref) bool { return a.Name == b.Name }) {
			continue // services with the same texts
		}
		texts = append(texts, a.Cites...)
	}
	if r.Item != "" {
		texts = append(texts, law.R147_8)
	}
	return texts
}

// changes lists the days from which the basis may be another than before, in order.
func (r *Rule) changes() (days []civil.Day) {
	for _, ref := range r.Texts() {
		days = append(days, ref.Changes()...)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// Whole is the period from the first day on which the rule applies to any claim to the last one.
func (r *Rule) Whole() law.Period {
	p := r.InForce
	for _, a := range r.Apart {
		p = law.Period{From: min(p.From, a.InForce.From), To: max(p.To, a.InForce.To)}
	}
	return p
}
