package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// version of the program; the manifest of a run names it beside the fingerprint of the rules.
const version = "0.1.0"

func newRoot(t *terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "vigie",
		Short: "Audit transport and care claims against R147-8",
		Long: `vigie audits French transport and care claims against article R147-8 of the Code de la sécurité sociale
and writes what an analyst should look at to Parquet. An anomaly is an indication compatible with a breach;
a person decides.`,
		Example: `  vigie check fixtures/sample                       what can be judged of it, and what is missing
  vigie audit fixtures/sample --out out             judge it, publish out
  vigie verify out                                  is out as it was published?
  vigie rules 2g-mode-above-prescription            what a rule tests, and on what grounds
  vigie explain out CLAIM_ID                        every rule's verdict on one claim
  vigie diff before after                           what came and went between two runs
  vigie nights audits                               what the nights of a folder rest on, what stands
  vigie sample out -n 200 --out review.csv          findings for people to review
  vigie score out review.csv                        precision of each rule, once they have
  source <(vigie completion bash)                   let the shell complete commands, flags and rules`,
		Version:           version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
	}
	root.SetOut(t.out)
	root.SetErr(escapingWriter{t.err})
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", errUsage, err) })
	root.PersistentFlags().StringVar(&t.format, "log", "", "form of events on stderr: json or console (default json, console on a terminal)")
	complete(root, "log", "json", "console")
	root.AddCommand(newAudit(t), newCheck(t), newRules(t), newExplain(t), newDeadlines(t), newReport(t), newNights(t), newVerify(t), newDiff(t), newSample(t), newScore(t), newSynth(t), newWorker(t), newExitCodes())
	root.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("%w: no command %q", errUsage, args[0])
		}
		return c.Help()
	}
	root.Args = cobra.ArbitraryArgs
	return root
}

// exactly checks the number of arguments as wrong usage, with the form that was wanted.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%w: got %d arguments; want %s", errUsage, len(args), c.UseLine())
		}
		return nil
	}
}

// atMost checks the number of arguments in the same way.
func atMost(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return fmt.Errorf("%w: got %d arguments; want %s", errUsage, len(args), c.UseLine())
		}
		return nil
	}
}
