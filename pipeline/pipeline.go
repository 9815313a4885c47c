// Package pipeline carries claims from files to findings: the whole flow of an audit is Audit.
//
// An audit reads the claims in three passes, always in the same order and from the same bytes. Before these (package dataset) DCIR tables
// are joined to claims, and of claim files the column cancels is read: a claim that a line reverses leaves before any rule, with that line.
//
//   - The first pass (single.go) puts the rules of single claims to every claim and counts the verdicts. Of what they flag, memory holds
//     16 bytes a ruling. Every claim also leaves a group key for each group that it may belong to, such as the trips of a vehicle on a
//     day. Package group holds these keys, on disk what exceeds Options.Memory. They are enough to find the candidates: the few claims
//     that may matter to a rule of groups.
//   - The second pass (grouped.go) reads the candidates alone, as members of their groups, which are then judged one by one.
//   - The third pass (write.go) reads every claim again, describes what was found of it, alone and in its groups, and writes the
//     findings and the ledger for the next night. Memory holds the findings under way, and a few fields of each that counts where
//     findings are repeated. Joined claims do not come in input order: their findings wait on disk to be sorted.
//
// Where a history is named, the ledger of an earlier run (past.go says which) is read as one more input between the first two passes
// (recall.go): its claims count beside tonight's, and what was reported of them is not reported again. Groups that tonight changes are judged
// as they were and as they are, and findings that stand no more are withdrawn (standing.go). A reversal in the DCIR tables may take back an act
// of that ledger, and does so before one of tonight: where there are reversals, its acts are read before the first pass. The day of the run is
// then that of all claims, those taken back too. Rules about subjects (publish.go) come last, from what the passes counted.
//
// Every pass spreads chunks over workers and collects what they come to in input order (package dataset), so that the same inputs give the
// same bytes, whatever the number of workers and the memory. A run writes into a hidden folder beside OUT. The folder gets the name OUT once
// a second Parquet implementation has read every table back and the manifest is sealed (package publish). A run that is killed leaves at
// most that folder and a lock file, which the next run on the same OUT removes. What waits on disk during the run is in files without a
// name: the system gives their disk back when the process ends, however it ends (package scratch).
//
// The packages below stand on floors, and import only what stands on a lower one; fixtures/picture_test.go holds the table. How to add a
// rule, a column of a table or a layout of input files stands in the README, under "Changing it".
package pipeline

import (
	"context"
	"errors"
	"os"

	"github.com/rs/zerolog"

	"vigie/pipeline/progress"
	"vigie/pipeline/publish"
)

// Audit judges the claims of a folder and publishes what it found. OUT appears whole or not at all.
func Audit(ctx context.Context, o Options, log zerolog.Logger) (*Outcome, error) {
	a, err := setUp(o, log, nil)
	if err != nil {
		return nil, err
	}
	o.Meter.watch(a)
	draft, err := publish.Begin(o.Out, o.Replace)
	if err != nil {
		return nil, err
	}
	draft.Sign(a.signer)
	takeReplaced(a)
	outcome, err := a.run(ctx, draft)
	if err = errors.Join(err, draft.Discard()); err != nil {
		return nil, err
	}
	o.Meter.published()
	warnOfResting(a)
	summarise(a, outcome)
	return outcome, nil
}

// run is the audit: judge single claims, judge groups, write, publish.
func (a *audit) run(ctx context.Context, draft *publish.Draft) (*Outcome, error) {
	defer a.show()()
	if err := a.loadRegisters(ctx, draft.Path(spillFolder)); err != nil {
		return nil, err
	}
	defer a.unread.Close()
	defer progress.EaseCollector()()
	r, o, err := a.judgeAndWrite(ctx, draft)
	if err != nil {
		return nil, err
	}
	defer r.close()
	a.Meter.judged(o, r.Clock)
	return o, a.publish(ctx, draft, r, o)
}

// spillFolder is where, in the hidden folder of a run, waits what memory does not hold.
const spillFolder = "spill"

// judgeAndWrite judges every claim and leaves the findings and the ledger in the draft. When it returns, what waited on disk is gone, the
// rejects apart: the caller closes the results.
func (a *audit) judgeAndWrite(ctx context.Context, draft *publish.Draft) (_ *results, _ *Outcome, err error) {
	spill := draft.Path(spillFolder)
	defer func() { err = errors.Join(err, a.data.Close(), os.RemoveAll(spill)) }()
	r, err := a.judgeSingle(ctx, spill)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err = errors.Join(err, r.keys.Close()); err != nil {
			err = errors.Join(err, r.close())
		}
	}()
	if err := readable(a.data, r, a.AllowEmpty); err != nil {
		return nil, nil, err
	}
	if err := recall(ctx, a, r); err != nil {
		return nil, nil, err
	}
	groups, err := a.judgeGroups(ctx, r, spill)
	if err != nil {
		return nil, nil, err
	}
	o := newOutcome(a, r)
	logUnknownColumns(a, o)
	logWithoutRecords(a, o)
	logUnderstood(a, o)
	if err := a.write(ctx, r, groups, draft, o); err != nil {
		return nil, nil, err
	}
	o.conclude(a, r)
	logEmpty(a, o)
	return r, o, nil
}

// show shows how far the run is, to whoever listens or in the log, until the function that it returns is called.
func (a *audit) show() (stop func()) {
	switch {
	case a.Listener.Progress != nil:
		return a.Listener.Progress(a.progress)
	case a.Listener.Quiet:
		return func() {}
	}
	return startHeartbeat(a.progress, a.log)
}
