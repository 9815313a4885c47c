package main

import (
	"github.com/spf13/cobra"

	"vigie/rules"
)

// complete lets the shell complete the values of a flag.
func complete(c *cobra.Command, flag string, values ...string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // no such flag, or completed twice: a slip in the command itself
	}
}

// ruleIDs are completed where a rule is wanted.
func ruleIDs() []string {
	var ids []string
	for _, r := range rules.All() {
		ids = append(ids, r.ID)
	}
	return ids
}
