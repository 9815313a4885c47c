package main

import (
	"github.com/spf13/cobra"
)

func newRules(t *terminal) *cobra.Command {
	var asJSON bool
	var against string
	stale := -1
	c := &cobra.Command{
		Use:   "rules [ID]",
		Short: "R147-8 item by item: which rules there are, what they need, or why there is none",
		Long: `rules lists the items of article R147-8 with the rules of each; one for which no days are given is in force since that article is,
25 August 2005. With an id it says what the rule tests, on which texts it rests, with the first day of each version, and on which days
it is in force: a finding cites the version of the day of the claim.

With --against it compares every citation of the Code de la sécurité sociale with the official versions: each line
names an article of which a cited day begins no version, a version is newer than those cited or is missing among them, or that is
repealed. The exit code is 0 where there is none, 1 where there are some, 4 where FILE is not one of scripts/law.`,
		Example: "  vigie rules\n  vigie rules 2i-no-professional-card\n  vigie rules --json\n  scripts/law official.json && vigie rules --against official.json",
		Args:    cobra.MaximumNArgs(1),

		ValidArgsFunction: cobra.FixedCompletions(ruleIDs(), cobra.ShellCompDirectiveNoFileComp),
	}
	c.Flags().IntVar(&stale, "stale", stale, "list the citations and thresholds that were last checked at least this many months ago")
	c.Flags().StringVar(&against, "against", "", "compare the citations with the official versions in `FILE`, which scripts/law makes")
	c.Flags().BoolVar(&asJSON, "json", false, "the whole catalogue as JSON, or the lines of --against")
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case c.Flags().Changed("against"):
			return printAgainst(t.out, against, asJSON)
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
