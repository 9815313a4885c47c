package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"vigie/pipeline"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/pipeline/worker"
)

func newWorker(t *terminal) *cobra.Command {
	var o worker.Options
	c := &cobra.Command{
		Use:   "worker [STEP --job FILE]",
		Short: "Judge claims on an Arrow stream, or do one step of an audit on many machines",
		Long: `worker reads Arrow IPC streams on stdin, one after another, and answers each with one on stdout.

Without a step the rows are claims, with the columns of transports or of care as texts or in their types, and the answer has the
rows and columns of anomalies.parquet, with the findings of the rules that look at one claim. Lines that reverse others are left
out; the caller must leave out the lines that they reverse. The log on stderr has what was rejected (exit 3) and what could not be
decided.

With a step it does one part of an audit that is spread over many processes and includes rules across claims, and coverage. Spark
starts the processes, cuts the claims into partitions and groups the rows; see scripts/spark/README.md. The steps, in their order:

  read       lines of CSV files, or rows of tables: columns _file, _block and _line or those of the claims or the DCIR table
  join       rows of the DCIR tables, sorted by key: columns key, position, body
  reverse    acts and what may reverse them, sorted by match: columns match, position, act, act_key, reversal
  today      days of claims: columns sent, paid, served, claims
  match      a sample of claims: column body
  judge      claims, every rule that looks at one claim: columns position, state, body
  prefilter  group keys sorted by group: columns group, position, body
  members    claims that may matter to rules of groups: columns position, rule, body
  group      members sorted by group: columns group, position, body
  describe   claims with their group rulings, sorted by position: columns position, body, ruling
  repeat     findings that count, sorted by group: columns group, rule, body
  conclude   what was counted: columns what, body

It needs no disk. Memory holds the registers, and at a time one batch, one group, or the group rulings of one claim; the rows of one
key are a group, and so are the acts that match. Without a step, claims wait until each register is known to match one of them: 32,768
at most, as many as vigie audit looks at. The step read uses --registers only to find the prescriptions of rows of ER_PRS_F. A
stream that is cut, corrupt or of another step is exit 4, with a message.`,
		Example:   "  vigie worker --registers /data/registers --as-of 2026-03-01 <claims.arrow >findings.arrow\n  vigie worker judge --job job.json --registers /data/registers <claims.arrow >findings.arrow",
		Args:      atMost(1),
		ValidArgs: worker.Steps,
	}
	f := c.Flags()
	f.StringVar(&o.Job, "job", "", "JSON file with the settings that all processes of the job share (required with a step)")
	f.StringVar(&o.Registers, "registers", "", "folder of the reference registers")
	f.Var(dayFlag{&o.AsOf}, "as-of", "without a step: the day that counts as today (default the day of the clock)")
	f.StringVar(&o.Params, "params", "", "without a step: YAML file of parameters, over the defaults")
	f.StringSliceVar(&o.Rules, "rules", nil, "without a step: apply only these rules, by id")
	complete(c, "rules", ruleIDs()...)
	instantsFlag(c, &o.Instants)
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		if len(args) > 0 {
			o.Step = args[0]
		}
		switch alone := o.AsOf != 0 || o.Params != "" || o.Rules != nil || o.Instants != tablefile.InstantsRefused; {
		case o.Step == "" && o.Job != "":
			return fmt.Errorf("%w: --job without a step; want %s", errUsage, strings.Join(worker.Steps, ", "))
		case o.Step == "":
		case !slices.Contains(worker.Steps, o.Step):
			return fmt.Errorf("%w: got step %q; want %s", errUsage, o.Step, strings.Join(worker.Steps, ", "))
		case o.Job == "":
			return fmt.Errorf("%w: no --job; want %s", errUsage, c.UseLine())
		case alone:
			return fmt.Errorf("%w: --as-of, --params, --rules and --instants of a step stand in its job", errUsage)
		}
		if o.Step == "" && o.AsOf == 0 {
			o.AsOf = today()
		}
		log, err := t.logger()
		if err != nil {
			return err
		}
		rejected := int64(0)
		o.Judged = func(j *worker.Judged) {
			rejected += j.Rejected
			logJudged(log, j)
		}
		if err := worker.Work(c.Context(), o, c.InOrStdin(), t.raw); err != nil {
			return err
		}
		if rejected > 0 {
			return errRejected
		}
		return nil
	}
	return c
}

// logJudged logs what became of the claims of a stream: without it an empty answer would look like a clean result.
func logJudged(log zerolog.Logger, j *worker.Judged) {
	if j.Read() == 0 {
		log.Warn().Msg("a stream without claims")
		return
	}
	if j.Rejected > 0 {
		log.Warn().Int64("row", j.FaultRow).Str("fault", j.Fault).Msg("first record that was rejected")
	}
	for _, name := range slices.Sorted(maps.Keys(j.Unmatched)) {
		if keys := j.Unmatched[name]; keys > 0 {
			log.Warn().Str("register", name).Int64("keys", keys).Msg(judge.Unmatched(name, keys) + ": it proves nothing of anybody")
		}
	}
	log.Info().Str("run_id", j.RunID).Str("as_of", j.AsOf.String()).Int64("read", j.Read()).Int64("claims", j.Claims).
		Int64("rejected", j.Rejected).Int64("cancelled", j.Cancelled).
		Func(func(e *zerolog.Event) { pipeline.LogCoverage(e, j.Coverage) }).Msg("claims judged, each by itself")
}
