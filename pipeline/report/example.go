package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// example is a finding that the page shows. Which ones it shows depends on the run and the findings alone: those whose hash
// with the run's id is the smallest, so that nobody chose them.
type example struct {
	lot      [sha256.Size]byte
	Verdict  rules.Verdict
	Claim    string
	Subject  Subject
	Service  string
	Day      civil.Day
	Stake    claim.Cents
	Facts    []rules.Shown
	Sentence [2]string // in French and in English
}

// mostExamples is how many findings of a rule are kept to be shown.
const mostExamples = 3

// exemplify keeps a finding where its lot is among the smallest of its rule.
func (s *RuleSum) exemplify(runID string, f *rules.Finding) {
	var room [256]byte
	name := room[:0]
	for _, part := range [...]string{runID, "\x00", f.Kind.String(), "\x00", f.ClaimID, "\x00", f.Rule.ID} {
		name = append(name, part...)
	}
	lot := sha256.Sum256(name)
	at, _ := slices.BinarySearchFunc(s.examples, lot, func(e example, lot [sha256.Size]byte) int { return bytes.Compare(e.lot[:], lot[:]) })
	if at == mostExamples {
		return
	}
	e := example{
		lot: lot, Verdict: f.Verdict, Claim: strings.Clone(f.ClaimID), Subject: Subject{strings.Clone(f.SubjectKind), strings.Clone(f.SubjectID)},
		Service: strings.Clone(f.Service), Day: f.Day, Stake: f.AtStake, Sentence: [2]string{strings.Clone(f.FR), strings.Clone(f.EN)},
	}
	for _, fact := range f.Facts {
		e.Facts = append(e.Facts, rules.Shown{Name: strings.Clone(fact.Name), Value: strings.Clone(fact.Value), Source: strings.Clone(fact.Source)})
	}
	s.examples = slices.Insert(s.examples, at, e)
	s.examples = s.examples[:min(len(s.examples), mostExamples)]
}

// Conduct is a row about a subject.
type Conduct struct {
	Rule        *rules.Rule
	Verdict     rules.Verdict
	Subject     Subject
	From, To    civil.Day
	Occurrences int64
	Stake       claim.Cents
	Sentence    [2]string
}

// mostConduct is how many rows about subjects are kept to be shown.
const mostConduct = 60

// Conduct takes a row about a subject. What it points to is not kept.
func (g *Gatherer) Conduct(c *rules.Conduct, suppressed bool) {
	sum := g.found.ConductSums[c.Rule.ID]
	if sum == nil {
		sum = new(Sum)
		g.found.ConductSums[strings.Clone(c.Rule.ID)] = sum
	}
	sum.count(c.Verdict, suppressed)
	if suppressed {
		return
	}
	row := Conduct{
		c.Rule, c.Verdict, Subject{strings.Clone(c.SubjectKind), strings.Clone(c.SubjectID)}, c.From, c.To, c.Occurrences, c.AtStake,
		[2]string{strings.Clone(c.FR), strings.Clone(c.EN)},
	}
	list := g.found.Conduct
	at, _ := slices.BinarySearchFunc(list, row, graver)
	if at < mostConduct {
		list = slices.Insert(list, at, row)
		g.found.Conduct = list[:min(len(list), mostConduct)]
	}
}

// graver puts anomalies before reviews, then the larger amount first; the rest makes the order total.
func graver(a, b Conduct) int {
	return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(b.Stake, a.Stake), cmp.Compare(b.Occurrences, a.Occurrences),
		cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Subject.Kind, b.Subject.Kind), cmp.Compare(a.Subject.ID, b.Subject.ID),
		cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Sentence[0], b.Sentence[0]))
}
