package rules

import (
	"cmp"
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Counted says what is one occurrence of a breach for which R147-8 requires repetition (2° b, c, d, f; 4°).
type Counted uint8

// What is counted. The zero value is a breach that counts without repetition.
const (
	byItself Counted = iota
	perClaim
	perInvoice
	perPrescription // several acts on one prescription are one omission of its prescriber
)

// occurrence names the occurrence that a finding on a claim is part of; empty where repetition does not matter. A claim without
// an invoice or a prescription is an occurrence of its own.
func (k Counted) occurrence(line *claim.Identity) string {
	switch {
	case k == byItself:
		return ""
	case k == perInvoice && line.InvoiceID != "":
		return "invoice " + line.InvoiceID
	case k == perPrescription && line.PrescriptionID != "":
		return "prescription " + line.PrescriptionID
	}
	return line.Kind.String() + " " + line.ClaimID
}

// The law gives no number for "repeatedly": the reader of the row judges it.
const (
	repeatedFR = "R147-8 {item} : {occurrences} occurrences distinctes du {first_on} au {last_on} ({claims} lignes), " +
		"pour un seuil de {repetition} en {repetition_window} jours."
	repeatedEN = "R147-8 {item}: {occurrences} distinct occurrences from {first_on} to {last_on} ({claims} lines), " +
		"against a threshold of {repetition} in {repetition_window} days."
)

// Repeated lists the subjects with repeated findings of one rule: one row for each subject and rule, in order of rule, subject
// and period. The findings may come in any order, without those that somebody has set aside. Findings of earlier nights count
// together with those of tonight; by themselves they were reported before. Those of nobody do not count together.
func Repeated(findings []*Finding, p *law.Parameters) []Conduct {
	counted := slices.DeleteFunc(slices.Clone(findings), func(f *Finding) bool { return !f.CountsForRepetition() || f.SubjectID == "" })
	slices.SortFunc(counted, func(a, b *Finding) int {
		return cmp.Or(ofOneSubject(a, b), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Occurrence, b.Occurrence),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ClaimID, b.ClaimID))
	})
	var rows []Conduct
	for len(counted) > 0 {
		n := 1
		for n < len(counted) && ofOneSubject(counted[0], counted[n]) == 0 {
			n++
		}
		if c, yes := repeated(counted[:n], p); yes {
			rows = append(rows, c)
		}
		counted = counted[n:]
	}
	return rows
}

// ofOneSubject compares findings by rule and subject.
func ofOneSubject(a, b *Finding) int {
	return cmp.Or(cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.SubjectKind, b.SubjectKind), cmp.Compare(a.SubjectID, b.SubjectID))
}

// repeated is the row of one subject and rule, if there are enough occurrences within the days of a window.
func repeated(findings []*Finding, p *law.Parameters) (Conduct, bool) {
	window, occurrences := busiest(findings, civil.Day(p.On(law.RepetitionWindow, findings[0].Day)))
	first, last := window[0], window[len(window)-1]
	enough := p.On(law.Repetition, first.Day)
	if occurrences < enough {
		return Conduct{}, false
	}
	c := Conduct{
		Rule: first.Rule, Verdict: Review, Item: first.Item, LegalBasis: last.LegalBasis,
		SubjectKind: first.SubjectKind, SubjectID: first.SubjectID, From: first.Day, To: last.Day,
		Occurrences: occurrences, Threshold: wholeRatio(enough), Findings: window,
	}
	for _, f := range window {
		c.AtStake += f.AtStake
	}
	c.fillTexts(repeatedFR, repeatedEN, []Found{
		{"item", "claims", plain(c.Item)}, {"occurrences", "claims", countValue(int(occurrences))}, {"claims", "claims", countValue(len(window))},
		dayFound("first_on", c.From), dayFound("last_on", c.To),
		parameter(p, law.Repetition, first.Day), parameter(p, law.RepetitionWindow, first.Day),
	})
	return c, true
}

// busiest is the window of that many consecutive days with the most distinct occurrences, the earliest of equals, among the
// windows with a finding of tonight. The findings are in order of time.
func busiest(findings []*Finding, days civil.Day) (window []*Finding, occurrences int64) {
	within := map[string]int{}
	from, best, tonight := 0, 0, -1 // tonight is the index of the last finding of tonight so far
	for to, f := range findings {
		within[f.Occurrence]++
		for from < to && f.Day-findings[from].Day >= days {
			gone := findings[from].Occurrence
			if within[gone]--; within[gone] == 0 {
				delete(within, gone)
			}
			from++
		}
		if !f.Earlier {
			tonight = to
		}
		if n := int64(len(within)); n > occurrences && tonight >= from {
			best, occurrences = from, n
		}
	}
	// Further findings within the window are of the same occurrences, and belong to it.
	end := best
	for end < len(findings) && (end == best || findings[end].Day-findings[best].Day < days) {
		end++
	}
	return findings[best:end], occurrences
}
