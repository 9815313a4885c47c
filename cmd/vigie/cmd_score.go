package main

import (
	"vigie/pipeline/review"

	"github.com/spf13/cobra"
)

func newScore(t *terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "score OUT REVIEWED.csv",
		Short: "Precision of each rule, from a sample that people have reviewed",
		Long: `score reads a file of vigie sample in which reviewers have filled the column outcome. It gives for each rule the share of
its findings that was confirmed: confirmed / (confirmed + rejected), with Wilson's interval of 95 %. Unclear cases are counted
apart, and so are those without an outcome yet.

The overall precision weights each rule and verdict by how many findings it has in the run. Rules and verdicts without a
decided case are left out, and a line says how many findings they have. Its interval uses the effective size of the sample.

A file that does not match the run is exit 4, and the message gives its line: another run_id, an anomaly_id that the run
does not have or that comes twice, an outcome that is none of the words.`,
		Example: "  vigie score out review.csv\n  vigie score out review.csv --json",
		Args:    exactly(2),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "everything as JSON, by rule and verdict too")
	c.RunE = func(c *cobra.Command, args []string) error {
		score, err := review.Score(c.Context(), args[0], args[1])
		if err != nil {
			return err
		}
		if asJSON {
			return printScoreJSON(t.out, score)
		}
		return printScore(t.out, score)
	}
	return c
}
