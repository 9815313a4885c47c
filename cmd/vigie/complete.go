package main

import (
	"github.com/spf13/cobra"

	"vigie/rules"
)

// complete lets the shell complete the values of a flag.
func complete(c *cobra.Command, flag string, values ...string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // no such flag, or completed twice: a mistake in the command itself
	}
}

// ruleIDs are the completions of an argument that names a rule.
func ruleIDs() []string {
	var ids []string
	for _, r := range rules.All() {
		ids = append(ids, r.ID)
	}
	return ids
}
