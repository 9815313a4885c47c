package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
)

// publish writes the other tables and the page, has every table read back by the second Parquet implementation, and gives the folder its
// name. Tables are written at the same time, and read back while others are still written.
func (a *audit) publish(ctx context.Context, draft *publish.Draft, r *results, o *Outcome) error {
	defer a.stopwatch.Stage("publish")()
	rejects, err := writeRejects(a, r, draft.Path(publish.RejectsFile))
	if err != nil {
		return err
	}
	if rejected, of, exceeded := a.MaxRejects.exceeded(o); exceeded {
		if err := draft.KeepRejects(rejects); err != nil {
			return err
		}
		return fmt.Errorf("%w: got %d of %d records; want at most %s; see %s.%s",
			ErrTooManyRejects, rejected, of, a.MaxRejects, a.Out, publish.RejectsFile)
	}
	conduct := conductRows(a, r, o)
	var work errgroup.Group
	files := []*parquet.FileInfo{rejects, r.anomalies, nil, nil, nil, r.ledger}
	work.Go(r.ledger.ReadBack)
	work.Go(r.anomalies.ReadBack)
	work.Go(func() (err error) {
		create := func(path string) (*parquet.Writer[findings.Conduct], error) {
			return findings.CreateConduct(path, o.RunID)
		}
		files[2], err = writeTable(conduct, create, draft.Path(publish.ConductFile))
		return err
	})
	work.Go(func() (err error) {
		files[3], err = writeTable(findings.CoverageOf(o.Coverage), findings.CreateCoverage, draft.Path(publish.CoverageFile))
		return err
	})
	work.Go(func() (err error) {
		create := func(path string) (*parquet.Writer[findings.Withdrawn], error) {
			return findings.CreateWithdrawn(path, o.RunID)
		}
		files[4], err = writeTable(r.withdrawn, create, draft.Path(publish.WithdrawnFile))
		return err
	})
	if err := cmp.Or(work.Wait(), ctx.Err()); err != nil {
		return err
	}
	m := newManifest(a, o)
	page, err := writePage(draft, m, o, r.page, conduct, a.Lang)
	if err != nil {
		return err
	}
	return draft.Publish(m, append(files, page))
}

// conductRows are the rows about subjects in output order: by rule, subject and period. What is repeated is counted over the findings that
// stand, of earlier nights too.
func conductRows(a *audit, r *results, o *Outcome) []findings.Conduct {
	set, index := a.setup.Suppressions(o.AsOf), a.setup.Auditor.Index
	all := append(rules.Repeated(r.counted, a.setup.Parameters), r.patterns...)
	for _, c := range o.subjects {
		if c.Verdict.Flagged() {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(x, y rules.Conduct) int {
		return cmp.Or(cmp.Compare(index(x.Rule), index(y.Rule)), cmp.Compare(x.SubjectKind, y.SubjectKind),
			cmp.Compare(x.SubjectID, y.SubjectID), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.Object, y.Object))
	})
	list := make([]findings.Conduct, len(all))
	for i := range all {
		list[i] = findings.NewConduct(all[i])
		list[i].Suppressed = set.Of("", all[i].SubjectID, all[i].Rule.ID)
		list[i].Since = o.AsOf
		if was := a.conduct[findings.ConductID(&list[i])]; was.ID != "" && was.Basis == findings.BasisOf(&list[i]) {
			list[i].Since = cmp.Or(was.Since, a.past.AsOf)
		}
		o.standing.add(all[i].Rule, all[i].Verdict, list[i].Suppressed.On)
	}
	o.Conduct = int64(len(list))
	return list
}

