package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"vigie/pipeline/docket"
	"vigie/rules/procedure"
)

// docketPrinter prints a docket in one language.
type docketPrinter struct {
	title, none, columns, since, lapsed, earliest, dayOff, resumes, remark, later, partial, reject string
	daysOff                                                                                        [5]string // by docket.DayOff
	text                                                                                           func(procedure.Text) string
}

var docketPrinters = map[string]*docketPrinter{
	"fr": {
		title: "Procédures R148-1 à R148-9 au %s. En cours : %d ; closes : %d.\n", none: "Aucune procédure.\n",
		columns: "échéance\tprocédure\tprofessionnel\tdernière étape\tétat\tà qui d'agir\ten cas de silence\tarticle",
		since:   "%s depuis le %s", lapsed: "%s depuis le %s, %s",
		earliest: "la période finit entre le %s et le %s",
		dayOff:   "le %s est un %s, le délai n'est pas prorogé", resumes: " ; premier jour ouvré suivant : %s",
		remark: "à vérifier : %s %s : %s", later: "Étapes postérieures à ce jour, non retenues : %d.\n",
		partial: "Le registre est un extrait local : une étape qui n'y figure pas a pu avoir lieu.\n",
		reject:  "rejet %s ligne %d : %s %s\n",
		daysOff: [5]string{"", "samedi", "dimanche", "jour férié", "jour férié dans certains territoires"},
		text:    func(t procedure.Text) string { return t.FR },
	},
	"en": {
		title: "Procedures of R148-1 to R148-9 on %s. Open: %d; closed: %d.\n", none: "No procedure.\n",
		columns: "deadline\tprocedure\tprofessional\tlast step\tstate\tto act\tif silent\tarticle",
		since:   "%s since %s", lapsed: "%s since %s, %s",
		earliest: "the period ends between %s and %s",
		dayOff:   "%s is a %s, the deadline is not moved", resumes: "; first working day after: %s",
		remark: "to be checked: %s %s: %s", later: "Steps after that day, left out: %d.\n",
		partial: "The register is a local extract: a step that it lacks may have happened.\n",
		reject:  "reject %s line %d: %s %s\n",
		daysOff: [5]string{"", "Saturday", "Sunday", "holiday", "holiday in some places"},
		text:    func(t procedure.Text) string { return t.EN },
	},
}

// printTable prints the open procedures, each with its notes below it, and the closed ones that have remarks.
func (c *docketPrinter) printTable(w io.Writer, d *docket.Docket) error {
	var b strings.Builder
	if len(d.Open)+len(d.Closed) == 0 {
		b.WriteString(c.none)
	} else {
		fmt.Fprintf(&b, c.title, d.AsOf, len(d.Open), len(d.Closed))
	}
	listed := d.Open
	for _, p := range d.Closed {
		if len(p.Remarks) > 0 {
			listed = append(listed[:len(listed):len(listed)], p)
		}
	}
	if len(listed) > 0 {
		var aligned strings.Builder
		columns := tabwriter.NewWriter(&aligned, 0, 0, 2, ' ', 0)
		fmt.Fprintln(columns, strings.ToUpper(c.columns))
		for i := range listed {
			fmt.Fprintln(columns, strings.Join(c.cells(&listed[i]), "\t"))
		}
		columns.Flush()
		for i, row := range strings.Split(strings.TrimSuffix(aligned.String(), "\n"), "\n") {
			fmt.Fprintln(&b, strings.TrimRight(row, " "))
			if i > 0 {
				for _, note := range c.notes(&listed[i-1]) {
					fmt.Fprintln(&b, "    "+note)
				}
			}
		}
	}
	if d.Later > 0 {
		fmt.Fprintf(&b, c.later, d.Later)
	}
	if d.Partial {
		b.WriteString(c.partial)
	}
	for _, r := range d.Rejects {
		fmt.Fprintf(&b, c.reject, r.File, r.Line, r.Column, r.Reason)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *docketPrinter) cells(p *docket.Proceeding) []string {
	last := "-"
	if p.Last.Word != "" {
		last = p.Last.Word + " " + p.Last.On.String()
	}
	period := p.Period()
	actor, silence := c.text(p.Stage.Actor().Text()), c.text(period.Silence().Text())
	switch {
	case p.Overdue:
		silence = fmt.Sprintf(c.since, silence, p.Due+1)
	case p.Basis() == "":
		actor, silence = "", ""
	}
	cells := []string{p.Due.String(), p.ProcedureID, p.SubjectID, last, c.text(p.Stage.Text()), actor, silence, p.Basis()}
	for i := range cells {
		cells[i] = oneLine(cells[i])
	}
	return cells
}

// oneLine makes a text fit into a cell of a table: without line ends and tabs, and a hyphen where it is empty.
func oneLine(s string) string {
	if s == "" {
		return "-"
	}
	return strings.NewReplacer("\n", " ", "\t", " ", "\v", " ", "\f", " ").Replace(s)
}

// notes are what a person should know about a procedure beside its row.
func (c *docketPrinter) notes(p *docket.Proceeding) (list []string) {
	lapses := p.Lapses
	if p.Stage == procedure.DeemedAbandoned {
		lapses = lapses[:len(lapses)-1] // the last one is in the row
	}
	for _, l := range lapses {
		list = append(list, fmt.Sprintf(c.lapsed, c.text(l.Stage.Silence().Text()), l.Since(), l.Basis()))
	}
	if p.Earliest.Known() {
		list = append(list, fmt.Sprintf(c.earliest, p.Earliest, p.Due))
	}
	if p.Off != docket.WorkingDay {
		note := fmt.Sprintf(c.dayOff, p.Due, c.daysOff[p.Off])
		if p.Resumes.Known() {
			note += fmt.Sprintf(c.resumes, p.Resumes)
		}
		list = append(list, note)
	}
	for _, r := range p.Remarks {
		list = append(list, fmt.Sprintf(c.remark, oneLine(r.Event.Word), oneLine(r.Event.On.String()), c.text(r.Text())))
	}
	return list
}
