package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"vigie/pipeline/review"

	"github.com/spf13/cobra"
)

// separators of CSV that --separator names.
var separators = map[string]rune{"comma": ',', "semicolon": ';', "tab": '\t'}

func newSample(t *terminal) *cobra.Command {
	o := review.Options{Seed: 1}
	var to, separator string
	c := &cobra.Command{
		Use:   "sample OUT -n N --seed S",
		Short: "Draw findings for review, by rule and verdict, as CSV",
		Long: `sample draws N findings of a run for people to review and writes them as CSV. It draws by rule and verdict: at least one
finding of each while N allows, the rest in proportion to how many there are; within each every finding is as likely as any
other. The same run, N and seed draw the same. Findings that somebody has set aside are left out.

The columns stratum_size and stratum_sampled are how many findings of that rule and verdict there are, and how many of them
were drawn: a row stands for stratum_size / stratum_sampled findings. The reviewer fills outcome with confirmed, rejected or
unclear, and comment with anything; vigie score reads the file again.

No cell becomes a formula in a spreadsheet: an apostrophe is put before =, +, - and @ (blanks and apostrophes before them
included) where they begin a text cell or follow a comma, a semicolon, a tab or a line end in it. To get the data back,
remove one apostrophe at each such place.`,
		Example: "  vigie sample out -n 200 --seed 1 --out review.csv\n  vigie sample out -n 200 --seed 1 --separator semicolon --out review.csv",
		Args:    exactly(1),
	}
	f := c.Flags()
	f.Int64VarP(&o.N, "number", "n", 0, "findings to draw (required)")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "seed of the draw")
	f.StringVar(&to, "out", "", "file to write, which must not be there yet (default standard output)")
	f.StringVar(&separator, "separator", "comma", "separator of columns: comma, semicolon or tab")
	complete(c, "separator", "comma", "semicolon", "tab")
	c.RunE = func(c *cobra.Command, args []string) error {
		var ok bool
		if o.Separator, ok = separators[separator]; !ok {
			return fmt.Errorf("%w: --separator: got %q; want comma, semicolon or tab", errUsage, separator)
		}
		if o.N < 1 {
			return fmt.Errorf("%w: -n: got %d; want at least 1", errUsage, o.N)
		}
		sample := func(w io.Writer) (*review.Drawn, error) { return review.Sample(c.Context(), args[0], o, w) }
		if to == "" {
			w := t.dataWriter()
			if _, err := sample(w); err != nil {
				return err
			}
			return w.Flush()
		}
		drawn, err := writeNew(to, sample)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(t.out, sampleSummary(to, drawn))
		return err
	}
	return c
}

// sampleSummary says how many findings were drawn, and how many strata have none of them.
func sampleSummary(to string, s *review.Drawn) string {
	left := 0
	for _, stratum := range s.Strata {
		if stratum.Sampled == 0 {
			left++
		}
	}
	words := fmt.Sprintf("%s: %d of %d findings, of %d rules and verdicts", to, s.Drawn, s.Findings, len(s.Strata)-left)
	if left > 0 {
		words += fmt.Sprintf("; %d more have none: draw at least %d to have one of each", left, len(s.Strata))
	}
	return words
}

// writeNew writes a file that is not there yet, so that a review in progress is never overwritten. A file that could
// not be written whole is removed.
func writeNew[R any](path string, write func(io.Writer) (R, error)) (result R, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	switch {
	case errors.Is(err, fs.ErrExist):
		return result, fmt.Errorf("%w: %s exists already; want a new name, lest a review be lost", errUsage, path)
	case err != nil:
		return result, fmt.Errorf("cannot write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	w := bufio.NewWriter(f)
	result, err = write(w)
	if err == nil {
		err = w.Flush()
	}
	return result, errors.Join(err, f.Close())
}
