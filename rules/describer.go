package rules

import (
	"slices"
	"strings"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// Describe tells a ruling to an analyst. It reads the case anew and is called for flagged rulings only.
func Describe(c *claim.Case, r Ruling, found ...Found) (f Finding) {
	new(Describer).Describe(&f, c, r, found...)
	return f
}

// Teller tells one ruling after another; it belongs to one goroutine. The strings of its findings stand side by side, since a run
// may have more findings than claims: as long as one of them is kept, so are some of its neighbours.
type Describer struct {
	texts      map[*Rule]*ruleTexts
	text       strings.Builder // the strings of findings
	buffer     int             // bytes that the text was last given
	shown      []Shown         // their facts
	last       Finding         // claims have several findings, and come by patient and operator
	values     []Value         // of the rule's facts
	thresholds []threshold     // of the rule's parameters
}

// threshold is a parameter as a finding shows it.
type threshold struct{ raw, fr string }

// Bytes of text that room is made for at a time, more and more the more there is to tell, and that must be left for a finding to
// begin. Facts are had room for with the text.
const (
	minBuffer    = 1 << 10
	maxBuffer    = 64 << 10
	bytesPerFact = 128
)

// Describe is the function of this name, into f.
func (t *Describer) Describe(f *Finding, c *claim.Case, r Ruling, found ...Found) {
	if t.text.Cap()-t.text.Len() < minBuffer {
		t.buffer = min(max(2*t.buffer, 2*minBuffer), maxBuffer)
		t.text.Reset()
		t.text.Grow(t.buffer)
	}
	rule, line, last := r.Rule, c.Identity(), &t.last
	texts := t.textsOf(rule)
	*f = Finding{
		Rule: rule, Verdict: r.Verdict, Kind: line.Kind,
		ClaimID: t.intern(line.ClaimID, &last.ClaimID), InvoiceID: t.intern(line.InvoiceID, &last.InvoiceID),
		PatientID: t.intern(line.PatientID, &last.PatientID), SubjectKind: line.BillerKind, SubjectID: t.intern(line.BillerID, &last.SubjectID),
		PrescriberID: t.intern(line.PrescriberID, &last.PrescriberID), Plate: t.intern(line.Plate, &last.Plate),
		DriverID: t.intern(line.DriverID, &last.DriverID), Service: line.Service, Day: line.Day, PaidOn: line.PaidOn,
		Billed: line.Billed, Reimbursed: line.Reimbursed, Paid: line.Paid, AtStake: line.AtStake,
		LegalBasis: texts.basis[0], Examined: texts.named(r.Examined),
	}
	if rule.Answers == Prescriber {
		f.SubjectKind, f.SubjectID = "prescriber", f.PrescriberID
	}
	if line.Liberal {
		f.Item, f.LegalBasis = string(rule.Item), texts.basis[1]
	}
	if rule.Stake != nil {
		f.AtStake = rule.Stake(c)
	}
	f.Occurrence = rule.Repeats.occurrence(&line)
	f.Facts = t.facts(c, rule, found)
	words := &texts.alone
	if len(found) > 0 && rule.Across.FR != "" {
		words = &texts.byGroup
	}
	f.FR, f.EN = t.fill(words[french], french, found), t.fill(words[english], english, found)
}

// Reset takes the room of facts back: those of findings that were told are no more.
func (t *Describer) Reset() { t.shown = t.shown[:0] }

// keep gives a string that is the teller's own: that of the last finding where it is the same.
func (t *Describer) intern(s string, last *string) string {
	if s != *last {
		start := t.text.Len()
		t.text.WriteString(s)
		*last = t.text.String()[start:]
	}
	return *last
}

// facts reads what a rule shows, then what the group showed. A fact that is not known is left out.
func (t *Describer) facts(c *claim.Case, r *Rule, found []Found) []Shown {
	if most := len(r.Shows) + len(found) + len(r.Thresholds); cap(t.shown)-len(t.shown) < most {
		t.shown = make([]Shown, 0, max(t.buffer/bytesPerFact, most))
	}
	start := len(t.shown)
	t.values, t.thresholds = t.values[:0], t.thresholds[:0]
	for _, f := range r.Shows {
		v := f.value(c)
		t.values = append(t.values, v)
		if v.Raw != "" {
			t.shown = append(t.shown, Shown{f.Name, t.intern(v.Raw, new(string)), f.Source})
		}
	}
	for _, f := range found {
		t.shown = append(t.shown, Shown{f.Name, f.Value.Raw, f.Source})
	}
	for _, p := range r.Thresholds {
		d := c.Definition(p)
		s := d.Show(c.Threshold(p))
		t.thresholds = append(t.thresholds, threshold{s, strings.Replace(s, ".", ",", 1)})
		t.shown = append(t.shown, Shown{d.Name, s, "parameter"})
	}
	return slices.Clip(t.shown[start:])
}

// say fills a sentence with the values of the facts, those of the group first.
func (t *Describer) fill(sentence []part, in language, found []Found) string {
	start := t.text.Len()
	for i := range sentence {
		t.text.WriteString(t.phrase(&sentence[i], in, found))
	}
	return t.text.String()[start:]
}

func (t *Describer) phrase(p *part, in language, found []Found) string {
	if p.hole == "" {
		return p.text
	}
	for i := range found {
		if found[i].Name == p.hole {
			return found[i].Value.in(in)
		}
	}
	for _, i := range p.facts {
		if t.values[i].Raw != "" {
			return t.values[i].in(in)
		}
	}
	switch {
	case len(p.facts) > 0:
		return [...]string{french: "donnée absente", english: "unknown"}[in]
	case p.threshold < 0:
		return p.text
	case in == french:
		return t.thresholds[p.threshold].fr
	}
	return t.thresholds[p.threshold].raw
}

// telling is what every finding of a rule says alike.
type ruleTexts struct {
	basis          [2][]string // with the item second
	examined       map[uint8][]string
	rule           *Rule
	alone, byGroup [2][]part // the rule's sentences, by language
}

func (t *Describer) textsOf(r *Rule) *ruleTexts {
	texts := t.texts[r]
	if texts == nil {
		if t.texts == nil {
			t.texts = map[*Rule]*ruleTexts{}
		}
		texts = &ruleTexts{rule: r, basis: [2][]string{r.basis(false), r.basis(true)}, examined: map[uint8][]string{}}
		texts.alone = [2][]part{french: r.parts(r.FR), english: r.parts(r.EN)}
		if r.Across != nil {
			texts.byGroup = [2][]part{french: r.parts(r.Across.FR), english: r.parts(r.Across.EN)}
		}
		t.texts[r] = texts
	}
	return texts
}

// named are the names of exceptions that were examined.
func (t *ruleTexts) named(examined uint8) []string {
	names, known := t.examined[examined]
	if !known {
		for i, e := range t.rule.Unless {
			if examined>>i&1 != 0 {
				names = append(names, e.Name)
			}
		}
		t.examined[examined] = names
	}
	return names
}

// language is one of those that findings speak.
type language uint8

const (
	french language = iota
	english
)

func (v *Value) in(l language) string {
	if l == french {
		return v.FR
	}
	return v.EN
}

// part is a piece of a sentence: words, or a hole for a value.
type part struct {
	text      string
	hole      string // name of the value; empty for words
	facts     []int  // of that name among those that the rule shows: the first that is known is told
	threshold int    // of that name among the rule's; -1 where there is none
}

// parts takes a sentence of the rule apart.
func (r *Rule) parts(sentence string) (list []part) {
	names := law.Defaults()
	for sentence != "" {
		open := strings.IndexByte(sentence, '{')
		length := -1
		if open >= 0 {
			length = strings.IndexByte(sentence[open:], '}') + 1
		}
		if length <= 0 {
			return append(list, part{text: sentence})
		}
		if open > 0 {
			list = append(list, part{text: sentence[:open]})
		}
		hole := part{text: sentence[open:][:length], hole: sentence[open+1:][:length-2]}
		for i, f := range r.Shows {
			if f.Name == hole.hole {
				hole.facts = append(hole.facts, i)
			}
		}
		hole.threshold = slices.IndexFunc(r.Thresholds, func(t law.Threshold) bool { return names.Definition(t).Name == hole.hole })
		list = append(list, hole)
		sentence = sentence[open+length:]
	}
	return list
}
