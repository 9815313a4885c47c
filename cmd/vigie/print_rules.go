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
		fmt.Fprintf(&b, "Item        %s\n", r.Item.Basis())
	}
	for _, ref := range r.Cites {
		fmt.Fprintf(&b, "Rests on    %s\n", reference(ref))
	}
	for _, e := range r.Unless {
		fmt.Fprintf(&b, "%-11s %s (%s)\n", map[rules.Effect]string{rules.Lifts: "Lifted by", rules.Softens: "Softened by"}[e.Effect], e.Name, e.Cite.Name)
	}
	fmt.Fprintf(&b, "In force    from %s%s\n", r.InForce.From, periodEnd(r.InForce))
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

func periodEnd(p law.Period) string {
	if s := p.To.String(); s != "" {
		return " to " + s
	}
	return ""
}

func reference(ref law.Ref) string {
	s := ref.Name
	if ref.Version.Known() {
		s += ", wording of " + ref.Version.String()
	}
	return s + " (" + ref.Source + "; checked " + ref.Checked.String() + ")"
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
