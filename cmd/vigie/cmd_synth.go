package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/fixtures/synth"
)

func newSynth(t *terminal) *cobra.Command {
	var o synth.Options
	var layout string
	c := &cobra.Command{
		Use:     "synth --legs N --seed S OUT",
		Short:   "Write a seeded dataset with known truth",
		Long:    "synth writes a made-up dataset: claims, registers, and truth.csv, which lists every finding and every row of\nconduct that was planted. The same seed and number of legs give the same bytes.",
		Example: "  vigie synth --legs 100000 --seed 1 /tmp/claims",
		Args:    exactly(1),
	}
	f := c.Flags()
	f.IntVar(&o.Legs, "legs", 10_000, "transport legs")
	f.Uint64Var(&o.Seed, "seed", 1, "seed")
	f.Float64Var(&o.Planted, "planted", 0.03, "share of the legs on which a finding is planted")
	f.StringVar(&layout, "layout", "canonical", "layout of the files: canonical or dcir")
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case o.Legs < 1:
			return fmt.Errorf("%w: --legs: got %d; want at least 1", errUsage, o.Legs)
		case o.Planted < 0 || o.Planted > 0.2:
			return fmt.Errorf("%w: --planted: got %g; want a share from 0 to 0.2", errUsage, o.Planted)
		case layout != "canonical" && layout != "dcir":
			return fmt.Errorf("%w: --layout: got %q; want canonical or dcir", errUsage, layout)
		}
		if layout == "dcir" {
			o.Layout = synth.DCIR
		}
		if o.Planted == 0 {
			o.Planted = -1 // synth.Write takes 0 for the default
		}
		s, err := synth.Write(c.Context(), args[0], o)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "%d legs and %d acts of care, %d planted findings, %d bytes\n", s.Legs, s.Acts, s.Findings, s.Bytes)
		return err
	}
	return c
}