// newManifest is the manifest of a run that is about to be published.
func newManifest(a *audit, o *Outcome) *publish.Manifest {
	m := &publish.Manifest{
		RunID: o.RunID, Program: publish.Built(a.Version), AsOf: o.AsOf.String(), From: a.From.String(), To: a.To.String(),
		Encoding: a.Encoding.String(), Instants: a.Instants.String(), DataDir: a.Dir, RegistersDir: a.registersDir, RuleSet: rules.Fingerprint(), PseudonymKey: a.setup.Pseudonyms.Fingerprint(),
		Parameters: judge.DescribeParameters(a.setup.Parameters), ParameterFile: a.parameterFile, Inputs: o.inputs(), Tables: joinedTables(a),
		Understood: o.Understood(), PassedOver: passedOver(a.data), Registers: judge.DescribeRegisters(a.registers), History: history(a),
		Empty: o.Empty(),
		Counts: publish.Counts{Read: o.Read, Claims: o.Claims, Context: o.Context, Cancelled: o.Cancelled, Rejected: o.Rejected - o.RegistersRejected,
			Layout: o.Layout, ReversalWithoutOriginal: o.ReversalWithoutOriginal, Earlier: o.Earlier, CancelledEarlier: o.CancelledEarlier,
			Replaced: o.Replaced, Resent: o.Resent, Withdrawn: o.Withdrawn},
		Timings: publish.Timings{Started: a.stopwatch.Started, Finished: time.Now()},
	}
	for _, s := range a.stopwatch.Stages {
		m.Timings.Stages = append(m.Timings.Stages, publish.Stage{Name: s.Name, Seconds: s.Seconds})
	}
	if m.Program.SHA256 == "" {
		a.log.Warn().Msg("the program's own file cannot be read: the manifest does not identify it")
	}
	if a.Listener.Exit != nil {
		m.Exit.Code, m.Exit.Words = a.Listener.Exit(o)
	}
	for _, c := range o.Coverage {
		m.Verdicts = append(m.Verdicts, publish.RuleVerdicts{
			Rule: c.Rule.ID, Anomaly: c.Verdicts[rules.Anomaly], Review: c.Verdicts[rules.Review], Compliant: c.Verdicts[rules.Compliant],
			NotApplicable: c.Verdicts[rules.NotApplicable], InsufficientData: c.Verdicts[rules.InsufficientData], Lifted: c.Lifted,
		})
	}
	return m
}

// joinedTables say how tables were joined; nil where none were.
func joinedTables(a *audit) *publish.Tables {
	j := a.data.Join()
	if j == nil {
		return nil
	}
	t := &publish.Tables{UnknownServices: j.UnknownServices}
	for _, m := range j.Matches {
		t.Matches = append(t.Matches, publish.Match{Of: m.Of, In: m.In, Rows: m.Rows, Found: m.Found})
	}
	return t
}

// history is the run whose ledger was read; nil where none was.
func history(a *audit) *publish.History {
	if a.past == nil {
		return nil
	}
	return &publish.History{Folder: a.past.Folder, Beside: publish.Beside(a.Out, a.past.Folder), RunID: a.past.RunID, AsOf: a.past.AsOf.String(), SHA256: a.past.SHA256}
}

// runID is the name of the run, which follows from what went in.
func runID(a *audit, o *Outcome) string {
	in := judge.Provenance{
		Registers: judge.DescribeRegisters(a.registers), Parameters: judge.DescribeParameters(a.setup.Parameters),
		Rules: a.setup.Auditor.Rules, Key: a.setup.Pseudonyms.Fingerprint(),
		AsOf: o.AsOf, From: a.From, To: a.To, Encoding: int(a.Encoding), Instants: a.Instants.String(),
	}
	if a.past != nil {
		in.Ledger = a.past.SHA256
	}
	for _, i := range o.inputs() {
		in.Inputs = append(in.Inputs, judge.InputFile{Path: i.Path, Kind: i.Kind, SHA256: i.SHA256})
	}
	return in.RunID()
}

// writeTable writes a table and reads it back.
func writeTable[R any](rows []R, create func(path string) (*parquet.Writer[R], error), path string) (*parquet.FileInfo, error) {
	w, err := create(path)
	if err != nil {
		return nil, err
	}
	writeErr := w.Write(rows)
	info, err := w.Close()
	if err := cmp.Or(writeErr, err); err != nil {
		return nil, err
	}
	return info, info.ReadBack()
}

// Verify compares a published folder with its manifest and gives what does not agree, one line each. Where pubkey names the file of a
// public key, the manifest must be signed with that key. An error says that the folder, or the key, cannot be read.
func Verify(out, pubkey string) ([]string, error) {
	var key *publish.PublicKey
	if pubkey != "" {
		var err error
		if key, err = publish.ReadPublicKey(pubkey); err != nil {
			return nil, fmt.Errorf("cannot check the signature: %w", err)
		}
	}
	problems, err := publish.VerifySigned(out, key)
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return lines, nil
}
