package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/pipeline"
)

func newVerify(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:     "verify OUT",
		Short:   "Recompute every hash of OUT and read each file with the second Parquet implementation",
		Long:    "verify recomputes the hash of each file that the manifest of OUT lists, and the manifest's own, and reads every Parquet\nfile with an implementation that did not write it. A mismatch is exit 1.",
		Example: "  vigie verify out",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			problems, err := pipeline.Verify(args[0])
			if err != nil {
				return err
			}
			for _, p := range problems {
				fmt.Fprintln(t.out, printable(p))
			}
			if len(problems) > 0 {
				return errProblems
			}
			fmt.Fprintf(t.out, "%s: every file is as it was published\n", args[0])
			return nil
		},
	}
}
