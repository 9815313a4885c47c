package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/group"
	"vigie/pipeline/report"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// spillFolder is where, in the hidden folder of a run, hints and traces wait that memory does not hold.
const spillFolder = "spill"

// judged is what came of the claims of a run.
type judged struct {
	files   []fileCount
	said    []said
	rejects *rejectLog // of the first reading; to be closed, as the other
	repeats *rejectLog // of the last: claims whose id stood before
	tally   *rules.Tally
	world   rules.World
	levels  *rules.Levels
	balance rules.Balance
	hints   *group.Grouper[claim.Hint] // to be closed
	latest  latest

	recalled fileCount        // of the ledger of earlier nights
	earlier  []*rules.Finding // of earlier nights, where repetition counts
	counted  []*rules.Finding // of tonight
	patterns []rules.Conduct  // that claims show together

	anomalies, ledger *findings.FileInfo
	page              *report.Gatherer // of what the page tells
}

// said is what a rule has flagged of a claim alone, until it is told. It is kept small: every claim may have some.
type said struct {
	place    uint64
	rule     uint16 // place among the auditor's rules
	verdict  rules.Verdict
	examined uint8
}

func (s *said) ruling(a *rules.Auditor) rules.Ruling {
	return rules.Ruling{Rule: a.Rules[s.rule], Verdict: s.verdict, Examined: s.examined}
}

// fileCount tells what became of the records of one claim file.
type fileCount struct {
	claimFile
	columns   claimfile.Columns
	sum       tablefile.Sum
	claims    int64 // judged
	context   int64 // read, and outside the days that are reported
	cancelled int64 // lines that a reversal took out, and the reversals
	rejected  int64

	// Of the DCIR tables alone: what went into claims of other rows, what is no claim by its nature.
	joinedRows, leftOut, unknownService int64
}

func (n *fileCount) records() int64 {
	return n.claims + n.context + n.cancelled + n.rejected + n.joinedRows + n.leftOut + n.unknownService
}

func (n *fileCount) add(o *fileCount) {
	n.claims += o.claims
	n.context += o.context
	n.cancelled += o.cancelled
	n.rejected += o.rejected
}

// latest are the last days seen, from which the day of the run is taken.
type latest struct{ filed, served civil.Day }

func (l *latest) see(c *claim.Claim) {
	l.filed = max(l.filed, c.SentOn, c.PaidOn)
	l.served = max(l.served, c.Day())
}

func (l *latest) join(o latest) {
	l.filed, l.served = max(l.filed, o.filed), max(l.served, o.served)
}

func (l *latest) day() civil.Day {
	if l.filed.Known() {
		return l.filed
	}
	return l.served
}

// batch is what a chunk came to.
type batch struct {
	fileCount
	said    []said
	rows    []findings.Row // of joined tables alone
	rejects []tablefile.Reject
	ids     claimNames
	earlier []*rules.Finding // of earlier nights, where repetition counts

	anomalies, ledger *findings.Columns // findings, and what the next night needs of the claims

	patterns []rules.Conduct
	err      error
}

// judge puts the rules of one claim to every claim, and gathers the hints for the rules across claims. Hints that memory does
// not hold wait in a folder, which is made where it is missing.
func (r *run) judge(ctx context.Context, spill string) (_ *judged, err error) {
	if err := r.data.watch(); err != nil {
		return nil, err
	}
	if err := r.joinTables(ctx, spill); err != nil {
		return nil, err
	}
	if r.reversed, err = r.reversals(ctx); err != nil {
		return nil, err
	}
	defer r.clock.stage("judge")()
	var hints *group.Grouper[claim.Hint]
	var ids *group.Grouper[signature]
	if !r.survey {
		hints, err = group.New(r.grouping(spill), func(h *claim.Hint) uint64 { return h.Group }, claim.HintOrder)
		if err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, hints.Close())
			}
		}()
		if ids, err = r.signatures(spill); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, ids.Close()) }()
	}
	out := &judged{tally: r.auditor.NewTally(), levels: r.peers.NewLevels(), hints: hints}
	if out.rejects, err = newRejectLog(spill); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.close())
		}
	}()
	if out.repeats, err = newRejectLog(spill); err != nil {
		return nil, err
	}
	if r.joined != nil {
		for _, bad := range r.joined.Rejects {
			out.rejects.add(bad)
		}
	}
	var workers []*worker
	newReader := func() reader {
		w := r.newWorker()
		if hints != nil {
			w.hints, w.ids = hints.Writer(), ids.Writer()
		}
		workers = append(workers, w)
		return w.judge
	}
	out.files, err = r.pass(ctx, r.data.claims, newReader, func(b batch) {
		out.said = append(out.said, b.said...)
		for _, bad := range b.rejects {
			out.rejects.add(bad)
		}
	})
	r.passed = true
	r.inOrder(out.said)
	for _, w := range workers {
		r.tonight.join(&w.tonight)
		if w.groups != nil {
			r.groups.join(w.groups)
		}
	}
	if err = out.gather(workers, err); err != nil {
		return nil, err
	}
	r.ledgerFrom = r.asOf(out) - ledgerDays + 1
	if ids != nil {
		err = r.findRepeated(ctx, ids)
	}
	return out, err
}

// close gives back the disk that rejects took.
func (j *judged) close() error {
	var all []error
	for _, l := range []*rejectLog{j.rejects, j.repeats} {
		if l != nil {
			all = append(all, l.Close())
		}
	}
	return errors.Join(all...)
}

// gather adds up what workers saw.
func (j *judged) gather(workers []*worker, err error) error {
	for _, w := range workers {
		if w.hints != nil {
			err = errors.Join(err, w.hints.Close())
		}
		if w.ids != nil {
			err = errors.Join(err, w.ids.Close())
		}
		j.tally.Add(w.tally)
		j.world.Join(&w.world)
		j.levels.Join(w.levels)
		j.balance.Join(&w.balance)
		j.latest.join(w.latest)
	}
	return err
}

