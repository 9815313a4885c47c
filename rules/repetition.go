package rules

import (
	"cmp"
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Counted is what makes one occurrence of a breach that R147-8 minds where it is repeated (2° b, c, d, f; 4°).
type Counted uint8

// What is counted. The zero value is a breach that counts by itself: its repetition is nothing more.
const (
	byItself Counted = iota
	perClaim
	perInvoice
	perPrescription // several acts on one prescription are one omission of its prescriber
)

// occurrence names what a claim's finding is an occurrence of; empty where nothing is counted. A claim without an invoice,
// or without a prescription, stands for itself.
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

// The law gives no number for "repeatedly": whoever reads the row judges it.
const (
	repeatedFR = "R147-8 {item} : {occurrences} occurrences distinctes du {first_on} au {last_on} ({claims} lignes), " +
		"pour un seuil de {repetition} en {repetition_window} jours."
	repeatedEN = "R147-8 {item}: {occurrences} distinct occurrences from {first_on} to {last_on} ({claims} lines), " +
		"against a threshold of {repetition} in {repetition_window} days."
)

// Repeated gives the subjects of whom findings tell the same repeatedly: one row for each subject and rule, by rule, subject
// and period. The findings come in any order; those that somebody has set aside are not to be given. Findings of earlier
// nights count beside those of tonight; alone they were told before.
func Repeated(findings []*Finding, p *law.Parameters) []Conduct {
	counted := slices.DeleteFunc(slices.Clone(findings), func(f *Finding) bool { return !f.CountsForRepetition() })
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

// repeated is the row of one subject and rule, where there are enough occurrences within the days of a window.
func repeated(findings []*Finding, p *law.Parameters) (Conduct, bool) {
	window, occurrences := busiest(findings, civil.Day(p.On(law.RepetitionWindow, findings[0].Day)))
	first, last := window[0], window[len(window)-1]
	enough := p.On(law.Repetition, first.Day)
	if occurrences < enough {
		return Conduct{}, false
	}
	c := Conduct{
		Rule: first.Rule, Verdict: Review, Item: first.Item, LegalBasis: first.LegalBasis,
		SubjectKind: first.SubjectKind, SubjectID: first.SubjectID, From: first.Day, To: last.Day,
		Occurrences: occurrences, Threshold: wholeRatio(enough), Findings: window,
	}
	for _, f := range window {
		c.AtStake += f.AtStake
	}
	c.word(repeatedFR, repeatedEN, []Found{
		{"item", "claims", plain(c.Item)}, {"occurrences", "claims", countValue(int(occurrences))}, {"claims", "claims", countValue(len(window))},
		dayFound("first_on", c.From), dayFound("last_on", c.To),
		parameter(p, law.Repetition, first.Day), parameter(p, law.RepetitionWindow, first.Day),
	})
	return c, true
}

// busiest is the window of so many days on end with the most distinct occurrences, the earliest of equals, among those that
// hold a finding of tonight. The findings are in order of time.
func busiest(findings []*Finding, days civil.Day) (window []*Finding, occurrences int64) {
	within := map[string]int{}
	from, best, tonight := 0, 0, -1 // tonight is the last finding of tonight so far
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
	// What else lies in the window brings no new occurrence, and belongs to it.
	end := best
	for end < len(findings) && (end == best || findings[end].Day-findings[best].Day < days) {
		end++
	}
	return findings[best:end], occurrences
}
