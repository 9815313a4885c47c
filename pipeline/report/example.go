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

// example is a finding that the page shows. It shows the findings of a rule that have the smallest hashes, each made of the id of the run
// and that of the claim: a draw that nobody can steer and anyone can repeat.
type example struct {
	rank     [sha256.Size]byte
	Verdict  rules.Verdict
	Claim    string
	Subject  Subject
	Service  string
	Day      civil.Day
	Stake    claim.Cents
	Facts    []rules.Shown
	Sentence [2]string // in French and in English
}

// maxExamples is how many findings of a rule are shown at most.
const maxExamples = 3

// addExample keeps a finding whose rank is among the smallest of its rule.
func (s *RuleSum) addExample(runID string, f *rules.Finding) {
	var buffer [256]byte
	name := buffer[:0]
	for _, part := range [...]string{runID, "\x00", f.Kind.String(), "\x00", f.ClaimID, "\x00", f.Rule.ID} {
		name = append(name, part...)
	}
	rank := sha256.Sum256(name)
	at, _ := slices.BinarySearchFunc(s.examples, rank, func(e example, rank [sha256.Size]byte) int { return bytes.Compare(e.rank[:], rank[:]) })
	if at == maxExamples {
		return
	}
	e := example{
		rank: rank, Verdict: f.Verdict, Claim: strings.Clone(f.ClaimID), Subject: Subject{strings.Clone(f.SubjectKind), strings.Clone(f.SubjectID)},
		Service: strings.Clone(f.Service), Day: f.Day, Stake: f.AtStake, Sentence: [2]string{strings.Clone(f.FR), strings.Clone(f.EN)},
	}
	for _, fact := range f.Facts {
		e.Facts = append(e.Facts, rules.Shown{Name: strings.Clone(fact.Name), Value: strings.Clone(fact.Value), Source: strings.Clone(fact.Source)})
	}
	s.examples = slices.Insert(s.examples, at, e)
	s.examples = s.examples[:min(len(s.examples), maxExamples)]
}

// Conduct is a row of conduct.parquet: a finding about a subject over a period.
type Conduct struct {
	Rule        *rules.Rule
	Verdict     rules.Verdict
	Subject     Subject
	From, To    civil.Day
	Occurrences int64
	Stake       claim.Cents
	Sentence    [2]string
}

// maxConduct is how many rows about subjects are kept.
const maxConduct = 60

// AddConduct adds a row about a subject. Everything that is kept of it is copied.
func (g *Aggregator) AddConduct(c *rules.Conduct, suppressed bool) {
	sum := g.sums.ConductSums[c.Rule.ID]
	if sum == nil {
		sum = new(Sum)
		g.sums.ConductSums[strings.Clone(c.Rule.ID)] = sum
	}
	sum.addFinding(c.Verdict, suppressed)
	if suppressed {
		return
	}
	row := Conduct{
		c.Rule, c.Verdict, Subject{strings.Clone(c.SubjectKind), strings.Clone(c.SubjectID)}, c.From, c.To, c.Occurrences, c.AtStake,
		[2]string{strings.Clone(c.FR), strings.Clone(c.EN)},
	}
	list := g.sums.Conduct
	at, _ := slices.BinarySearchFunc(list, row, compareConduct)
	if at < maxConduct {
		list = slices.Insert(list, at, row)
		g.sums.Conduct = list[:min(len(list), maxConduct)]
	}
}

// compareConduct puts anomalies before reviews, then larger amounts first. The other fields make the order total.
func compareConduct(a, b Conduct) int {
	return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(b.Stake, a.Stake), cmp.Compare(b.Occurrences, a.Occurrences),
		cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Subject.Kind, b.Subject.Kind), cmp.Compare(a.Subject.ID, b.Subject.ID),
		cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Sentence[0], b.Sentence[0]))
}