// reversals reads which claims a later line reverses, so that both leave before any rule.
func (r *run) reversals(ctx context.Context) (reversed [2]claimfile.Reversed, err error) {
	defer r.clock.stage("reversals")()
	for _, kind := range []claim.Kind{claim.Transport, claim.Care} {
		var files []claimfile.Source
		for _, f := range r.data.claims {
			if f.kind == kind && !f.joined {
				o := r.tables(f.name)
				o.Context = ctx
				files = append(files, claimfile.Source{Path: filepath.Join(r.data.dir, f.name), Options: o})
			}
		}
		if reversed[kind], err = claimfile.ReadReversed(kind, files, r.Workers); err != nil {
			return reversed, err
		}
	}
	return reversed, nil
}

// worker judges chunks with a claim and a case that it reuses.
type worker struct {
	run     *run
	line    claim.Claim
	at      claimfile.Place // of the line
	c       *claim.Case
	tally   *rules.Tally
	world   rules.World
	levels  *rules.Levels
	balance rules.Balance
	hints   *group.Writer[claim.Hint]
	ids     *group.Writer[signature]
	flagged []rules.Ruling
	latest  latest
	tonight claimIDs  // that were read, where they may hide those of earlier nights
	groups  *groupSet // of tonight; nil where there are no earlier nights
}

func (r *run) newWorker() *worker {
	w := &worker{run: r, c: claim.NewCase(r.context), tally: r.auditor.NewTally(), levels: r.peers.NewLevels()}
	if r.History != "" && !r.passed {
		w.groups = new(groupSet)
	}
	return w
}

// leaves says whether the claim that was just read takes no part in the audit: another line reverses it, or it is one.
func (w *worker) leaves() bool {
	return w.line.Cancels != "" || w.run.reversed[w.line.Kind].Has(w.line.ClaimID)
}

func (w *worker) judge(t *task) (b batch) {
	sampled := w.run.sampled(t)
	t.chunk.Each(&w.line, func(at claimfile.Place) {
		w.at = at
		if w.run.History != "" {
			w.tonight.add(&w.line)
		}
		if w.leaves() {
			b.cancelled++
			return
		}
		if w.ids != nil {
			b.err = cmp.Or(b.err, w.ids.Add(signatureOf(&w.line, t.place(at))))
		}
		switch {
		case !w.run.reports(w.line.Day()):
			b.context++
			w.show(t, &b)
		default:
			b.claims++
			if sampled {
				w.put(t, &b)
			}
		}
		w.latest.see(&w.line)
		w.compare()
	}, func(bad tablefile.Reject) {
		b.rejected++
		b.rejects = append(b.rejects, bad.Clone())
	})
	return b
}

// put puts the rules to the claim that was just read.
func (w *worker) put(t *task, b *batch) {
	w.c.Open(&w.line)
	var entered rules.RuleSet
	w.flagged, entered = w.run.auditor.Judge(w.c, w.tally, w.flagged[:0])
	if w.run.survey {
		return
	}
	w.world.See(w.c)
	w.run.auditor.Hints(w.c, entered, w.hint(t, b))
	for _, ruling := range w.flagged {
		b.said = append(b.said, said{t.place(w.at), uint16(w.run.auditor.Place(ruling.Rule)), ruling.Verdict, ruling.Examined})
	}
}

// show shows the rules across claims a claim that is only context: it counts and is not reported, as those of earlier nights.
func (w *worker) show(t *task, b *batch) {
	if w.run.survey {
		return
	}
	w.c.Open(&w.line)
	w.world.See(w.c)
	w.run.auditor.ContextHints(w.c, w.hint(t, b))
}

// hint keeps the hints of the claim that was just read.
func (w *worker) hint(t *task, b *batch) func(*claim.Hint) {
	place := t.place(w.at)
	return func(h *claim.Hint) {
		switch {
		case t.earlier && !w.run.groups.has(h.Group):
			return
		case w.groups != nil:
			w.groups.add(h.Group)
		}
		h.Place = place
		if err := w.hints.Add(*h); err != nil && b.err == nil {
			b.err = err
		}
	}
}

// reports says whether claims of that day are reported, and are not only context for others.
func (r *run) reports(day civil.Day) bool {
	return r.From <= day && (r.To == 0 || day <= r.To)
}

var errNothingRead = errors.New("not one readable record")

// faultOf tells of a reject without its cell, for the log: where columns are shifted the cell may hold a patient's number,
// whatever its column is for.
func faultOf(r *reject) string {
	if at := strings.LastIndex(r.Reason, "; want "); r.Column != "" && at >= 0 {
		return r.Column + ": got something else" + r.Reason[at:]
	}
	return strings.TrimSpace(r.Column + " " + r.Reason)
}

// readable refuses a run that read nothing: it has nothing to say, and silence would look like a clean bill.
func (j *judged) readable() error {
	var read, rejected int64
	for i := range j.files {
		read += j.files[i].claims + j.files[i].context + j.files[i].cancelled
		rejected += j.files[i].rejected
	}
	if read > 0 {
		return nil
	}
	rejected = max(rejected, j.rejects.n)
	err := fmt.Errorf("%w: got %d records, all of them unreadable; want claims", errNothingRead, rejected)
	if rejected == 0 {
		return fmt.Errorf("%w: got claim files with a header and nothing below it; want claims", errNothingRead)
	}
	first := j.rejects.first[0]
	return fmt.Errorf("%w (first: %s line %d: %s)", err, first.File, first.Line, faultOf(&first))
}
