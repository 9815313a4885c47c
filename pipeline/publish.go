package pipeline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/findings"
	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
)

// publish writes the tables, has each read back by the second implementation, and gives the folder its name. The tables are
// encoded side by side, each read back while others are still written.
func (r *run) publish(ctx context.Context, draft *publish.Draft, j *judged, o *Outcome) error {
	defer r.clock.stage("publish")()
	rejects, err := r.writeRejects(j, draft.Path(publish.RejectsFile))
	if err != nil {
		return err
	}
	if r.MaxRejects.exceeded(o) {
		if err := draft.KeepRejects(rejects); err != nil {
			return err
		}
		return fmt.Errorf("%w: got %d of %d records; want at most %s; see %s.%s",
			ErrTooManyRejects, o.Rejected, o.Read, r.MaxRejects, r.Out, publish.RejectsFile)
	}
	conduct := r.conduct(j, o, r.suppressions(o.AsOf))
	var work errgroup.Group
	files := []*parquet.FileInfo{rejects, j.anomalies, nil, nil, j.ledger}
	work.Go(j.ledger.ReadBack)
	work.Go(j.anomalies.ReadBack)
	work.Go(func() (err error) {
		create := func(path string) (*parquet.Writer[findings.Conduct], error) {
			return findings.CreateConduct(path, o.RunID)
		}
		files[2], err = writeTable(conduct, create, draft.Path(publish.ConductFile))
		return err
	})
	work.Go(func() (err error) {
		files[3], err = writeTable(coverageRows(o.Coverage), findings.CreateCoverage, draft.Path(publish.CoverageFile))
		return err
	})
	if err := cmp.Or(work.Wait(), ctx.Err()); err != nil {
		return err
	}
	m := r.manifest(o)
	page, err := r.writeReport(draft, m, o, j.page, conduct)
	if err != nil {
		return err
	}
	return draft.Publish(m, append(files, page))
}

// writeTable writes a table and reads it back.
func writeTable[R any](rows []R, create func(path string) (*parquet.Writer[R], error), path string) (*parquet.FileInfo, error) {
	w, err := create(path)
	if err != nil {
		return nil, err
	}
	writeErr := w.Write(rows)
	info, err := w.Close()
	if writeErr != nil {
		return nil, writeErr
	}
	if err != nil {
		return nil, err
	}
	return info, info.ReadBack()
}

func coverageRows(list []rules.Coverage) []findings.Coverage {
	rows := make([]findings.Coverage, len(list))
	for i, c := range list {
		rows[i] = findings.Coverage{
			RuleID: c.Rule.ID, Item: string(c.Rule.Item),
			Compliant: c.Verdicts[rules.Compliant], Anomaly: c.Verdicts[rules.Anomaly], Review: c.Verdicts[rules.Review],
			NotApplicable: c.Verdicts[rules.NotApplicable], InsufficientData: c.Verdicts[rules.InsufficientData], Lifted: c.Lifted,
			Blamed: blamed(c),
		}
	}
	return rows
}

// blamed lists what left a rule undecided, by name.
func blamed(c rules.Coverage) []findings.Blame {
	var list []findings.Blame
	for _, what := range slices.Sorted(maps.Keys(c.Blamed)) {
		list = append(list, findings.Blame{What: what, Claims: c.Blamed[what]})
	}
	return list
}

