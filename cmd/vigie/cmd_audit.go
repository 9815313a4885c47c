package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"vigie/pipeline"
)

func newAudit(t *terminal) *cobra.Command {
	o := pipeline.Options{Workers: runtime.GOMAXPROCS(0), Memory: pipeline.DefaultMemory, Version: version}
	var failOn, progress, metrics string
	c := &cobra.Command{
		Use:   "audit DIR --out OUT",
		Short: "Apply every rule in force to the claims of DIR and publish the findings in OUT",
		Long: `audit reads the claims and registers of DIR, applies every rule that is in force and publishes the folder OUT, which
appears whole or not at all. On success it writes nothing but one summary event on stderr, and the heartbeat of a long run.
On a terminal it shows its progress, and a summary at the end.

The exit code is 3 where some input lines were rejected, and 6 where too many were: more than --max-rejects, or else more than 5 % of
the records and more than 20 of them. It is 4 where not one claim was read; with --allow-empty a night whose claim files have a header and
nothing below it publishes an empty run instead, which says so and hands the ledger of the history on. See vigie help exit-codes.

--history names the folder of earlier runs, or one of them. The newest counts whose day is before that of the run (or the same, where
it read other claim files); a later night never does. A run that is replaced and has the same day is the same night: its history is taken
again, and none where it took none. Where that history is gone, or another run is in its place, a warning says so and the history is
chosen as for a first run. Later nights that rest on the run that was replaced are named in a warning.

--metrics writes the counts and the exit code of the run in the text format of Prometheus, even where the run was refused or
failed; the time of the last success is then that of the file that it replaces. The file appears whole, and its group may read it. --sign signs the manifest with an Ed25519 key, which openssl makes:

  openssl genpkey -algorithm ed25519 -out key.pem
  openssl pkey -in key.pem -pubout -out pub.pem`,
		Example: "  vigie audit fixtures/sample --out out\n  vigie audit /data/2026-03-01 --registers /data/registers --out /audits/2026-03-01 --as-of 2026-03-01",
		Args:    exactly(1),
	}
	f := c.Flags()
	f.StringVar(&o.Out, "out", "", "folder to publish (required)")
	f.StringVar(&o.Registers, "registers", "", "folder of the reference registers (default DIR/registers)")
	layoutFlag(c, &o.Layout)
	instantsFlag(c, &o.Instants)
	f.Var(encodingFlag{&o.Encoding}, "encoding", "encoding of CSV files: utf-8, windows-1252 or latin-1")
	f.Var(dayFlag{&o.AsOf}, "as-of", "the day that counts as today (default the latest filing or payment in the input, a few implausible days left out)")
	f.Var(dayFlag{&o.From}, "from", "report only claims from this day on; the others stay context")
	f.Var(dayFlag{&o.To}, "to", "report only claims up to this day; the others stay context")
	f.StringVar(&o.History, "history", "", "folder of earlier runs, or of one; rules across claims see the claims of the newest of the past too")
	f.StringVar(&o.Params, "params", "", "YAML file of parameters, over the defaults")
	f.StringSliceVar(&o.Rules, "rules", nil, "apply only these rules, by id")
	f.IntVar(&o.Workers, "workers", o.Workers, "goroutines that decode and judge")
	f.Var(sizeFlag{&o.Memory}, "memory", "memory for claims before the disk is used, such as 512MiB")
	f.StringVar(&o.Pseudonyms, "pseudonym-key", "", "file with a key; outputs then have pseudonyms of patients, drivers and attendants, made with it")
	f.BoolVar(&o.Replace, "replace", false, "replace OUT where it exists")
	f.BoolVar(&o.AllowEmpty, "allow-empty", false, "publish an empty run where the claim files hold no claim, with the ledger of the history carried on")
	f.StringVar(&progress, "progress", "auto", "progress of the run: auto (bars on a terminal, else an event every ten seconds), always (bars with --log json too) or never")
	f.StringVar(&failOn, "fail-on", "", "exit 5 where a finding that is not set aside has this verdict or a graver one: anomaly or review")
	f.StringVar(&metrics, "metrics", "", "file for metrics of the run in the text format of Prometheus, however it ends")
	f.StringVar(&o.Sign, "sign", "", "Ed25519 private key (PEM, PKCS#8) that signs the manifest, as manifest.sig")
	f.StringVar(&o.Lang, "lang", "fr", "language of report.html: fr or en")
	f.Var(rejectsFlag{&o.MaxRejects}, "max-rejects", fmt.Sprintf("most records that may be rejected, as a number or with %% (default %d%%, or %d where that is more)", pipeline.UsualPercent, pipeline.UsualRejects))
	complete(c, "encoding", "utf-8", "windows-1252", "latin-1")
	complete(c, "rules", ruleIDs()...)
	complete(c, "progress", "auto", "always", "never")
	complete(c, "fail-on", "anomaly", "review")
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		o.Dir = args[0]
		if metrics != "" {
			if o.Meter, err = pipeline.NewMeter(metrics, o.Out, version); err != nil {
				return err
			}
			defer func() { err = writeMetrics(o.Meter, err) }()
		}
		switch {
		case o.Out == "":
			return fmt.Errorf("%w: no --out; want %s", errUsage, c.UseLine())
		case failOn != "" && failOn != "anomaly" && failOn != "review":
			return fmt.Errorf("%w: --fail-on: got %q; want anomaly or review", errUsage, failOn)
		case o.Lang != "fr" && o.Lang != "en":
			return fmt.Errorf("%w: --lang: got %q; want fr or en", errUsage, o.Lang)
		case progress != "auto" && progress != "always" && progress != "never":
			return fmt.Errorf("%w: --progress: got %q; want auto, always or never", errUsage, progress)
		case o.Workers < 1:
			return fmt.Errorf("%w: --workers: got %d; want at least 1", errUsage, o.Workers)
		}
		if err := checkLayout(o.Layout); err != nil {
			return err
		}
		log, err := t.logger()
		if err != nil {
			return err
		}
		o.Listener.Quiet = progress == "never"
		if !o.Listener.Quiet && t.canShowBars() && (t.console() || progress == "always") {
			o.Listener.Progress = t.showBars
		}
		if t.console() {
			o.Listener.Summary = func(outcome *pipeline.Outcome) { printSummary(t.err, o.Out, outcome) }
		}
		end := func(outcome *pipeline.Outcome) error {
			switch {
			case outcome.Meets(failOn):
				return errFlagged
			case outcome.Rejected > 0:
				return errRejected
			}
			return nil
		}
		o.Listener.Exit = func(outcome *pipeline.Outcome) (int, string) { return exitMeaning(end(outcome)) }
		outcome, err := pipeline.Audit(c.Context(), o, log)
		if err != nil {
			return err
		}
		return end(outcome)
	}
	return c
}
