package dcir

import (
	"cmp"
	"context"
	"os"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"vigie/rules/claim"
)

// Result is the outcome of a join. The claims are on disk until Close. Which of them reversals cancel is open until Settle, and with it the
// counts of the files and some rejects.
type Result struct {
	Files           []*File          // sorted by name
	UnknownServices map[string]int64 // acts of a transport service that has no claims, rejected ones included, by PRS_NAT_REF
	Matches         []Match          // how many rows found their key in another table
	claims          [2]*claimStore   // by kind of claim
	buffers         chan []byte      // of chunks that were released
	options         Options
	rejected        []rejectedRow
	candidates      []candidate        // of the reversals, before Settle
	counts          []tally            // by file
	cancelled       map[rowID]struct{} // row ids of claims that a reversal cancels; nil before Settle
}

// Rows is the number of rows of all tables.
func (j *Result) Rows() (rows int64) {
	for _, f := range j.Files {
		rows += f.Rows
	}
	return rows
}

// Join reads the files and joins them. The caller closes the result.
func Join(ctx context.Context, o Options) (_ *Result, err error) {
	if o.hashKey == nil {
		o.hashKey = hashKey
	}
	files, err := openFiles(ctx, o)
	if err != nil {
		return nil, err
	}
	partitions := o.partitions
	if partitions == 0 {
		partitions = partitionsFor(packedSize(o, files), o.Memory, o.Workers)
	}
	s, err := newSpill(o.SpillDir, partitions, o.Memory, o.Workers)
	if err != nil {
		return nil, err
	}
	defer func() { err = cmp.Or(err, s.close()) }()
	packed, err := packFiles(ctx, &o, files, s)
	if err != nil {
		return nil, err
	}
	out := &Result{options: o, Files: files, UnknownServices: packed.unknownNames(), buffers: make(chan []byte, 2*o.Workers)}
	out.options.FindPrescription = nil // large, and not needed any more
	for kind := range out.claims {
		if out.claims[kind], err = newStore(o.SpillDir); err != nil {
			return nil, cmp.Or(err, out.Close())
		}
	}
	if err = out.join(ctx, &o, s, packed); err != nil {
		_ = out.Close()
		return nil, err
	}
	return out, nil
}

// packedSize estimates the bytes of all rows once they are packed: about half of those of their text.
func packedSize(o Options, files []*File) (bytes int64) {
	for _, f := range files {
		bytes += f.storedSize(o) / 2
	}
	return bytes
}

// joinTotals adds up what the workers found.
type joinTotals struct {
	mu         sync.Mutex
	rejected   []rejectedRow
	candidates []candidate
	counts     []tally // by file
	matches    [4]Match
}

// join joins the partitions on every worker, and writes the claims in the order of the partitions.
func (j *Result) join(ctx context.Context, o *Options, s *spill, packed *packResult) error {
	group, ctx := errgroup.WithContext(ctx)
	jobs, inOrder := make(chan *partitionJob), make(chan *partitionJob, 2*o.Workers)
	idle := make(chan *partitionJob, 2*o.Workers+1) // jobs that are done, whose buffers are used again
	group.Go(func() error {
		defer close(jobs)
		defer close(inOrder)
		for p := range s.partitions {
			t := &partitionJob{}
			select {
			case t = <-idle:
			default:
			}
			t.partition, t.done = p, make(chan struct{})
			for _, to := range []chan<- *partitionJob{inOrder, jobs} {
				select {
				case to <- t:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	all := &joinTotals{counts: make([]tally, len(j.Files))}
	for range o.Workers {
		group.Go(func() error {
			w := &joinWorker{hashKey: o.hashKey, reversed: packed.reversed, counts: make([]tally, len(j.Files))}
			for t := range jobs {
				var err error
				if w.records, err = s.load(t.partition, w.records); err != nil {
					return err
				}
				w.emit = func(kind claim.Kind, c *claim.Claim, id rowID, cancellable bool) {
					t.addClaim(kind, c, &w.act, id, cancellable)
				}
				if err := w.join(); err != nil {
					return err
				}
				close(t.done)
			}
			all.merge(w)
			return nil
		})
	}
	group.Go(func() error {
		for t := range inOrder {
			select {
			case <-t.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			for kind, b := range t.claims {
				if err := j.claims[kind].write(b, t.ends[kind]); err != nil {
					return err
				}
				t.claims[kind], t.ends[kind] = b[:0], t.ends[kind][:0]
			}
			select {
			case idle <- t:
			default:
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	for _, s := range j.claims {
		if err := s.flush(); err != nil {
			return err
		}
	}
	j.Matches = slices.Clone(all.matches[:])
	j.rejected = slices.Concat(packed.rejected, all.rejected)
	j.candidates, j.counts = all.candidates, all.counts
	return nil
}

func (a *joinTotals) merge(w *joinWorker) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rejected = append(a.rejected, w.rejected...)
	a.candidates = append(a.candidates, w.candidates...)
	for i := range a.counts {
		a.counts[i].add(&w.counts[i])
	}
	for i := range a.matches {
		m := &w.matches[i]
		a.matches[i] = Match{matchTables[i][0], matchTables[i][1], a.matches[i].Rows + m.Rows, a.matches[i].Found + m.Found}
	}
}

// Close frees the disk space of the claims.
func (j *Result) Close() error {
	var err error
	for _, s := range j.claims {
		if s != nil {
			err = cmp.Or(err, s.file.Close())
		}
	}
	return err
}

// storedSize is about how many bytes of text a file holds.
func (f *File) storedSize(o Options) int64 {
	info, err := os.Stat(o.path(f.Name))
	if err != nil {
		return 0 // opening the file gives the error
	}
	const compression = 8 // of text by the usual codecs
	switch suffix(f.Name) {
	case ".gz", ".zst", ".parquet":
		return info.Size() * compression
	}
	return info.Size()
}
