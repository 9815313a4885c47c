package dcir

import (
	"cmp"
	"context"
	"os"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Joined is what the three tables came to. Close removes the claims from disk.
type Result struct {
	Files           []*File          // by name
	UnknownServices map[string]int64 // acts of a transport service that has no claims, rejected ones too, by PRS_NAT_REF
	Matches         []Match          // how many rows found their like in another table
	claims          [2]*store        // by kind of claim
	rooms           chan []byte      // of chunks, to be used again
	options         Options
	rejected        []pending
	taken           map[place]struct{} // claims that a reversal takes back, by the places of their rows
}

// Rows is how many rows the tables have.
func (j *Result) Rows() (rows int64) {
	for _, f := range j.Files {
		rows += f.Rows
	}
	return rows
}

// Join reads the files and joins them.
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
	dealt, err := deal(ctx, &o, files, s)
	if err != nil {
		return nil, err
	}
	out := &Result{options: o, Files: files, UnknownServices: dealt.unknownNames(), rooms: make(chan []byte, 2*o.Workers)}
	out.options.FindPrescription = nil // it is large, and asked for nothing more
	for kind := range out.claims {
		if out.claims[kind], err = newStore(o.SpillDir); err != nil {
			return nil, cmp.Or(err, out.Close())
		}
	}
	if err = out.join(ctx, &o, s, dealt); err != nil {
		_ = out.Close()
		return nil, err
	}
	return out, nil
}

// packedSize guesses how many bytes the rows come to once they are packed.
func packedSize(o Options, files []*File) (bytes int64) {
	for _, f := range files {
		bytes += f.storedSize(o) / 2
	}
	return bytes
}

// joining is what the workers of the join come to together.
type joining struct {
	mu         sync.Mutex
	pending    []pending
	candidates []candidate
	counts     []tally // by file
	matches    [4]Match
}

// join joins one partition after the other, on every worker, and keeps the claims in the order of the partitions.
func (j *Result) join(ctx context.Context, o *Options, s *spill, d *dealt) error {
	group, ctx := errgroup.WithContext(ctx)
	turns, inOrder := make(chan *turn), make(chan *turn, 2*o.Workers)
	free := make(chan *turn, 2*o.Workers+1) // whose room serves again
	group.Go(func() error {
		defer close(turns)
		defer close(inOrder)
		for p := range s.partitions {
			t := &turn{}
			select {
			case t = <-free:
			default:
			}
			t.partition, t.done = p, make(chan struct{})
			for _, to := range []chan<- *turn{inOrder, turns} {
				select {
				case to <- t:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	all := &joining{counts: make([]tally, len(j.Files))}
	for range o.Workers {
		group.Go(func() error {
			w := &joiner{hashKey: o.hashKey, reversed: d.reversed, counts: make([]tally, len(j.Files))}
			for t := range turns {
				var err error
				if w.room, err = s.take(t.partition, w.room); err != nil {
					return err
				}
				w.put = t.put
				if err := w.join(); err != nil {
					return err
				}
				close(t.done)
			}
			all.join(w)
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
			case free <- t:
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
	j.rejected = slices.Concat(d.rejected, all.pending, j.takeBack(all.candidates, all.counts))
	for i, f := range j.Files {
		f.Counts = all.counts[i].byName()
	}
	return nil
}

func (a *joining) join(w *joiner) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pending = append(a.pending, w.pending...)
	a.candidates = append(a.candidates, w.candidates...)
	for i := range a.counts {
		a.counts[i].add(&w.counts[i])
	}
	for i := range a.matches {
		m := &w.matches[i]
		a.matches[i] = Match{matched[i][0], matched[i][1], a.matches[i].Rows + m.Rows, a.matches[i].Found + m.Found}
	}
}

// Close gives back what the claims take on disk.
func (j *Result) Close() error {
	var err error
	for _, s := range j.claims {
		if s != nil {
			err = cmp.Or(err, s.file.Close())
		}
	}
	return err
}

func (f *File) storedSize(o Options) int64 {
	info, err := os.Stat(o.path(f.Name))
	if err != nil {
		return 0 // opening it will tell
	}
	const compressed = 8
	switch suffix(f.Name) {
	case ".gz", ".zst", ".parquet":
		return info.Size() * compressed
	}
	return info.Size()
}
