package dataset

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/claimfile"
	"vigie/rules/claim"
)

// Reader works on chunks, one at a time, and gives what each came to. There is one to a worker.
type Reader[B any] func(t *Task) (B, error)

// Task is a chunk under way.
type Task struct {
	*Input
	Chunk  Chunk
	Counts Counts // what the reader makes of the records of the chunk

	size       int64
	understood claimfile.Understood // of the first pass
	done       chan error
	fault      error // what kept the input from being read to its end, or the chunk
}

// Position is the position of a claim of the task among all claims, as claim.PackPosition packs it.
func (t *Task) Position(at claimfile.Position) uint64 {
	switch {
	case t.derived: // at.Offset has its file and line already
		return claim.PackPosition(t.firstFile, 0) + uint64(at.Offset)
	case at.Offset < 0: // Parquet has rows and no bytes
		return claim.PackPosition(t.firstFile, at.Line)
	}
	return claim.PackPosition(t.firstFile, at.Offset)
}

// File is the name of the file in which a claim of the task stands.
func (t *Task) File(at claimfile.Position) string { return cmp.Or(at.File, t.Name) }

// Cancelled counts a claim of the task that leaves the audit.
func (t *Task) Cancelled(at claimfile.Position) {
	t.Counts.Cancelled++
	if t.derived {
		t.Counts.cancelledIn = mergeByName(t.Counts.cancelledIn, map[string]int64{at.File: 1})
	}
}

// Source is where the record of a claim stands, for a reject. A derived claim has a file and a line, and no bytes of its own.
func (t *Task) Source(at claimfile.Position) claimfile.Position {
	at.File = t.File(at)
	if t.derived {
		at.Offset = -1
	}
	return at
}

// Pass reads claims, their chunks on every worker, and collects what they come to in input order. What comes out does not depend on the
// number of workers. What became of the records is added to the counts of the inputs.
//
// A chunk travels twice: to whichever worker is free, and in its place in the file to the collector, which waits for that worker's answer.
// Only so many chunks are under way that memory does not grow with the input.
func Pass[B any](ctx context.Context, d *Dataset, from []*Input, newReader func() Reader[B], collect func(B)) error {
	err := pass(ctx, d, from, newReader, collect)
	if d.read || err != nil {
		if changed := d.Unchanged(); changed != nil {
			return changed
		}
	}
	return err
}

// Read notes that every claim was read once: from now on each pass checks that the files are unchanged, and what it reads is not counted as
// progress again.
func (d *Dataset) Read() { d.read = true }

func pass[B any](ctx context.Context, d *Dataset, from []*Input, newReader func() Reader[B], collect func(B)) error {
	type task struct {
		Task
		batch B
	}
	group, ctx := errgroup.WithContext(ctx)
	d.Progress.Begin(d.passBytes(from))
	work := make(chan *task)
	inOrder := make(chan *task, 2*d.Workers)
	group.Go(func() error {
		defer close(inOrder)
		defer close(work)
		send := func(t *task, to ...chan<- *task) error {
			for _, ch := range to {
				select {
				case ch <- t:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		}
		for _, in := range from {
			err := d.cut(ctx, in, func(c Chunk) error {
				return send(&task{Task: Task{Input: in, Chunk: c, size: c.Size(), done: make(chan error, 1)}}, inOrder, work)
			})
			if err != nil && d.Refuse != nil && ctx.Err() == nil { // it is told in its place
				t := &task{Task: Task{Input: in, done: make(chan error, 1), fault: err}}
				t.done <- nil
				err = send(t, inOrder)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	for range d.Workers {
		read := newReader()
		group.Go(func() error {
			for t := range work {
				var err error
				t.batch, err = read(&t.Task)
				t.fault = t.Chunk.Err()
				if u, ok := t.Chunk.(understanding); ok && !d.read {
					t.understood = u.Understood()
				}
				t.Chunk.Release()
				t.done <- err
			}
			return nil
		})
	}
	group.Go(func() error {
		for t := range inOrder {
			select {
			case err := <-t.done:
				if err == nil && t.fault != nil {
					err = d.refuse(ctx, t.Name, t.fault)
				}
				if err != nil {
					return err
				}
				if t.Chunk == nil {
					continue
				}
				collect(t.batch)
				t.Input.Counts.Merge(&t.Counts)
				t.Input.Understood = t.Input.Understood.Merge(t.understood)
				d.Progress.Advance(t.size)
				if !d.read && !t.derived { // the records of others were counted before they were joined
					d.Progress.Read(t.Counts.Records(), t.size)
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

// cut cuts an input into chunks, and sends them.
func (d *Dataset) cut(ctx context.Context, in *Input, send func(Chunk) error) (err error) {
	c, err := in.open(ctx, &d.Options, d.read)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for {
		chunk, err := c.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err = send(chunk); err != nil {
			return err
		}
	}
}

// inflation is what compressed bytes of claims come to, roughly.
const inflation = 6

// passBytes are the bytes of the claims that a pass will see: before the first pass a guess from the sizes of the files.
func (d *Dataset) passBytes(from []*Input) (total int64) {
	if len(from) == 0 || from[0].Earlier {
		return 0
	}
	if d.read {
		return d.Progress.Position().Bytes
	}
	for _, in := range from {
		info := d.unread[in.Name]
		if in.derived || info == nil {
			continue
		}
		size := info.Size()
		if filepath.Ext(in.Name) != ".csv" {
			size *= inflation
		}
		total += size
	}
	return total
}
