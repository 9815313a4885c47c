package pipeline

import (
	"time"

	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
	"vigie/rules"
)

// newManifest is the manifest of a run that is about to be published.
func newManifest(a *audit, o *Outcome) *publish.Manifest {
	m := &publish.Manifest{
		RunID: o.RunID, Program: publish.Built(a.Version), AsOf: o.AsOf.String(), From: a.From.String(), To: a.To.String(),
		Encoding: a.Encoding.String(), Instants: a.Instants.String(), DataDir: a.Dir, RegistersDir: a.registersDir, RuleSet: rules.Fingerprint(), PseudonymKey: a.setup.Pseudonyms.Fingerprint(),
		Parameters: judge.DescribeParameters(a.setup.Parameters), ParameterFile: a.parameterFile, Inputs: o.inputs(), Tables: joinedTables(a),
		Understood: o.Understood(), PassedOver: passedOver(a.data), Registers: judge.DescribeRegisters(a.registers), History: history(a),
		Empty: o.Empty(),
		Counts: publish.Counts{Read: o.Read, Claims: o.Claims, Context: o.Context, Cancelled: o.Cancelled, Rejected: o.Rejected - o.RegistersRejected,
			Layout: o.Layout, ReversalWithoutOriginal: o.ReversalWithoutOriginal, Earlier: o.Earlier, CancelledEarlier: o.CancelledEarlier},
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
