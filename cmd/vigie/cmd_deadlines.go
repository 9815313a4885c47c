package main

import (
	"fmt"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"vigie/pipeline/docket"
	"vigie/rules/procedure"
)

func newDeadlines(t *terminal) *cobra.Command {
	o := docket.Options{Workers: runtime.GOMAXPROCS(0)}
	var asJSON bool
	var lang string
	c := &cobra.Command{
		Use:   "deadlines DIR",
		Short: "R148 procedures: the next deadline of each, and what silence means",
		Long: `deadlines reads the register procedures (procedure_id, subject_id, step, happened_on). For each procedure of articles R148-1
to R148-9 it shows the state, the next deadline, who must act by then, and what silence will mean or has meant, with the
article. A deadline is a day that ends at 24:00; it is not moved to a working day. Where silence has an effect, the
procedure goes on from there.

The words that step may have, in statutory order, and what each means:

` + stepList(),
		Example: "  vigie deadlines fixtures/sample\n  vigie deadlines /data/registers --as-of 2026-03-01 --json",
		Args:    exactly(1),
	}
	f := c.Flags()
	f.StringVar(&o.Registers, "registers", "", "folder of the register (default DIR/registers, else DIR)")
	instantsFlag(c, &o.Instants)
	f.Var(encodingFlag{&o.Encoding}, "encoding", "encoding of CSV files: utf-8, windows-1252 or latin-1")
	f.Var(dayFlag{&o.AsOf}, "as-of", "the day that counts as today (default the latest day in the register)")
	f.BoolVar(&asJSON, "json", false, "everything as JSON, closed procedures included")
	f.StringVar(&lang, "lang", "fr", "language: fr or en")
	complete(c, "lang", "fr", "en")
	c.RunE = func(c *cobra.Command, args []string) error {
		printer, ok := docketPrinters[lang]
		if !ok {
			return fmt.Errorf("%w: --lang: got %q; want fr or en", errUsage, lang)
		}
		o.Dir = args[0]
		d, err := docket.Read(c.Context(), o)
		if err != nil {
			return err
		}
		write := printer.printTable
		if asJSON {
			write = printer.printJSON
		}
		if err := write(t.out, d); err != nil {
			return err
		}
		if len(d.Rejects) > 0 {
			return errRejected
		}
		return nil
	}
	return c
}

func stepList() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, s := range procedure.Steps() {
		fmt.Fprintf(w, "  %s\t%s\n", s.Word, s.EN)
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}
