package dcir

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
)

// fileChunk is a chunk of a file on its way to a worker.
type fileChunk struct {
	file  int
	chunk *tablefile.Chunk
}

// packResult is what was found while all files were packed, beside the rows in the spill.
type packResult struct {
	mu       sync.Mutex
	files    []*File
	rejected []rejectedRow
	unknown  map[int64]int64 // acts of services without claims, by PRS_NAT_REF
	reversed hashFilter      // match hashes of the reversals
}

// packFiles reads every file, packs its rows and adds them to the partitions of the spill.
func packFiles(ctx context.Context, o *Options, files []*File, s *spill) (*packResult, error) {
	out := &packResult{files: files, unknown: map[int64]int64{}, reversed: make(hashFilter, 1<<15)}
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan fileChunk)
	group.Go(func() error {
		defer close(work)
		for i := range files {
			if err := o.sendChunks(ctx, files, i, work); err != nil {
				return err
			}
		}
		return nil
	})
	for range o.Workers {
		group.Go(func() error {
			w := &packWorker{packer: packer{Options: o}, writer: s.writer(), rows: make([]int64, len(files)), understood: make([]cell.Counts, len(files)), unknown: map[int64]int64{}}
			for c := range work {
				before := w.rows[c.file]
				err := w.read(files, c, out.reversed)
				w.understood[c.file] = w.understood[c.file].Merge(w.takeUnderstood())
				if o.Progress != nil {
					o.Progress(w.rows[c.file]-before, c.chunk.Size())
				}
				c.chunk.Release()
				if err != nil {
					return err
				}
			}
			if err := w.writer.close(); err != nil {
				return err
			}
			out.merge(w)
			return nil
		})
	}
	return out, group.Wait()
}

// sendChunks cuts one file into chunks and sends them to the workers.
func (o *Options) sendChunks(ctx context.Context, files []*File, i int, work chan<- fileChunk) (err error) {
	f, err := tablefile.Open(filepath.Join(o.Dir, files[i].Name), o.tableOptions(ctx, files[i], false))
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
		case work <- fileChunk{i, c}:
		case <-ctx.Done():
			c.Release()
			return ctx.Err()
		}
	}
}

// packWorker packs and counts rows on one goroutine.
type packWorker struct {
	packer
	writer  *spillWriter
	rows    []int64 // read so far, by file
	unknown map[int64]int64

	understood []cell.Counts // by file
	rejected   []rejectedRow
}

// read packs the rows of a chunk.
func (w *packWorker) read(files []*File, c fileChunk, reversed hashFilter) (err error) {
	f := files[c.file]
	c.chunk.Each(func(row *tablefile.Record) {
		if err != nil {
			return
		}
		w.rows[c.file]++
		id := newRowID(c.file, row.Line)
		bad := w.pack(f, id, row)
		switch {
		case bad != nil:
			w.rejected = append(w.rejected, rejectedRow{id, bad.Column, bad.Reason})
		case f.Table == Acts:
			if w.act.class == classUnknownService {
				w.unknown[w.number(prsNatRef)]++
			}
			if w.act.reversal {
				reversed.set(w.act.match[0])
			}
		}
		if len(w.packed) > 0 {
			err = w.writer.add(w.hashKey(w.key), w.key, w.packed)
		}
	})
	return err
}

// merge adds what a worker found.
func (p *packResult) merge(w *packWorker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rejected = append(p.rejected, w.rejected...)
	for i, n := range w.rows {
		p.files[i].Rows += n
		p.files[i].Understood = p.files[i].Understood.Merge(w.understood[i])
	}
	for nature, n := range w.unknown {
		p.unknown[nature] += n
	}
}

// unknownNames gives the acts of services without claims, by PRS_NAT_REF.
func (p *packResult) unknownNames() map[string]int64 {
	names := map[string]int64{}
	for nature, n := range p.unknown {
		names[strconv.FormatInt(nature, 10)] = n
	}
	return names
}
