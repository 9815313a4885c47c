// Package report writes report.html: one page for those who would rather look, self-contained, readable without script, printed
// as well as shown, and of at most MaxBytes whatever went in.
//
// The page is made from aggregates alone. A Gatherer sees each finding once, in the order of anomalies.parquet, and adds it
// up: what it holds is bounded by rules, months and subjects, never by findings. Lists are cut when the page is written, with
// what was left out said. The same aggregates give the same bytes: no clock, no path and no machine is in the page.
//
// Nothing found is never the same as clean: what was read and what could not be judged come before what was found. Of
// persons the page tells nothing: neither patients nor drivers.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

// MaxBytes is the most that a page takes.
const MaxBytes = 2 << 20

// Languages are the languages of a page, the default first.
var Languages = []string{"fr", "en"}

// Reading is what a run read, in the words of its manifest. Days are as 2026-03-01, empty where there is none.
type Reading struct {
	RunID, Version, RuleSet string // of the run, the program and its rules
	AsOf, From, To          string

	Files     []File
	Tables    bool // the DCIR tables are among the files
	Registers []Register
	History   string   // day of the run whose ledger was read; empty where none was
	Set       []string // parameters that the run had from its parameter file, as "name = value"

	Read, Claims, Context, Cancelled, Rejected int64 // records of the claim files
	Earlier, CancelledEarlier                  int64 // claims of earlier nights
}

// File is a claim file.
type File struct {
	Path, Kind                          string
	Records, Claims, Cancelled, Rejects int64
}

// Register is a register that was supplied.
type Register struct {
	Name           string
	Rows, Rejected int64
	TakenOn        string // empty where no snapshot tells
	Complete       bool   // false for a local extract
}

var (
	//go:embed page.html.tmpl
	pageText string
	//go:embed style.css
	styleText string
)

// Render writes the page in a language. Where a page with every list at its usual length is too large, as hostile texts can
// make it, the lists are halved until it is not.
func Render(w io.Writer, read *Reading, found *Found, lang string) error {
	words, ok := languages[lang]
	if !ok {
		return fmt.Errorf("cannot write the report: got language %q; want one of %v", lang, Languages)
	}
	style := template.CSS(styleText)
	page, err := template.New("page").Funcs(words.funcs()).Funcs(template.FuncMap{"style": func() template.CSS { return style }}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	var b bytes.Buffer
	for most := usualLengths; ; most = most.halved() {
		b.Reset()
		if err := page.Execute(&b, newView(words, read, found, most)); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
		if b.Len() <= MaxBytes {
			break
		}
		if most.none() {
			return fmt.Errorf("cannot write the report: got %d bytes without any list; want at most %d", b.Len(), MaxBytes)
		}
	}
	_, err = w.Write(b.Bytes())
	return err
}

// lengths are how much of each list is shown.
type lengths struct{ files, lacks, uneven, rules, months, subjects, others, conduct, examples, text int }

var usualLengths = lengths{files: 40, lacks: 24, uneven: 12, rules: 120, months: 36, subjects: 20, others: 10, conduct: 24, examples: 60, text: 600}

func (l lengths) halved() lengths {
	return lengths{l.files / 2, l.lacks / 2, l.uneven / 2, l.rules / 2, l.months / 2, l.subjects / 2, l.others / 2, l.conduct / 2, l.examples / 2, max(l.text/2, 40)}
}

func (l lengths) none() bool {
	return l.files+l.lacks+l.uneven+l.rules+l.months+l.subjects+l.others+l.conduct+l.examples == 0
}
