package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"vigie/pipeline"
)

func newCheck(t *terminal) *cobra.Command {
	o := pipeline.Options{Workers: runtime.GOMAXPROCS(0)}
	asJSON := false
	c := &cobra.Command{
		Use:   "check DIR",
		Short: "Read everything, judge nothing: columns, rejects, and which rules could decide",
		Long: `check reads the claims and registers of DIR as audit would and judges nothing. It prints the columns found, missing and
unknown, the records that cannot be read, by file, column and shape with the likely remedy, and which rules could decide, and which
could not and why. It goes on where audit would refuse a file, a register or the folder itself, says what that is and what likely
helps, and exits then as audit would: 4 where a file cannot be read, 3 where records cannot.`,
		Example: "  vigie check fixtures/sample",
		Args:    exactly(1),
	}
	f := c.Flags()
	f.StringVar(&o.Registers, "registers", "", "folder of the reference registers (default DIR/registers)")
	layoutFlag(c, &o.Layout)
	instantsFlag(c, &o.Instants)
	f.Var(encodingFlag{&o.Encoding}, "encoding", "encoding of CSV files: utf-8, windows-1252 or latin-1")
	f.IntVar(&o.Workers, "workers", o.Workers, "goroutines that decode")
	f.BoolVar(&asJSON, "json", false, "everything as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		o.Dir = args[0]
		if err := checkLayout(o.Layout); err != nil {
			return err
		}
		survey, err := pipeline.Check(c.Context(), o)
		if err != nil {
			return err
		}
		show := printSurvey
		if asJSON {
			show = printSurveyJSON
		}
		if err := show(t.out, survey); err != nil {
			return err
		}
		if survey.Unusable != nil {
			return survey.Unusable
		}
		if survey.Rejected > 0 {
			return errRejected
		}
		return nil
	}
	return c
}
