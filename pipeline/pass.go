package pipeline

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/tablefile"
)

// A reader works on chunks, one at a time, and says what came of each. There is one to a worker.
type reader func(t *task) batch

// task is a chunk under way.
type task struct {
	file  int // place among the claim files
	name  string
	size  int64
	chunk *claimfile.Chunk
	done  chan batch
}

// place says where a claim of the task stands among all claims: its file, then its record. Places are in input order.
func (t *task) place(at claimfile.Place) uint64 {
	record := at.Offset
	if record < 0 { // Parquet has rows and no bytes
		record = at.Line
	}
	return uint64(t.file)<<48 | uint64(record)
}

// pass reads the claim files in order, their chunks on every worker, and collects what they came to in input order. What
// comes out does not depend on the number of workers.
//
// A chunk travels twice: to whichever worker is free, and in its place in the file to the collector, which waits for that
// worker's answer. Only so many chunks are under way that memory does not grow with the input.
func (r *run) pass(ctx context.Context, newReader func() reader, collect func(batch)) ([]fileCount, error) {
	again := r.passed // the first pass hashes the files and counts for the heartbeat
	r.passed = true
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan *task)
	inOrder := make(chan *task, 2*r.Workers)
	files := make([]fileCount, len(r.data.claims))
	for i, f := range r.data.claims {
		files[i].claimFile = f
	}
	group.Go(func() error {
		defer close(inOrder)
		defer close(work)
		for i := range files {
			if err := r.feed(ctx, again, i, &files[i], work, inOrder); err != nil {
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
				t.chunk.Release()
				t.done <- b
			}
			return nil
		})
	}
	counts := make([]fileCount, len(files)) // feed has the files' own
	group.Go(func() error {
		for t := range inOrder {
			select {
			case b := <-t.done:
				if b.err != nil {
					return b.err
				}
				collect(b)
				counts[t.file].add(&b.fileCount)
				if !again {
					r.progress.add(b.records(), t.size)
				}
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
		files[i].add(&counts[i])
	}
	return files, nil
}

// feed cuts one file into chunks.
func (r *run) feed(ctx context.Context, again bool, place int, n *fileCount, work, inOrder chan<- *task) (err error) {
	o := r.tables(n.name)
	o.NoSum = again
	f, err := claimfile.Open(filepath.Join(r.data.dir, n.name), n.kind, o)
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
