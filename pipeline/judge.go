package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// judged is what came of the claims of a run.
type judged struct {
	files   []fileCount
	rows    []findings.Row
	rejects []tablefile.Reject
	tally   *rules.Tally
	latest  latest
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
}

func (n *fileCount) records() int64 { return n.claims + n.context + n.cancelled + n.rejected }

// latest are the last days seen, from which the day of the run is taken.
type latest struct{ filed, served civil.Day }

func (l *latest) see(c *claim.Claim) {
	l.filed = max(l.filed, c.SentOn, c.PaidOn)
	l.served = max(l.served, c.Day())
}

func (l *latest) day() civil.Day {
	if l.filed.Known() {
		return l.filed
	}
	return l.served
}

// judge reads the claim files in order and puts the rules to every claim, on every worker. What comes out stands in input
// order and does not depend on the number of workers.
//
// A chunk travels twice: to whichever worker is free, and in its place in the file to the collector, which waits for that
// worker's answer. Only so many chunks are under way that memory does not grow with the input.
func (r *run) judge(ctx context.Context) (*judged, error) {
	var err error
	if r.reversed, err = r.reversals(); err != nil {
		return nil, err
	}
	defer r.clock.stage("judge")()
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan *task)
	inOrder := make(chan *task, 2*r.Workers)
	out := &judged{tally: r.auditor.NewTally()}

	group.Go(func() error {
		defer close(inOrder)
		defer close(work)
		for i, f := range r.data.claims {
			out.files = append(out.files, fileCount{claimFile: f})
			if err := r.feed(ctx, i, &out.files[i], work, inOrder); err != nil {
				return err
			}
		}
		return nil
	})
	workers := make([]*worker, r.Workers)
	for i := range workers {
		w := r.newWorker()
		workers[i] = w
		group.Go(func() error {
			for t := range work {
				t.done <- w.judge(t)
			}
			return nil
		})
	}
	counts := make([]fileCount, len(r.data.claims))
	group.Go(func() error {
		for t := range inOrder {
			select {
			case b := <-t.done:
				out.rows = append(out.rows, b.rows...)
				out.rejects = append(out.rejects, b.rejects...)
				counts[t.file].add(&b.fileCount)
				r.progress.add(b.records(), t.size)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i := range counts {
		out.files[i].add(&counts[i])
	}
	for _, w := range workers {
		out.tally.Add(w.tally)
		out.latest.filed = max(out.latest.filed, w.latest.filed)
		out.latest.served = max(out.latest.served, w.latest.served)
	}
	return out, nil
}

func (n *fileCount) add(o *fileCount) {
	n.claims += o.claims
	n.context += o.context
	n.cancelled += o.cancelled
	n.rejected += o.rejected
}

// reversals reads which claims a later line reverses, so that both leave before any rule.
func (r *run) reversals() (reversed [2]claimfile.Reversed, err error) {
	defer r.clock.stage("reversals")()
	for _, kind := range []claim.Kind{claim.Transport, claim.Care} {
		var files []claimfile.Source
		for _, f := range r.data.claims {
			if f.kind == kind {
				files = append(files, claimfile.Source{Path: filepath.Join(r.data.dir, f.name), Options: r.tables(f.name)})
			}
		}
		if reversed[kind], err = claimfile.ReadReversed(kind, files, r.Workers); err != nil {
			return reversed, err
		}
	}
	return reversed, nil
}

// task is a chunk under way.
type task struct {
	file  int // place among the claim files
	name  string
	size  int64
	chunk *claimfile.Chunk
	done  chan batch
}

// batch is what a chunk came to.
type batch struct {
	fileCount
	rows    []findings.Row
	rejects []tablefile.Reject
}

// feed cuts one file into chunks.
func (r *run) feed(ctx context.Context, place int, n *fileCount, work, inOrder chan<- *task) (err error) {
	f, err := claimfile.Open(filepath.Join(r.data.dir, n.name), n.kind, r.tables(n.name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n.columns = f.Columns()
	for {
		chunk, err := f.Next()
		if errors.Is(err, io.EOF) {
			n.sum = f.Sum()
			return nil
		}
		if err != nil {
			return err
		}
		t := &task{file: place, name: n.name, size: chunk.Size(), chunk: chunk, done: make(chan batch, 1)}
		for _, to := range []chan<- *task{inOrder, work} {
			select {
			case to <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

func (r *run) tables(name string) tablefile.Options {
	return tablefile.Options{Name: name, Encoding: r.Encoding}
}

// worker judges chunks, one at a time, with a claim and a case that it reuses.
type worker struct {
	run     *run
	line    claim.Claim
	at      claimfile.Place // of the line
	c       *claim.Case
	tally   *rules.Tally
	flagged []rules.Ruling
	latest  latest
}

func (r *run) newWorker() *worker {
	return &worker{run: r, c: claim.NewCase(r.context), tally: r.auditor.NewTally()}
}

func (w *worker) judge(t *task) (b batch) {
	sampled := w.run.sampled(t)
	t.chunk.Each(&w.line, func(at claimfile.Place) {
		w.at = at
		switch {
		case w.line.Cancels != "" || w.run.reversed[w.line.Kind].Has(w.line.ClaimID):
			b.cancelled++
			w.explain(t, Explanation{Cancelled: true})
			return
		case !w.run.reports(w.line.Day()):
			b.context++
			w.explain(t, Explanation{Context: true})
		default:
			b.claims++
			if sampled {
				w.put(t, &b)
			}
			w.explain(t, Explanation{})
		}
		w.latest.see(&w.line)
	}, func(bad tablefile.Reject) {
		b.rejected++
		b.rejects = append(b.rejects, bad.Clone())
	})
	t.chunk.Release()
	return b
}

// put puts the rules to the claim that was just read.
func (w *worker) put(t *task, b *batch) {
	w.c.Open(&w.line)
	w.flagged = w.run.auditor.Judge(w.c, w.tally, w.flagged[:0])
	if w.run.survey {
		return
	}
	for _, ruling := range w.flagged {
		b.rows = append(b.rows, findings.Row{Finding: rules.Describe(w.c, ruling), SourceFile: t.name, SourceLine: w.at.Line})
	}
}

// explain keeps what is to be said of the claim that was just read, where a claim is to be explained.
func (w *worker) explain(t *task, e Explanation) {
	if x := w.run.explaining; x != nil && w.line.ClaimID == x.claimID {
		e.File, e.Line = t.name, w.at.Line
		x.take(w, e)
	}
}

// reports says whether claims of that day are reported, and are not only context for others.
func (r *run) reports(day civil.Day) bool {
	return r.From <= day && (r.To == 0 || day <= r.To)
}

var errNothingRead = errors.New("not one readable record")

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
	err := fmt.Errorf("%w: got %d records, all of them unreadable; want claims", errNothingRead, rejected)
	if rejected == 0 {
		return fmt.Errorf("%w: got claim files with a header and nothing below it; want claims", errNothingRead)
	}
	first := j.rejects[0]
	return fmt.Errorf("%w (first: %s line %d: %s %s)", err, first.File, first.Line, first.Column, first.Reason)
}
