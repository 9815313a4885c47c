package pipeline

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// A reader works on chunks, one at a time, and says what came of each. There is one to a worker.
type reader func(t *task) batch

// task is a chunk under way.
type task struct {
	*claimFile
	size  int64
	chunk chunk
	done  chan batch
}

// chunk is a run of claims, of a claim file or of the ledger of an earlier night.
type chunk interface {
	Each(into *claim.Claim, yield func(at claimfile.Place), reject func(tablefile.Reject))
	EachWanted(wanted tablefile.Wanted, into *claim.Claim, yield func(at claimfile.Place), reject func(tablefile.Reject))
	Number() int64
	Size() int64
	Err() error // what kept some of its claims from being read, where that is not a matter of a single record
	Release()
}

// place says where a claim of the task stands among all claims: its file, then its record. Places are in input order.
func (t *task) place(at claimfile.Place) uint64 {
	record := at.Offset
	if record < 0 { // Parquet has rows and no bytes
		record = at.Line
	}
	return uint64(t.number)<<48 | uint64(record)
}

// pass reads claim files in order, their chunks on every worker, and collects what they came to in input order. What
// comes out does not depend on the number of workers.
//
// A chunk travels twice: to whichever worker is free, and in its place in the file to the collector, which waits for that
// worker's answer. Only so many chunks are under way that memory does not grow with the input.
func (r *run) pass(ctx context.Context, from []claimFile, newReader func() reader, collect func(batch)) ([]fileCount, error) {
	group, ctx := errgroup.WithContext(ctx)
	r.progress.pass(r.passBytes(from))
	work := make(chan *task)
	inOrder := make(chan *task, 2*r.Workers)
	files := make([]fileCount, len(from))
	for i, f := range from {
		files[i].claimFile = f
	}
	group.Go(func() error {
		defer close(inOrder)
		defer close(work)
		for i := range files {
			if err := r.feed(ctx, &files[i], work, inOrder); err != nil {
				return err
			}
		}
		return nil
	})
	for range r.Workers {
		read := newReader()
		group.Go(func() error {
			for t := range work {
				b := read(t)
				b.err = cmp.Or(b.err, t.chunk.Err())
				t.chunk.Release()
				t.done <- b
			}
			return nil
		})
	}
	counts := make(map[int]*fileCount, len(files)) // feed has the files' own
	for i := range from {
		counts[from[i].number] = new(fileCount)
	}
	group.Go(func() error {
		for t := range inOrder {
			select {
			case b := <-t.done:
				if b.err != nil {
					return b.err
				}
				collect(b)
				counts[t.number].add(&b.fileCount)
				r.progress.passed.Add(t.size)
				if !r.passed && !t.joined { // what was joined was counted before
					r.progress.add(b.records(), t.size)
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	err := group.Wait()
	if r.passed || err != nil {
		if moved := r.data.steady(); moved != nil {
			return nil, moved
		}
	}
	if err != nil {
		return nil, err
	}
	for i := range files {
		files[i].add(counts[files[i].number])
	}
	return files, nil
}

// feed cuts one file into chunks. The first pass hashes the files and counts for the heartbeat.
func (r *run) feed(ctx context.Context, n *fileCount, work, inOrder chan<- *task) (err error) {
	next, end, err := r.open(ctx, n)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	for {
		chunk, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t := &task{claimFile: &n.claimFile, size: chunk.Size(), chunk: chunk, done: make(chan batch, 1)}
		for _, to := range []chan<- *task{inOrder, work} {
			select {
			case to <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// open opens a claim file, or the ledger of an earlier night. What it finds out of the file as a whole it notes at the end.
func (r *run) open(ctx context.Context, n *fileCount) (next func() (chunk, error), end func() error, err error) {
	if n.earlier {
		l, err := findings.OpenLedger(r.past)
		if err != nil {
			return nil, nil, err
		}
		return func() (chunk, error) { return nextOf(l, r.pseudonyms != nil) }, l.Close, nil
	}
	if n.joined {
		claims := r.joined.Claims(n.kind)
		next = func() (chunk, error) {
			c, err := claims.Next()
			return joinedChunk{c}, err
		}
		return next, func() error { return nil }, nil
	}
	o := r.tables(n.name)
	o.NoSum, o.Context = r.passed || r.survey, ctx
	f, err := claimfile.Open(filepath.Join(r.data.dir, n.name), n.kind, o)
	if err != nil {
		return nil, nil, err
	}
	n.columns = f.Columns()
	next = func() (chunk, error) {
		c, err := f.Next()
		if err != nil {
			n.sum = f.Sum()
			return nil, err
		}
		return c, nil
	}
	return next, f.Close, nil
}

func (r *run) tables(name string) tablefile.Options {
	return tablefile.Options{Name: name, Encoding: r.Encoding}
}
