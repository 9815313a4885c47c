package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/law"
)

// printOutline prints the article as its table of contents.
func printOutline(w io.Writer) error {
	var b strings.Builder
	for _, chapter := range rules.Outline {
		item := string(chapter.Item)
		if item == "" {
			item = "other"
		}
		fmt.Fprintf(&b, "%-6s %s\n", item, chapter.Text)
		for _, r := range chapter.Rules {
			fmt.Fprintf(&b, "         %s  needs %s\n", r.ID, strings.Join(r.Needs, ", "))
		}
		for _, o := range chapter.Beyond {
			fmt.Fprintf(&b, "         %s: %s\n", o.ID, o.Reason)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printRule prints what one rule tests, and on what grounds.
func printRule(w io.Writer, id string) error {
	for _, chapter := range rules.Outline {
		for _, o := range chapter.Beyond {
			if o.ID == id {
				_, err := fmt.Fprintf(w, "%s\n\nOut of reach: %s\n", id, o.Reason)
				return err
			}
		}
	}
	r := rules.ByID(id)
	if r == nil {
		return fmt.Errorf("%w: no rule %q; want an id that vigie rules lists", errUsage, id)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", r.ID, r.Tests)
	if r.Item != "" {
		fmt.Fprintf(&b, "Item        %s\n", r.Item.Basis(r.InForce.To))
	}
	for _, ref := range r.Texts() {
		fmt.Fprintf(&b, "Rests on    %s\n", reference(ref))
	}
	for _, e := range r.Unless {
		fmt.Fprintf(&b, "%-11s %s (%s)\n", map[rules.Effect]string{rules.Lifts: "Lifted by", rules.Softens: "Softened by"}[e.Effect], e.Name, e.Cite.Name)
	}
	fmt.Fprintf(&b, "In force    %s\n", daysOf(r.InForce))
	for _, a := range r.Apart {
		if a.InForce != r.InForce {
			fmt.Fprintf(&b, "            %s: %s\n", a.Service, daysOf(a.InForce))
		}
	}
	if who := whoAnswers(r); who != "" {
		fmt.Fprintf(&b, "Answers     %s\n", who)
	}
	fmt.Fprintf(&b, "Needs       %s\n", strings.Join(r.Needs, ", "))
	parameters := law.Defaults()
	for _, t := range r.Thresholds {
		d := parameters.Definition(t)
		for _, v := range d.Values {
			fmt.Fprintf(&b, "Parameter   %s = %s %s, from %s (%s; checked %s)\n", d.Name, d.Show(v.Amount), d.Unit, v.From, d.Source, d.Checked)
		}
	}
	fmt.Fprintf(&b, "May report too much: %s\nMay miss: %s\n", r.Over, r.Under)
	_, err := io.WriteString(w, b.String())
	return err
}

// whoAnswers is who answers for findings where that is not whoever sent the bill; empty where it is.
func whoAnswers(r *rules.Rule) string {
	const prescriber = "the prescriber"
	if r.Answers == rules.Prescriber {
		return prescriber
	}
	var services []string
	for _, a := range r.Apart {
		if a.Answers == rules.Prescriber {
			services = append(services, a.Service.String())
		}
	}
	if len(services) == 0 {
		return ""
	}
	return prescriber + ", of trips by " + strings.Join(services, " and ")
}

// daysOf is a period as "from 2011-03-24 to 2017-04-08", without the end that is not there.
func daysOf(p law.Period) string {
	var words []string
	if s := p.From.String(); s != "" {
		words = append(words, "from "+s)
	}
	if s := p.To.String(); s != "" {
		words = append(words, "to "+s)
	}
	return strings.Join(words, " ")
}

// reference is a text with the first days of its wordings, the last day of one that none followed, and where they were read.
func reference(ref law.Ref) string {
	var b strings.Builder
	b.WriteString(ref.Name)
	if days := daysOf(ref.Cited); ref.Cited != (law.Period{}) {
		b.WriteString(", cited " + days)
	}
	b.WriteString("\n")
	var days []string
	for i, w := range ref.Wordings {
		day := w.From.String()
		switch {
		case w.Undated && day == "":
			day = "earlier ones of days not known"
		case w.Undated:
			day = "from " + day + " on of days not known"
		}
		if end := w.To.String(); end != "" && (i+1 == len(ref.Wordings) || ref.Wordings[i+1].From != w.To+1) {
			day += " (to " + end + ")"
		}
		days = append(days, day)
	}
	if len(days) == 0 {
		days = append(days, "of days not known")
	}
	fmt.Fprintf(&b, "              wordings %s\n              %s; checked %s", strings.Join(days, ", "), ref.Source, ref.Checked)
	return b.String()
}

// printCatalogue prints every id, those out of reach with their reason.
func printCatalogue(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(rules.Catalogue())
}

// printStale lists what was last checked on or before a day, with the rules that cite it.
func printStale(w io.Writer, last civil.Day) error {
	var b strings.Builder
	for _, s := range rules.Sources() {
		if s.Checked <= last {
			fmt.Fprintf(&b, "%s  %s (%s): %s\n", s.Checked, s.Name, s.Source, strings.Join(s.Rules, ", "))
		}
	}
	if b.Len() == 0 {
		fmt.Fprintf(&b, "nothing was last checked on or before %s\n", last)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
