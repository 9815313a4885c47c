package rules

import (
	"slices"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// Describe makes a finding of a flagged ruling. It reads the facts from the case once more.
func Describe(c *claim.Case, r Ruling, found ...Found) (f Finding) {
	new(Describer).Describe(&f, c, r, found...)
	return f
}

// Describer makes findings of one ruling after another; it belongs to one goroutine. The strings of its findings lie side by
// side in large buffers, since a run may have more findings than claims: one finding that is kept keeps its neighbours in
// memory.
type Describer struct {
	texts      map[*Rule]*ruleTexts
	text       strings.Builder // the strings of findings
	buffer     int             // size of the current text buffer, in bytes
	shown      []Shown         // the facts of findings
	last       Finding         // consecutive findings often have strings in common
	values     []Value         // of the facts of the current rule
	thresholds []threshold     // of the parameters of the current rule
}

// threshold is a parameter as a finding shows it.
type threshold struct{ raw, fr string }

// The text buffer grows from twice minBuffer to maxBuffer bytes; a new one is begun where less than minBuffer is left. There is
// room for one fact for every bytesPerFact bytes of it.
const (
	minBuffer    = 1 << 10
	maxBuffer    = 64 << 10
	bytesPerFact = 128
)

// Describe writes the finding of a flagged ruling to f.
func (d *Describer) Describe(f *Finding, c *claim.Case, r Ruling, found ...Found) {
	if d.text.Cap()-d.text.Len() < minBuffer {
		d.buffer = min(max(2*d.buffer, 2*minBuffer), maxBuffer)
		d.text.Reset()
		d.text.Grow(d.buffer)
	}
	rule, line, last := r.Rule, c.Identity(), &d.last
	texts := d.textsOf(rule)
	*f = Finding{
		Rule: rule, Verdict: r.Verdict, Kind: line.Kind,
		ClaimID: d.intern(line.ClaimID, &last.ClaimID), InvoiceID: d.intern(line.InvoiceID, &last.InvoiceID),
		PatientID: d.intern(line.PatientID, &last.PatientID), SubjectKind: line.BillerKind, SubjectID: d.intern(line.BillerID, &last.SubjectID),
		PrescriberID: d.intern(line.PrescriberID, &last.PrescriberID), Plate: d.intern(line.Plate, &last.Plate),
		DriverID: d.intern(line.DriverID, &last.DriverID), Service: line.Service, Day: line.Day, PaidOn: line.PaidOn,
		Billed: line.Billed, Reimbursed: line.Reimbursed, Paid: line.Paid, AtStake: line.AtStake,
		LegalBasis: texts.basisFor(c).alone, Examined: texts.named(r.Examined),
	}
	if rule.answersFor(c.Kind(), c.Service()) == Prescriber {
		f.SubjectKind, f.SubjectID = "prescriber", f.PrescriberID
	}
	if line.Liberal {
		f.Item, f.LegalBasis = string(rule.Item), texts.basisFor(c).withItem
	}
	switch {
	case len(found) > 0 && rule.Across.Stake != nil:
		f.AtStake = rule.Across.Stake(c, found)
	case rule.Stake != nil:
		f.AtStake = rule.Stake(c)
	}
	f.Occurrence = rule.Repeats.occurrence(&line)
	f.Facts = d.facts(c, rule, found)
	words := &texts.alone
	if len(found) > 0 && rule.Across.FR != "" {
		words = &texts.byGroup
	}
	f.FR, f.EN = d.fill(words[french], french, found), d.fill(words[english], english, found)
}

// Reset reuses the memory of the facts: the findings that were described before must not be used any more.
func (d *Describer) Reset() { d.shown = d.shown[:0] }

// intern copies a string into the describer's buffer, unless it equals that of the last finding.
func (d *Describer) intern(s string, last *string) string {
	if s != *last {
		start := d.text.Len()
		d.text.WriteString(s)
		*last = d.text.String()[start:]
	}
	return *last
}

// facts lists the facts that a rule shows, then those of the group, then the parameters. A fact that is not known is left out.
func (d *Describer) facts(c *claim.Case, r *Rule, found []Found) []Shown {
	if most := len(r.Shows) + len(found) + len(r.Thresholds); cap(d.shown)-len(d.shown) < most {
		d.shown = make([]Shown, 0, max(d.buffer/bytesPerFact, most))
	}
	start := len(d.shown)
	d.values, d.thresholds = d.values[:0], d.thresholds[:0]
	for _, f := range r.Shows {
		v := f.value(c)
		d.values = append(d.values, v)
		if v.Raw != "" {
			d.shown = append(d.shown, Shown{f.Name, d.intern(v.Raw, new(string)), f.Source})
		}
	}
	for _, f := range found {
		d.shown = append(d.shown, Shown{f.Name, f.Value.Raw, f.Source})
	}
	for _, p := range r.Thresholds {
		def := c.Definition(p)
		s := def.Show(c.Threshold(p))
		d.thresholds = append(d.thresholds, threshold{s, strings.Replace(s, ".", ",", 1)})
		d.shown = append(d.shown, Shown{def.Name, s, "parameter"})
	}
	return slices.Clip(d.shown[start:])
}

// fill replaces the holes of a sentence by the values of the facts, those of the group first.
func (d *Describer) fill(sentence []part, in language, found []Found) string {
	start := d.text.Len()
	for i := range sentence {
		d.text.WriteString(d.phrase(&sentence[i], in, found))
	}
	return d.text.String()[start:]
}

func (d *Describer) phrase(p *part, in language, found []Found) string {
	if p.hole == "" {
		return p.text
	}
	for i := range found {
		if found[i].Name == p.hole {
			return found[i].Value.in(in)
		}
	}
	for _, i := range p.facts {
		if d.values[i].Raw != "" {
			return d.values[i].in(in)
		}
	}
	switch {
	case len(p.facts) > 0:
		return [...]string{french: "donnée absente", english: "unknown"}[in]
	case p.threshold < 0:
		return p.text
	case in == french:
		return d.thresholds[p.threshold].fr
	}
	return d.thresholds[p.threshold].raw
}

// ruleTexts is what all findings of a rule have in common.
type ruleTexts struct {
	basis          map[stretch]basis
	changes        []civil.Day // first days of the stretches of time in which a citation stays the same
	examined       map[uint8][]string
	rule           *Rule
	alone, byGroup [2][]part // the rule's sentences, by language
}

func (d *Describer) textsOf(r *Rule) *ruleTexts {
	texts := d.texts[r]
	if texts == nil {
		if d.texts == nil {
			d.texts = map[*Rule]*ruleTexts{}
		}
		texts = &ruleTexts{rule: r, basis: map[stretch]basis{}, changes: r.changes(), examined: map[uint8][]string{}}
		texts.alone = [2][]part{french: r.parts(r.FR), english: r.parts(r.EN)}
		if r.Across != nil {
			texts.byGroup = [2][]part{french: r.parts(r.Across.FR), english: r.parts(r.Across.EN)}
		}
		d.texts[r] = texts
	}
	return texts
}

// basisFor is what the rule rests on for a claim. The lists are shared by all claims of a stretch of time.
func (t *ruleTexts) basisFor(c *claim.Case) basis {
	within, found := slices.BinarySearch(t.changes, c.Day())
	if found {
		within++
	}
	at := stretch{slot(c.Kind(), c.Service()), within}
	b, known := t.basis[at]
	if !known {
		b = t.rule.basisOn(at.slot, c.Day())
		t.basis[at] = b
	}
	return b
}

// stretch is the claims of a slot within days between two changes of the rule's citations.
type stretch struct{ slot, within int }

// named lists the names of the exceptions that were examined.
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

// language is one of the two in which findings are written.
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

// part is a piece of a sentence: text, or a hole to be filled with a value.
type part struct {
	text      string
	hole      string // name of the value; empty for text
	facts     []int  // indices of the rule's facts of that name: the first known one is printed
	threshold int    // index of the rule's parameter of that name, -1 where there is none
}

// parts splits a sentence of the rule into text and holes.
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
