// Package report writes report.html: the findings of a run on one page, for people who do not query tables. The page needs no
// other file and no script, can be printed, and never has more than MaxBytes.
//
// The page is made from aggregates alone. An Aggregator sees each finding once, in the order of anomalies.parquet, and adds it to sums:
// its memory depends on the number of rules, months and subjects, not on that of findings. Long lists are cut when the page is written,
// and the page says how much was left out. The same aggregates give the same bytes: the page holds no time, no path and no name of a
// machine.
//
// No finding does not mean that the claims are right. Therefore the page shows what was read and what could not be judged before what
// was found. It names neither patients nor drivers.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

// MaxBytes is the largest size of a page.
const MaxBytes = 2 << 20

// Languages are the languages of a page, the default first.
var Languages = []string{"fr", "en"}

// Reading is what a run read, as its manifest has it. Days are written as 2026-03-01; an unknown day is empty.
type Reading struct {
	RunID, Version, RuleSet string // of the run, the program and its rules
	AsOf, From, To          string

	Files      []File
	Understood []Understood
	PassedOver []PassedOver

	Tables    bool // the DCIR tables are among the files
	Registers []Register
	History   string   // day of the run whose ledger was read; empty where none was
	Set       []string // parameters that the run had from its parameter file, as "name = value"

	Read, Claims, Context, Cancelled, Rejected int64 // records of the claim files
	Earlier, CancelledEarlier                  int64 // claims of earlier nights
	Replaced, Resent                           int64 // claims that came again, with other content and without
	Withdrawn                                  int64 // findings of earlier nights that stand no more
}

// File is a claim file.
type File struct {
	Path, Kind                          string
	Records, Claims, Cancelled, Rejects int64
}

// Understood counts cells of a column that are not written as the contract has them, and were understood.
type Understood struct {
	Path, Column, How string
	Cells             int64
}

// PassedOver is a file that was not read, and why: name, suffix or empty.
type PassedOver struct{ Path, Why string }

// Register is a register that was supplied.
type Register struct {
	Name           string
	Rows, Rejected int64
	TakenOn        string // empty where it is not known
	Complete       bool   // false for a local extract
	UnmatchedKeys  int64  // keys of claims that were looked for, where none was found
	Unmatched      bool   // none was found: the register proves no absence
}

var (
	//go:embed page.html.tmpl
	pageText string
	//go:embed style.css
	styleText string
)

// Render writes the page in a language. Texts from files can make a page too large; then it is made again with lists of half the
// length, until it fits.
func Render(w io.Writer, read *Reading, sums *Aggregates, lang string) error {
	loc, ok := locales[lang]
	if !ok {
		return fmt.Errorf("cannot write the report: got language %q; want one of %v", lang, Languages)
	}
	style := template.CSS(styleText)
	page, err := template.New("page").Funcs(loc.funcs()).Funcs(template.FuncMap{"style": func() template.CSS { return style }}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	var b bytes.Buffer
	for limits := usualLimits; ; limits = limits.halved() {
		b.Reset()
		if err := page.Execute(&b, newView(loc, read, sums, limits)); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
		if b.Len() <= MaxBytes {
			break
		}
		if limits.none() {
			return fmt.Errorf("cannot write the report: got %d bytes without any list; want at most %d", b.Len(), MaxBytes)
		}
	}
	_, err = w.Write(b.Bytes())
	return err
}

// pageLimits are how many lines of each list are shown at most; text is the length of a sentence in letters.
type pageLimits struct{ files, missing, uneven, rules, months, subjects, others, conduct, examples, text int }

var usualLimits = pageLimits{files: 40, missing: 24, uneven: 12, rules: 120, months: 36, subjects: 20, others: 10, conduct: 24, examples: 60, text: 600}

func (l pageLimits) halved() pageLimits {
	return pageLimits{l.files / 2, l.missing / 2, l.uneven / 2, l.rules / 2, l.months / 2, l.subjects / 2, l.others / 2, l.conduct / 2, l.examples / 2, max(l.text/2, 40)}
}

func (l pageLimits) none() bool {
	return l.files+l.missing+l.uneven+l.rules+l.months+l.subjects+l.others+l.conduct+l.examples == 0
}