func (r *run) manifest(o *Outcome) *publish.Manifest {
	m := &publish.Manifest{
		RunID: o.RunID, Program: publish.Built(r.Version), AsOf: o.AsOf.String(), From: r.From.String(), To: r.To.String(),
		Encoding: r.Encoding.String(), DataDir: r.Dir, RegistersDir: r.data.registers, RuleSet: rules.Fingerprint(), PseudonymKey: r.pseudonyms.Fingerprint(),
		Parameters: r.thresholds(), Inputs: o.inputs(), Tables: r.tablesJoined(), Registers: r.supplied(), History: r.history(),
		Counts: publish.Counts{Read: o.Read, Claims: o.Claims, Context: o.Context, Cancelled: o.Cancelled, Rejected: o.Rejected - o.RegistersRejected,
			Joined: o.Joined, LeftOut: o.LeftOut, UnknownService: o.UnknownService,
			ReversalWithoutOriginal: o.ReversalWithoutOriginal,
			Earlier:                 o.Earlier, CancelledEarlier: o.CancelledEarlier},
		Timings: publish.Timings{Started: r.clock.started, Finished: time.Now(), Stages: r.clock.stages},
	}
	m.ParameterFile = r.parameterFile
	if m.Program.SHA256 == "" {
		r.log.Warn().Msg("the program's own file cannot be read: the manifest does not identify it")
	}
	if r.Exit != nil {
		m.Exit.Code, m.Exit.Words = r.Exit(o)
	}
	for _, c := range o.Coverage {
		m.Verdicts = append(m.Verdicts, publish.RuleVerdicts{
			Rule: c.Rule.ID, Anomaly: c.Verdicts[rules.Anomaly], Review: c.Verdicts[rules.Review], Compliant: c.Verdicts[rules.Compliant],
			NotApplicable: c.Verdicts[rules.NotApplicable], InsufficientData: c.Verdicts[rules.InsufficientData], Lifted: c.Lifted,
		})
	}
	return m
}

// history tells whose ledger was read; nil where none was.
func (r *run) history() *publish.History {
	if r.past == nil {
		return nil
	}
	return &publish.History{Folder: r.past.Folder, RunID: r.past.RunID, AsOf: r.past.AsOf.String(), SHA256: r.past.SHA256}
}

// fromFile marks a parameter that the run had from its parameter file.
const fromFile = "parameter file"

// thresholds tells every parameter of the run, for the manifest.
func (r *run) thresholds() []publish.Parameter {
	var list []publish.Parameter
	for _, d := range r.parameters.All() {
		p := publish.Parameter{Name: d.Name, Unit: d.Unit, Source: d.Source, From: "default"}
		if d.Set {
			p.From = fromFile
		}
		for _, v := range d.Values {
			p.Values = append(p.Values, publish.ParameterValue{Since: v.From.String(), Value: d.Show(v.Amount)})
		}
		list = append(list, p)
	}
	return list
}

func (r *run) supplied() []publish.Register {
	list := []publish.Register{}
	for _, s := range r.registers.Supplied() {
		reg := publish.Register{Name: s.Name, Rows: int64(s.Rows), Rejected: int64(s.Rejected), TakenOn: s.TakenOn.String(), Complete: s.Complete}
		for _, f := range s.Files {
			reg.Files = append(reg.Files, publish.RegisterFile{Path: f.Name, SHA256: hex.EncodeToString(f.SHA256[:]), Bytes: f.Size})
		}
		list = append(list, reg)
	}
	return list
}

// runID names the run by what went in: every input and register, the rules and the parameters. Where the files stood and
// when it ran do not count.
func (r *run) runID(o *Outcome) string {
	chosen := make([]string, len(r.auditor.Rules))
	for i, rule := range r.auditor.Rules {
		chosen[i] = rule.ID
	}
	ledger := ""
	if r.past != nil {
		ledger = r.past.SHA256
	}
	type input struct{ Path, Kind, SHA256 string }
	var inputs []input
	for _, in := range o.inputs() {
		inputs = append(inputs, input{in.Path, in.Kind, in.SHA256})
	}
	what, err := json.Marshal(struct {
		Inputs     []input
		Registers  []publish.Register
		RuleSet    string
		Rules      []string
		Parameters []publish.Parameter
		Ledger     string // of earlier nights
		Key        string // for pseudonyms
		AsOf       string
		From, To   string
		Encoding   int
	}{inputs, r.supplied(), rules.Fingerprint(), chosen, r.thresholds(), ledger, r.pseudonyms.Fingerprint(), o.AsOf.String(), r.From.String(), r.To.String(), int(r.Encoding)})
	if err != nil {
		panic(err) // plain strings and numbers always marshal
	}
	sum := sha256.Sum256(what)
	return hex.EncodeToString(sum[:16])
}
