package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"text/tabwriter"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
)

// version of the program; the manifest of a run names it beside the fingerprint of the rules.
const version = "0.1.0"

// terminal is where the program writes: results on out, events and errors on err.
type terminal struct {
	out    io.Writer
	err    *os.File                     // for harmless to write to
	pipe   io.Writer                    // out as it is, for what only programs read
	format string                       // json or console; empty chooses by whether err is a terminal
	bars   atomic.Pointer[mpb.Progress] // that are shown on err now; nil for none
}

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
  vigie sample out -n 200 --out review.csv          findings for people to review
  vigie score out review.csv                        precision of each rule, once they have
  source <(vigie completion bash)                   let the shell complete commands, flags and rules`,
		Version:           version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
	}
	root.SetOut(t.out)
	root.SetErr(harmless{t.err})
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", errUsage, err) })
	root.PersistentFlags().StringVar(&t.format, "log", "", "form of events on stderr: json or console (default json, console on a terminal)")
	complete(root, "log", "json", "console")
	root.AddCommand(newAudit(t), newCheck(t), newRules(t), newExplain(t), newDeadlines(t), newReport(t), newVerify(t), newDiff(t), newSample(t), newScore(t), newSynth(t), newWorker(t), newExitCodes())
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

func newExitCodes() *cobra.Command {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, e := range exitTable {
		fmt.Fprintf(w, "  %d\t%s\n", e.code, e.says)
	}
	w.Flush()
	return &cobra.Command{
		Use:     "exit-codes",
		Short:   "What the exit codes mean",
		Example: "  vigie help exit-codes\n  vigie audit /data/2026-03-01 --out /audits/2026-03-01 --fail-on anomaly; [ $? -eq 5 ] && echo look",
		Long:    "Exit codes. Where several hold: 1, 130, 6, 5, 3.\n\n" + b.String(),
	}
}

// logger writes events: JSON for cron, lines for a person at a terminal.
func (t *terminal) logger() (zerolog.Logger, error) {
	switch t.format {
	case "", "json", "console":
	default:
		return zerolog.Nop(), fmt.Errorf("%w: --log: got %q; want json or console", errUsage, t.format)
	}
	if t.console() {
		return zerolog.New(zerolog.ConsoleWriter{
			Out: aboveBars{t}, NoColor: os.Getenv("NO_COLOR") != "" || !isTerminal(t.err), TimeFormat: "15:04:05",
			FormatFieldValue: func(value any) string { return escaped(fmt.Sprintf("%s", value)) }, // the colours come from the writer
		}).With().Timestamp().Logger(), nil
	}
	return zerolog.New(harmless{aboveBars{t}}).With().Timestamp().Logger(), nil
}

// console says whether events are lines for a person.
func (t *terminal) console() bool {
	return t.format == "console" || t.format == "" && isTerminal(t.err)
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && info.Mode()&os.ModeDevice != 0 && f.Name() != os.DevNull
}
