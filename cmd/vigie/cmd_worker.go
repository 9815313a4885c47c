package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"vigie/pipeline"
	"vigie/pipeline/worker"
	"vigie/rules/civil"
)

func newWorker(t *terminal) *cobra.Command {
	var o worker.Options
	c := &cobra.Command{
		Use:   "worker [STEP --job FILE]",
		Short: "Judge claims on an Arrow stream, or do one step of an audit on many machines",
		Long: `worker reads Arrow IPC streams on stdin, one after another, and answers each with one on stdout.

Without a step the rows are claims, with the columns of transports or of care as texts or in their types, and the answer has the
rows and columns of anomalies.parquet: what the rules find that look at one claim. Lines that reverse others are left out, and what
they reverse is yours to leave out. The log on stderr tells what was rejected (exit 3) and what could not be decided.

With a step it does that part of an audit which is spread over many processes, the rules across claims and coverage included. Spark
starts it, cuts the claims into partitions and brings together what belongs together; see scripts/spark/README.md. The steps, in
their order:

  read       lines of CSV files, or rows of tables: columns _file, _block and _line or those of the claims or the DCIR table
  join       rows of the DCIR tables, sorted by key: columns key, position, body
  reverse    acts and what may reverse them, sorted by match: columns match, position, act, act_key, reversal
  judge      claims, every rule that looks at one claim: columns position, state, body
  prefilter  group keys sorted by group: columns group, position, body
  members    claims that may matter to rules of groups: columns position, rule, body
  group      members sorted by group: columns group, position, body
  describe   claims with their group rulings, sorted by position: columns position, body, ruling
  repeat     findings that count, sorted by group: columns group, rule, body
  conclude   what was counted: columns what, body

It needs no disk. Beside the registers it holds a batch, a group, or the group rulings of one claim at a time; the rows of one key are a
group, and so are the acts that match. Rows of ER_PRS_F find their prescriptions in --registers, of which the step read wants no more. A
stream that is cut, corrupt or of another step is exit 4, with a message.`,
		Example:   "  vigie worker --registers /data/registers --as-of 2026-03-01 <claims.arrow >findings.arrow\n  vigie worker judge --job job.json --registers /data/registers <claims.arrow >findings.arrow",
		Args:      atMost(1),
		ValidArgs: worker.Steps,
	}
	f := c.Flags()
	f.StringVar(&o.Job, "job", "", "file with what all processes of the job must know alike, in JSON (required with a step)")
	f.StringVar(&o.Registers, "registers", "", "folder of the reference registers")
	f.Var(dayFlag{&o.AsOf}, "as-of", "without a step: the day that counts as today (default the day of the clock)")
	f.StringVar(&o.Params, "params", "", "without a step: YAML file of parameters, over the defaults")
	f.StringSliceVar(&o.Rules, "rules", nil, "without a step: apply only these rules, by id")
	complete(c, "rules", ruleIDs()...)
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		if len(args) > 0 {
			o.Step = args[0]
		}
		switch alone := o.AsOf != 0 || o.Params != "" || o.Rules != nil; {
		case o.Step == "" && o.Job != "":
			return fmt.Errorf("%w: --job without a step; want %s", errUsage, strings.Join(worker.Steps, ", "))
		case o.Step == "":
		case !slices.Contains(worker.Steps, o.Step):
			return fmt.Errorf("%w: got step %q; want %s", errUsage, o.Step, strings.Join(worker.Steps, ", "))
		case o.Job == "":
			return fmt.Errorf("%w: no --job; want %s", errUsage, c.UseLine())
		case alone:
			return fmt.Errorf("%w: --as-of, --params and --rules of a step stand in its job", errUsage)
		}
		if o.Step == "" && o.AsOf == 0 {
			o.AsOf, _ = civil.ParseDay([]byte(time.Now().Format(time.DateOnly)))
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
		if err := worker.Work(c.Context(), o, c.InOrStdin(), t.pipe); err != nil {
			return err
		}
		if rejected > 0 {
			return errRejected
		}
		return nil
	}
	return c
}

// logJudged logs what became of the claims of a stream: silence would look like a clean bill.
func logJudged(log zerolog.Logger, j *worker.Judged) {
	if j.Read() == 0 {
		log.Warn().Msg("a stream without claims")
		return
	}
	if j.Rejected > 0 {
		log.Warn().Int64("row", j.FaultRow).Str("fault", j.Fault).Msg("first record that was rejected")
	}
	log.Info().Str("run_id", j.RunID).Str("as_of", j.AsOf.String()).Int64("read", j.Read()).Int64("claims", j.Claims).
		Int64("rejected", j.Rejected).Int64("cancelled", j.Cancelled).
		Func(func(e *zerolog.Event) { pipeline.LogCoverage(e, j.Coverage) }).Msg("claims judged, each by itself")
}
