package main

import (
	"fmt"
	"io"
	"strings"

	"vigie/pipeline"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/rules"
)

// explanationPrinter prints an explanation in one language.
type explanationPrinter struct {
	claim, part, partText, data, inputs, registers, extract, none, parameters, operations string
	cancelled, context, missing, lifted, examined                                         string
	changed, gone, written, nothing                                                       string
	verdicts                                                                              [5]string
	sentence                                                                              func(f *rules.Finding) string
}

var explanationPrinters = map[string]*explanationPrinter{
	"fr": {
		claim: "%s (%s) du %s, lue dans %s, ligne %d",
		part:  "1. Degré et mode de contribution du traitement algorithmique",
		partText: "vigie compare la facture à des registres et signale les contradictions avec les textes. Une anomalie est un indice\n" +
			"compatible avec un manquement ; une personne décide. Traitement %s, jeu de règles %s, au %s.",
		data: "2. Données traitées et leurs sources", inputs: "fichier %s, %d enregistrements, SHA-256 %s",
		registers: "registre %s, %d lignes%s", extract: ", extrait local", none: "aucun registre",
		parameters: "3. Paramètres de traitement", operations: "4. Opérations effectuées",
		cancelled: "La ligne est annulée par une autre, ou en annule une : aucune règle ne lui est appliquée.",
		context:   "La ligne est hors des jours examinés : aucune règle ne lui est appliquée.",
		changed: "Les règles de ce programme (jeu %s) ne sont pas celles du traitement (jeu %s) : voici ce que les règles\n" +
			"  d'aujourd'hui disent de la facture, puis ce que le traitement lui-même en avait écrit.",
		gone: "Du traitement, ce programme n'a plus, et laisse de côté : %s.", written: "Ce que le traitement avait écrit :", nothing: "rien",
		missing: "il manque : %s", lifted: "levée par une exception", examined: "exceptions examinées en vain : %s",
		verdicts: [5]string{"sans objet", "conforme", "données insuffisantes", "à vérifier", "anomalie"},
		sentence: func(f *rules.Finding) string { return f.FR },
	},
	"en": {
		claim: "%s (%s) of %s, read in %s, line %d",
		part:  "1. Degree and mode of the algorithm's contribution",
		partText: "vigie holds the bill against registers and reports contradictions with the texts. An anomaly is an indication\n" +
			"compatible with a breach; a person decides. Run %s, rule set %s, as of %s.",
		data: "2. Data processed and their sources", inputs: "file %s, %d records, SHA-256 %s",
		registers: "register %s, %d rows%s", extract: ", local extract", none: "no register",
		parameters: "3. Parameters", operations: "4. Operations carried out",
		cancelled: "Another line reverses this one, or it reverses another: no rule is put to it.",
		context:   "The line lies outside the days that were examined: no rule is put to it.",
		changed: "The rules of this program (set %s) are not those of the run (set %s): here is what the rules of today say of\n" +
			"  the bill, and then what the run itself had written of it.",
		gone: "Of the run, this program no longer has, and passes over: %s.", written: "What the run had written:", nothing: "nothing",
		missing: "missing: %s", lifted: "lifted by an exception", examined: "exceptions examined in vain: %s",
		verdicts: [5]string{"not applicable", "compliant", "insufficient data", "review", "anomaly"},
		sentence: func(f *rules.Finding) string { return f.EN },
	},
}

func printExplanation(w io.Writer, x *explanationPrinter, e *pipeline.Explanation, claimID string) error {
	var b strings.Builder
	m := e.Manifest
	fmt.Fprintf(&b, x.claim+"\n\n", claimID, e.Kind, e.Day, e.File, e.Line)
	fmt.Fprintf(&b, x.part+"\n"+x.partText+"\n\n", m.RunID, shortFingerprint(m.RuleSet), m.AsOf)
	fmt.Fprintln(&b, x.data)
	for _, in := range m.Inputs {
		fmt.Fprintf(&b, "  "+x.inputs+"\n", in.Path, in.Records, in.SHA256)
	}
	for _, r := range m.Registers {
		extract := ""
		if !r.Complete {
			extract = x.extract
		}
		fmt.Fprintf(&b, "  "+x.registers+"\n", r.Name, r.Rows, extract)
	}
	if len(m.Registers) == 0 {
		fmt.Fprintln(&b, "  "+x.none)
	}
	fmt.Fprintln(&b, "\n"+x.parameters)
	for _, p := range m.Parameters {
		fmt.Fprintf(&b, "  %s = %s (%s; %s)\n", p.Name, parameterValues(p), p.Unit, p.Source)
	}
	fmt.Fprintln(&b, "\n"+x.operations)
	if e.Changed != nil {
		fmt.Fprintf(&b, "  "+x.changed+"\n", shortFingerprint(e.Changed.RuleSet), shortFingerprint(m.RuleSet))
		if len(e.Changed.Gone) > 0 {
			fmt.Fprintf(&b, "  "+x.gone+"\n", strings.Join(e.Changed.Gone, ", "))
		}
	}
	switch {
	case e.Cancelled:
		fmt.Fprintln(&b, "  "+x.cancelled)
	case e.Context:
		fmt.Fprintln(&b, "  "+x.context)
	}
	for i := range e.Rulings {
		x.printRuling(&b, &e.Rulings[i])
	}
	if e.Changed != nil {
		x.printWritten(&b, e.Changed.Written)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// shortFingerprint is enough of a fingerprint to tell it from others.
func shortFingerprint(fingerprint string) string { return fingerprint[:min(len(fingerprint), 12)] }

func parameterValues(p publish.Parameter) string {
	var values []string
	for _, v := range p.Values {
		values = append(values, v.Value)
	}
	return strings.Join(values, ", ")
}

// printWritten prints what the run, with its own rules, wrote about the claim.
func (x *explanationPrinter) printWritten(b *strings.Builder, rows []findings.Row) {
	fmt.Fprintln(b, "\n  "+x.written)
	if len(rows) == 0 {
		fmt.Fprintln(b, "  "+x.nothing)
	}
	for i := range rows {
		f := &rows[i].Finding
		fmt.Fprintf(b, "  %s: %s\n    %s\n    %s\n", f.Rule.ID, x.verdicts[f.Verdict], x.sentence(f), strings.Join(f.LegalBasis, " · "))
		for _, fact := range f.Facts {
			fmt.Fprintf(b, "    %s = %s [%s]\n", fact.Name, fact.Value, fact.Source)
		}
	}
}

// printRuling prints the ruling of one rule: its verdict, why, and the values that it read.
func (x *explanationPrinter) printRuling(b *strings.Builder, e *pipeline.Explained) {
	fmt.Fprintf(b, "  %s: %s", e.Ruling.Rule.ID, x.verdicts[e.Ruling.Verdict])
	switch {
	case e.Missing != "":
		fmt.Fprintf(b, " ("+x.missing+")", e.Missing)
	case e.Lifted:
		fmt.Fprintf(b, " (%s)", x.lifted)
	}
	b.WriteByte('\n')
	if e.Ruling.Verdict == rules.NotApplicable {
		return
	}
	if e.Ruling.Verdict.Flagged() {
		fmt.Fprintf(b, "    %s\n    %s\n", x.sentence(&e.Finding), strings.Join(e.LegalBasis, " · "))
	}
	if len(e.Finding.Examined) > 0 {
		fmt.Fprintf(b, "    "+x.examined+"\n", strings.Join(e.Finding.Examined, ", "))
	}
	for _, f := range e.Facts {
		fmt.Fprintf(b, "    %s = %s [%s]\n", f.Name, f.Value, f.Source)
	}
}
