package rules

import (
	"cmp"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// About is the third shape of a rule: it judges subjects by the registers, and no single claim. In the coverage it counts what
// it looked at instead of claims: requests, subjects under prior agreement, targets.
type About struct {
	Judge func(in *Inquiry)
	Finds []string // names of the facts that its rows of conduct show
}

// Conduct is what a rule finds of a subject over a period, as an analyst sees it.
type Conduct struct {
	Rule       *Rule
	Verdict    Verdict
	Missing    string // with InsufficientData: the first value that was needed and is not there
	Item       string
	LegalBasis []string

	SubjectKind string // operator, provider, prescriber, facility; "subject" where a register does not say which
	SubjectID   string
	Object      string // which request, item or target of the subject; empty where the period is enough to tell rows apart
	From, To    civil.Day

	Occurrences int64
	Threshold   Ratio  // what Occurrences or Value is compared with
	Value       Ratio  // level, amount or result of the subject
	Mean        Ratio  // of the peers
	Ratio       Ratio  // Value over Mean
	Size        int64  // number of peers; 0 where nobody was compared
	Group       string // who the peers are

	AtStake  claim.Cents
	Findings []*Finding // the repeated findings, in order of time
	Facts    []Shown
	FR, EN   string
}

// Inquiry is what rules about subjects read. Like a claim.Case it remembers what was missing, which makes the next report
// InsufficientData.
type Inquiry struct {
	Registers  *claim.Registers
	Parameters *law.Parameters
	AsOf       civil.Day   // the day that counts as today
	Levels     *Levels     // what the claims show of the compared billers
	Balance    Balance     // what the claims show of establishments that prescribe transports
	Prescribed *Prescribed // what the claims show of those who prescribe transports; nil where no rule asks

	rule    *Rule
	missing string
	emit    func(Conduct)
}

// Inquire applies every rule about subjects. It counts the verdicts and returns all rows, flagged or not, in catalogue order.
func (a *Auditor) Inquire(in Inquiry, t *Tally) []Conduct {
	var all []Conduct
	for i, r := range a.Rules {
		if r.About == nil {
			continue
		}
		in.rule = r
		in.emit = func(c Conduct) {
			t.count(i, &Ruling{Rule: r, Verdict: c.Verdict, Missing: c.Missing})
			all = append(all, c)
		}
		r.About.Judge(&in)
	}
	return all
}

// Lacks notes that something is missing to decide.
func (in *Inquiry) Lacks(what string) {
	if in.missing == "" {
		in.missing = what
	}
}

// Report reports a verdict on a subject, with the facts that it rests on.
func (in *Inquiry) Report(c Conduct, found ...Found) {
	c.Rule, c.SubjectKind, c.Item, c.LegalBasis = in.rule, cmp.Or(c.SubjectKind, "subject"), string(in.rule.Item), in.rule.basisOn(careSlot, cmp.Or(c.To, min(in.AsOf, in.rule.InForce.To))).withItem
	switch {
	case c.To.Known() && !in.rule.InForce.Covers(c.To):
		c.Verdict = NotApplicable
	case in.missing != "":
		c.Verdict, c.Missing = InsufficientData, in.missing
	}
	in.missing = ""
	if c.Verdict.Flagged() {
		for _, t := range in.rule.Thresholds {
			found = append(found, parameter(in.Parameters, t, c.To))
		}
		c.fillTexts(in.rule.FR, in.rule.EN, found)
	}
	in.emit(c)
}

// each calls use for every row of the register that a rule takes its subjects from.
func each[Row any](in *Inquiry, name string, register claim.Listing[Row], use func(*Row)) {
	in.whole(name, register != nil)
	if register == nil {
		return
	}
	for row := range register.All() {
		use(row)
	}
}

// whole reports where the register of the subjects does not hold all of them. If it was not supplied the question is open for
// everybody; if it is an extract, for those it does not hold. Either is counted as one more subject with insufficient data, so
// that finding nothing is never taken for a clean bill.
func (in *Inquiry) whole(name string, supplied bool) {
	if !supplied || in.Registers.Partial[name] {
		in.Lacks(name)
		in.Report(Conduct{})
	}
}

// fillTexts fills the sentences with the values of the facts, and lists the facts that are known.
func (c *Conduct) fillTexts(fr, en string, found []Found) {
	for _, f := range found {
		hole, v := "{"+f.Name+"}", f.Value
		if v.Raw == "" {
			v.FR, v.EN = "donnée absente", "unknown" // wording that fits nouns of either gender
		} else {
			c.Facts = append(c.Facts, Shown{f.Name, v.Raw, f.Source})
		}
		fr, en = strings.ReplaceAll(fr, hole, v.FR), strings.ReplaceAll(en, hole, v.EN)
	}
	c.FR, c.EN = fr, en
}

// parameter is the value of a threshold on a day, as a fact.
func parameter(p *law.Parameters, t law.Threshold, on civil.Day) Found {
	d := p.Definition(t)
	s := d.Show(p.On(t, on))
	return Found{d.Name, "parameter", Value{s, strings.Replace(s, ".", ",", 1), s}}
}
