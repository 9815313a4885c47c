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
			when := "" // since R147-8 there is, where nothing is said
			if days := inForce(r); days != daysOf(law.PenaltyArticle) {
				when = "in force " + days + ", "
			}
			fmt.Fprintf(&b, "         %s  %sneeds %s\n", r.ID, when, strings.Join(r.Needs, ", "))
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
	fmt.Fprintf(&b, "%s\n%s · %s\n\n%s\n\n", r.ID, r.Title.EN, r.Title.FR, r.Tests)
	if r.Item != "" {
		fmt.Fprintf(&b, "Item        %s\n", r.Item.Basis(r.InForce.To))
	}
	label := "Rests on"
	for _, ref := range r.Texts() {
		fmt.Fprintf(&b, "%-11s %s\n              %s\n", label, cited(ref), versions(ref))
		label = ""
	}
	for _, read := range sourcesOf(r.Texts()) {
		fmt.Fprintf(&b, "Source      %s\n", read)
	}
	for _, e := range r.Unless {
		fmt.Fprintf(&b, "%-11s %s (%s)\n", map[rules.Effect]string{rules.Lifts: "Lifted by", rules.Softens: "Softened by"}[e.Effect], e.Name, e.Cite.Name)
	}
	fmt.Fprintf(&b, "In force    %s\n", inForce(r))
	if who := whoAnswers(r); who != "" {
		fmt.Fprintf(&b, "Answers     %s\n", who)
	}
	fmt.Fprintf(&b, "Needs       %s\n", strings.Join(r.Needs, ", "))
	parameters := law.Defaults()
	for _, t := range r.Thresholds {
		d := parameters.Definition(t)
		for i, v := range d.Values {
			when := ""
			switch {
			case i+1 < len(d.Values):
				when = ", from " + v.From.String()
			case i > 0:
				when = ", before " + d.Values[i-1].From.String()
			}
			fmt.Fprintf(&b, "Parameter   %s = %s %s%s (%s; checked %s)\n", d.Name, d.Show(v.Amount), d.Unit, when, d.Source, d.Checked)
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

// daysOf is a period as "from 2011-03-24 to 2017-04-08", or with the end that there is.
func daysOf(p law.Period) string {
	switch from, to := p.From.String(), p.To.String(); {
	case to == "":
		return "from " + from
	case from == "":
		return "until " + to
	default:
		return "from " + from + " to " + to
	}
}

// inForce is the days of a rule as "from 2025-03-02; vsl from 2003-03-23".
func inForce(r *rules.Rule) string {
	days := daysOf(r.InForce)
	for _, a := range r.Apart {
		if a.InForce != r.InForce {
			days += "; " + a.Service.String() + " " + daysOf(a.InForce)
		}
	}
	return days
}

// cited is the name of a text, and the claims that it is cited for where these are not all.
func cited(ref law.Ref) string {
	if ref.Cited == (law.Period{}) {
		return ref.Name
	}
	return ref.Name + ", for claims " + daysOf(ref.Cited)
}

// versions is the first days of the versions of a text, with the last day of one that none followed.
func versions(ref law.Ref) string {
	var days []string
	for i, w := range ref.Wordings {
		day := w.From.String()
		switch {
		case w.Undated && day == "":
			day = "unknown days"
		case w.Undated:
			day = "unknown days from " + day + " on"
		}
		if end := w.To.String(); end != "" && (i+1 == len(ref.Wordings) || ref.Wordings[i+1].From != w.To+1) {
			day += " (to " + end + ")"
		}
		days = append(days, day)
	}
	switch {
	case len(days) == 0:
		return "versions of unknown days"
	case len(days) == 1 && !ref.Wordings[0].Undated:
		return "version of " + days[0]
	}
	return "versions of " + strings.Join(days, ", ")
}

// sourcesOf says, for each source of the texts, which of them were read there and when.
func sourcesOf(texts []law.Ref) (list []string) {
	var sources []string
	names := map[string][]string{}
	for _, ref := range texts {
		source := ref.Source + "; checked " + ref.Checked.String()
		if names[source] == nil {
			sources = append(sources, source)
		}
		names[source] = append(names[source], ref.Name)
	}
	for _, source := range sources {
		list = append(list, strings.Join(names[source], ", ")+": "+source)
	}
	return list
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
