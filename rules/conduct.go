package rules

import (
	"cmp"
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// About is the third shape of a rule: it speaks of subjects, as the registers tell of them, and of no single claim. What it
// looked at is counted in the coverage as claims are elsewhere: requests, subjects under prior agreement, targets.
type About struct {
	Judge func(in *Inquiry)
	Finds []string // names of the facts that its rows show
}

// Conduct is what a rule says of a subject over a period, as an analyst sees it.
type Conduct struct {
	Rule       *Rule
	Verdict    Verdict
	Missing    string // what was asked for in vain, with InsufficientData
	Item       string
	LegalBasis []string

	SubjectKind string // operator, provider, prescriber, facility; "subject" where a register names it and does not say what it is
	SubjectID   string
	Object      string // which of its requests, items or targets; empty where the period tells
	From, To    civil.Day

	Occurrences int64
	Threshold   Ratio  // what Occurrences or Value is held against
	Value       Ratio  // level, amount or result of the subject
	Mean        Ratio  // of the peers
	Ratio       Ratio  // Value over Mean
	Size        int64  // peers; 0 where nobody was compared
	Group       string // who they are

	AtStake  claim.Cents
	Findings []*Finding // that are repeated, in order of time
	Facts    []Shown
	FR, EN   string
}

// Inquiry is what rules about subjects look at. It leaves a trace as a claim.Case does: what was asked for in vain makes the
// next answer InsufficientData.
type Inquiry struct {
	Registers  *claim.Registers
	Parameters *law.Parameters
	AsOf       civil.Day // the day that counts as today
	Levels     *Levels   // of those who are compared, as the claims tell
	Balance    Balance   // of those who prescribe transports

	rule    *Rule
	missing string
	emit    func(Conduct)
}

// Inquire puts every rule about subjects to the registers. It counts what each says and gives all of it, flagged or not, in
// catalogue order.
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

// Lacks notes that something was asked for in vain.
func (in *Inquiry) Lacks(what string) {
	if in.missing == "" {
		in.missing = what
	}
}

// Tell tells what the rule says of a subject, with the facts that show it.
func (in *Inquiry) Report(c Conduct, found ...Found) {
	c.Rule, c.SubjectKind, c.Item, c.LegalBasis = in.rule, cmp.Or(c.SubjectKind, "subject"), string(in.rule.Item), in.rule.basis(true)
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
		c.word(in.rule.FR, in.rule.EN, found)
	}
	in.emit(c)
}

// each goes through the rows of the register that a rule takes its subjects from.
func each[Row any](in *Inquiry, name string, register claim.Listing[Row], look func(*Row)) {
	in.whole(name, register != nil)
	if register == nil {
		return
	}
	for row := range register.All() {
		look(row)
	}
}

// whole tells where the register of the subjects does not hold all of them. One that was not supplied leaves the whole
// question open, and an extract leaves it open for those it does not hold: either counts as one subject more of whom nobody
// can tell, so that finding nothing never looks like a clean bill.
func (in *Inquiry) whole(name string, supplied bool) {
	if !supplied || in.Registers.Partial[name] {
		in.Lacks(name)
		in.Report(Conduct{})
	}
}

// word fills the sentences with the values of the facts and keeps the facts that are known.
func (c *Conduct) word(fr, en string, found []Found) {
	for _, f := range found {
		hole, v := "{"+f.Name+"}", f.Value
		if v.Raw == "" {
			v.FR, v.EN = "donnée absente", "unknown" // whatever the gender of what is not known
		} else {
			c.Facts = append(c.Facts, Shown{f.Name, v.Raw, f.Source})
		}
		fr, en = strings.ReplaceAll(fr, hole, v.FR), strings.ReplaceAll(en, hole, v.EN)
	}
	c.FR, c.EN = fr, en
}

// parameter is a threshold as a fact.
func parameter(p *law.Parameters, t law.Threshold, on civil.Day) Found {
	d := p.Definition(t)
	s := d.Show(p.On(t, on))
	return Found{d.Name, "parameter", Value{s, strings.Replace(s, ".", ",", 1), s}}
}
