package main

import (
	"github.com/spf13/cobra"
)

func newRules(t *terminal) *cobra.Command {
	var asJSON bool
	stale := -1
	c := &cobra.Command{
		Use:     "rules [ID]",
		Short:   "R147-8 item by item: which rules there are, what they need, or why there is none",
		Example: "  vigie rules\n  vigie rules 2i-no-professional-card\n  vigie rules --json",
		Args:    cobra.MaximumNArgs(1),

		ValidArgsFunction: cobra.FixedCompletions(ruleIDs(), cobra.ShellCompDirectiveNoFileComp),
	}
	c.Flags().IntVar(&stale, "stale", stale, "list the citations and thresholds that were last checked at least this many months ago")
	c.Flags().BoolVar(&asJSON, "json", false, "the whole catalogue as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case stale >= 0:
			return printStale(t.out, today().AddMonths(-stale))
		case asJSON:
			return printCatalogue(t.out)
		case len(args) == 1:
			return printRule(t.out, args[0])
		}
		return printOutline(t.out)
	}
	return c
}
