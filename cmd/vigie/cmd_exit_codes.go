package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func newExitCodes() *cobra.Command {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, e := range exitTable {
		fmt.Fprintf(w, "  %d\t%s\n", e.code, e.meaning)
	}
	w.Flush()
	return &cobra.Command{
		Use:     "exit-codes",
		Short:   "What the exit codes mean",
		Example: "  vigie help exit-codes\n  vigie audit /data/2026-03-01 --out /audits/2026-03-01 --fail-on anomaly; [ $? -eq 5 ] && echo look",
		Long:    "Exit codes. Where several hold: 1, 130, 6, 5, 3.\n\n" + b.String(),
	}
}
