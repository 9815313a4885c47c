package dcir

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/tablefile"
)

// reading is a chunk of a file under way.
type reading struct {
	file  int
	chunk *tablefile.Chunk
}

// dealt is what the readers of all files come to, beside the rows in the spill.
type dealt struct {
	mu       sync.Mutex
	files    []*File
	rejected []pending
	unknown  map[int64]int64 // acts of services without claims, by PRS_NAT_REF
	reversed seen            // what the reversals match
}

// deal reads every file and deals its rows to partitions.
func deal(ctx context.Context, o *Options, files []*File, s *spill) (*dealt, error) {
	out := &dealt{files: files, unknown: map[int64]int64{}, reversed: make(seen, 1<<15)}
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan reading)
	group.Go(func() error {
		defer close(work)
		for i := range files {
			if err := o.feed(ctx, files, i, work); err != nil {
				return err
			}
		}
		return nil
	})
	for range o.Workers {
		group.Go(func() error {
			w := &dealing{packer: packer{Options: o}, dealer: s.dealer(), rows: make([]int64, len(files)), unknown: map[int64]int64{}}
			for r := range work {
				before := w.rows[r.file]
				err := w.read(files, r, out.reversed)
				if o.Progress != nil {
					o.Progress(w.rows[r.file]-before, r.chunk.Size())
				}
				r.chunk.Release()
				if err != nil {
					return err
				}
			}
			if err := w.dealer.close(); err != nil {
				return err
			}
			out.join(w)
			return nil
		})
	}
	return out, group.Wait()
}

// feed cuts one file into chunks.
func (o *Options) feed(ctx context.Context, files []*File, i int, work chan<- reading) (err error) {
	f, err := tablefile.Open(filepath.Join(o.Dir, files[i].Name), o.table(ctx, files[i], false))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for {
		c, err := f.Next()
		if errors.Is(err, io.EOF) {
			files[i].Sum = f.Sum()
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case work <- reading{i, c}:
		case <-ctx.Done():
			c.Release()
			return ctx.Err()
		}
	}
}

// dealing is a worker: it packs rows and counts them.
type dealing struct {
	packer
	dealer  *dealer
	rows    []int64 // that were read, by file
	unknown map[int64]int64

	rejected []pending
}

// read packs the rows of a chunk.
func (w *dealing) read(files []*File, r reading, reversed seen) (err error) {
	f := files[r.file]
	r.chunk.Each(func(row *tablefile.Record) {
		if err != nil {
			return
		}
		w.rows[r.file]++
		at := placeOf(r.file, row.Line)
		bad := w.pack(f, at, row)
		switch {
		case bad != nil:
			w.rejected = append(w.rejected, pending{at, bad.Column, bad.Reason})
		case f.Table == Acts:
			if w.act.class == unknownService {
				w.unknown[w.number(prsNatRef)]++
			}
			if w.act.reversal {
				reversed.set(w.act.match[0])
			}
		}
		if len(w.packed) > 0 {
			err = w.dealer.add(w.hashKey(w.key), w.key, w.packed)
		}
	})
	return err
}

// join adds up what a worker counted.
func (d *dealt) join(w *dealing) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rejected = append(d.rejected, w.rejected...)
	for i, n := range w.rows {
		d.files[i].Rows += n
	}
	for nature, n := range w.unknown {
		d.unknown[nature] += n
	}
}

// unknownNames gives the services without claims by their codes.
func (d *dealt) unknownNames() map[string]int64 {
	names := map[string]int64{}
	for nature, n := range d.unknown {
		names[strconv.FormatInt(nature, 10)] = n
	}
	return names
}
