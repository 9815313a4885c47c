package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// What the article forbids "de manière répétée" is counted, and nothing else.
func TestWhatIsRepeated(t *testing.T) {
	repeatedly := []law.Item{law.Item2b, law.Item2c, law.Item2d, law.Item2f, law.Item4a, law.Item4b, law.Item4c, law.Item4d, law.Item4e}
	for _, r := range All() {
		if want := slices.Contains(repeatedly, r.Item); (r.Repeats != byItself) != want {
			t.Errorf("%s: counts what is repeated: %t; want %t", r.ID, !want, want)
		}
	}
}

func TestOccurrence(t *testing.T) {
	f := func(k Counted, line claim.Identity, want string) {
		t.Helper()
		line.ClaimID = "C1"
		if got := k.occurrence(&line); got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
	f(byItself, claim.Identity{InvoiceID: "I1", PrescriptionID: "P1"}, "")
	f(perClaim, claim.Identity{InvoiceID: "I1", PrescriptionID: "P1"}, "transport C1")
	f(perClaim, claim.Identity{Kind: claim.Care}, "care C1")
	f(perInvoice, claim.Identity{InvoiceID: "I1", PrescriptionID: "P1"}, "invoice I1")
	f(perInvoice, claim.Identity{PrescriptionID: "P1"}, "transport C1")
	f(perPrescription, claim.Identity{InvoiceID: "I1", PrescriptionID: "P1"}, "prescription P1")
	f(perPrescription, claim.Identity{Kind: claim.Care, InvoiceID: "I1"}, "care C1")
}

// findingOn is a finding of one subject, that many days after 2026-01-01, on a claim of its own.
func findingOn(after int, occurrence string) *Finding {
	return &Finding{
		Rule: &Rule{ID: "2b-x"}, Verdict: Review, Item: "2° b", LegalBasis: []string{"CSS R147-8 2° b (2018-07-29)"},
		SubjectKind: "prescriber", SubjectID: "DR1", ClaimID: fmt.Sprint(occurrence, " ", after), Kind: claim.Care,
		Day: civil.Date(2026, time.January, 1) + civil.Day(after), AtStake: 1000, Occurrence: occurrence,
	}
}

// A window is 365 consecutive days: two findings 365 days apart are never in the same one.
func TestRepeated(t *testing.T) {
	p := law.Defaults()
	f := func(want string, findings ...*Finding) {
		t.Helper()
		got := "none"
		if rows := Repeated(findings, p); len(rows) == 1 {
			c := rows[0]
			first := civil.Date(2026, time.January, 1)
			got = fmt.Sprintf("%d from %d to %d, %d findings, %s", c.Occurrences, c.From-first, c.To-first, len(c.Findings), c.AtStake)
		} else if len(rows) > 1 {
			got = fmt.Sprintf("%d rows", len(rows))
		}
		if got != want {
			t.Errorf("got %s; want %s", got, want)
		}
	}
	f("none")
	f("none", findingOn(0, "a"))
	f("2 from 0 to 0, 2 findings, 20.00", findingOn(0, "a"), findingOn(0, "b"))
	f("2 from 0 to 364, 2 findings, 20.00", findingOn(0, "a"), findingOn(364, "b"))
	f("none", findingOn(0, "a"), findingOn(365, "b"))
	f("none", findingOn(0, "a"), findingOn(366, "b"))
	f("none", findingOn(0, "a"), findingOn(1, "a"), findingOn(2, "a")) // one omission
	f("2 from 0 to 9, 4 findings, 40.00", findingOn(0, "a"), findingOn(3, "a"), findingOn(5, "b"), findingOn(9, "b"))
	f("3 from 0 to 200, 3 findings, 30.00", findingOn(0, "a"), findingOn(10, "b"), findingOn(200, "c"), findingOn(374, "d")) // the earliest of equals
	f("3 from 10 to 374, 3 findings, 30.00", findingOn(0, "a"), findingOn(10, "b"), findingOn(370, "c"), findingOn(374, "d"))
	f("2 from 0 to 10, 2 findings, 20.00", findingOn(0, "a"), findingOn(10, "b"), findingOn(400, "c"), findingOn(410, "d")) // the earliest of equals
	f("2 from 0 to 12, 3 findings, 30.00", findingOn(0, "a"), findingOn(10, "b"), findingOn(12, "a"), findingOn(400, "c"), findingOn(410, "d"))
	f("3 from 400 to 420, 3 findings, 30.00", findingOn(0, "a"), findingOn(10, "b"), findingOn(400, "c"), findingOn(410, "d"), findingOn(420, "e"))

	// R147-8 does not name the biller, nobody answers for it, or the breach counts by itself.
	without := func(change func(*Finding)) *Finding { x := findingOn(1, "b"); change(x); return x }
	f("none", findingOn(0, "a"), without(func(x *Finding) { x.Item = "" }))
	f("none", findingOn(0, "a"), without(func(x *Finding) { x.Occurrence = "" }))
	f("none", without(func(x *Finding) { x.SubjectID = "" }), without(func(x *Finding) { x.SubjectID, x.Occurrence = "", "c" }))
	f("none", findingOn(0, "a"), without(func(x *Finding) { x.SubjectID = "DR2" }))
	f("none", findingOn(0, "a"), without(func(x *Finding) { x.SubjectKind = "operator" }))
	f("none", findingOn(0, "a"), without(func(x *Finding) { x.Rule = &Rule{ID: "4b-x"} }))

	if err := p.Set("repetition", "3"); err != nil {
		t.Fatal(err)
	}
	f("none", findingOn(0, "a"), findingOn(1, "b"))
	f("3 from 0 to 2, 3 findings, 30.00", findingOn(0, "a"), findingOn(1, "b"), findingOn(2, "c"))
	if err := p.Set("repetition_window", "30"); err != nil {
		t.Fatal(err)
	}
	f("3 from 0 to 29, 3 findings, 30.00", findingOn(0, "a"), findingOn(1, "b"), findingOn(29, "c"))
	f("none", findingOn(0, "a"), findingOn(1, "b"), findingOn(30, "c"))
}

// A row does not depend on the order of the findings, and shows its threshold.
func TestRepeatedTells(t *testing.T) {
	findings := []*Finding{findingOn(0, "a"), findingOn(0, "b"), findingOn(0, "c"), findingOn(5, "a"), findingOn(364, "d"), findingOn(365, "e")}
	for _, id := range []string{"DR2", "DR0"} {
		for _, o := range []string{"x", "y"} {
			f := findingOn(7, o)
			f.SubjectID = id
			findings = append(findings, f)
		}
	}
	want := fmt.Sprintf("%+v", Repeated(findings, law.Defaults()))
	for range 20 {
		rand.Shuffle(len(findings), func(i, j int) { findings[i], findings[j] = findings[j], findings[i] })
		if got := fmt.Sprintf("%+v", Repeated(findings, law.Defaults())); got != want {
			t.Fatalf("got %s; want %s", got, want)
		}
	}
	rows := Repeated(findings, law.Defaults())
	var subjects []string
	for _, c := range rows {
		subjects = append(subjects, c.SubjectID)
	}
	if !slices.Equal(subjects, []string{"DR0", "DR1", "DR2"}) {
		t.Fatalf("got rows of %q; want them by subject", subjects)
	}
	c := rows[1]
	const fr = "R147-8 2° b : 4 occurrences distinctes du 01/01/2026 au 31/12/2026 (5 lignes), pour un seuil de 2 en 365 jours."
	const en = "R147-8 2° b: 4 distinct occurrences from 2026-01-01 to 2026-12-31 (5 lines), against a threshold of 2 in 365 days."
	if c.FR != fr || c.EN != en {
		t.Errorf("got %q, %q; want %q, %q", c.FR, c.EN, fr, en)
	}
	if c.Verdict != Review || c.Item != "2° b" || strings.Join(c.LegalBasis, "") != "CSS R147-8 2° b (2018-07-29)" || c.Threshold != wholeRatio(2) {
		t.Errorf("got %s under %s on %q, threshold %v; want a review under 2° b, threshold 2", c.Verdict, c.Item, c.LegalBasis, c.Threshold)
	}
	if !slices.Contains(c.Facts, Shown{"repetition", "2", "parameter"}) || !slices.Contains(c.Facts, Shown{"repetition_window", "365", "parameter"}) {
		t.Errorf("got the facts %v; want the parameters among them", c.Facts)
	}
}
