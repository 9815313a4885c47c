package main

import (
	"fmt"

	"vigie/pipeline/diff"

	"github.com/spf13/cobra"
)

func newDiff(t *terminal) *cobra.Command {
	var asJSON bool
	most := 40
	c := &cobra.Command{
		Use:   "diff OUT_A OUT_B",
		Short: "Findings that are new, gone or changed between two runs, and why",
		Long: `diff compares the findings of run B with those of run A, anomalies by anomaly_id and conduct by conduct_id. It says why each
finding is new, gone or changed:

  by data         the manifests differ in the data only: inputs, registers, history, days, pseudonym key
  by rules        they differ in the rules only: rule set, parameters, rules applied, program; or they differ in both, and
                  the finding has the same claim and facts but for parameters, or is of a rule that only one run applied
  cannot be told  they differ in both, and nothing shows which of the two it was

The exit code is 0 whether or not the runs are equal, and 1 where a folder is not what its run wrote.`,
		Example: "  vigie diff audits/2026-03-01 audits/2026-03-02\n  vigie diff before after --most 0\n  vigie diff before after --json",
		Args:    exactly(2),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "everything as JSON, each finding included")
	c.Flags().IntVar(&most, "most", most, "findings to list; 0 for all")
	c.RunE = func(c *cobra.Command, args []string) error {
		if most < 0 {
			return fmt.Errorf("%w: --most: got %d; want a number of findings, or 0 for all", errUsage, most)
		}
		d, err := diff.Compare(c.Context(), args[0], args[1])
		if err != nil {
			return err
		}
		w := &lineWriter{w: t.out}
		if asJSON {
			err = printDiffJSON(c.Context(), w, d)
		} else {
			err = printDiff(c.Context(), w, d, most)
		}
		if err != nil {
			return err
		}
		return w.Flush()
	}
	return c
}
