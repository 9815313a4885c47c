package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/pipeline/publish"
)

func newNights(t *terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "nights ROOT",
		Short: "The nights in a folder of runs: the history of each, which are stale, what stands in sum",
		Long: `nights lists the runs in a folder, oldest first: the day of each, the run whose ledger it read, how many findings it told and
withdrew, and how many rows about subjects it has. What stands in sum is what all of them told less what they withdrew: a finding
that an earlier night told is not told again. The numbers are those of the manifests; vigie verify OUT checks one against its files.

A night is stale where what it rests on is no longer so:

  replaced  in the place of its history is another run
  gone      its history is no longer there, though a night as old is
  stale     its history is stale

Stale nights are put right by running them again, oldest first, each into its folder with --replace and the day that it had. A night
that is run again takes the history that it took the first time, so that it gives the same bytes; where another run is in the place
of that history, it takes what counts now. That is: the newest run of an earlier day, or of the same day over other claim files;
never one of a later day. A night whose history is older than all nights of the folder is not stale: it was kept no longer.

The exit code is 0 whether or not a night is stale, and 4 where the folder holds no run or a manifest cannot be read.`,
		Example: "  vigie nights /audits\n  vigie nights /audits --json",
		Args:    exactly(1),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "everything as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		nights, err := publish.Nights(args[0])
		if err != nil {
			return err
		}
		if len(nights) == 0 {
			return fmt.Errorf("%w: %s: got a folder without a run; want one of runs", errUsage, args[0])
		}
		print := printNights
		if asJSON {
			print = printNightsJSON
		}
		w := &lineWriter{w: t.out}
		if err := print(w, nights); err != nil {
			return err
		}
		return w.Flush()
	}
	return c
}
