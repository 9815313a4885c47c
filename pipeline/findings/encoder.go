package findings

import (
	"errors"
	"fmt"
	"math"
	"runtime"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/file"
	"golang.org/x/sync/errgroup"
)

// createdBy stands in every file. It names no version: the same rows give the same bytes with the next build too.
const createdBy = "vigie version 1.0.0"

// encoder writes batches as a Parquet file: version 2 pages, zstd, one open row group that is buffered until it is full.
//
// It hands levels to the column writers itself, because the bridge from Arrow records makes every list element optional.
// The Parquet writer panics where it should return an error; no panic leaves these methods.
type encoder struct {
	sink   *sink
	writer *file.Writer
	group  file.BufferedRowGroupWriter
	cut    portions

	groupRows  int64
	groupBytes int64
	pageRows   int64
}

// newEncoder begins a file. It closes the sink where it fails.
func newEncoder[R any](s *sink, t *table[R], cut portions) (*encoder, error) {
	e := &encoder{sink: s, cut: cut}
	if err := beginFile(e, t); err != nil {
		_, _, closeErr := s.close()
		return nil, errors.Join(err, closeErr)
	}
	return e, nil
}

func beginFile[R any](e *encoder, t *table[R]) error {
	root, err := t.root()
	if err != nil {
		return err
	}
	options := []parquet.WriterProperty{
		parquet.WithCreatedBy(createdBy),
		parquet.WithRootRepetition(parquet.Repetitions.Required),
		parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithDataPageVersion(parquet.DataPageV2),
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCompressionLevel(1),         // a run waits for this, and the next levels save little
		parquet.WithDataPageSize(math.MaxInt64), // encodeColumn ends pages
		parquet.WithMaxRowGroupLength(math.MaxInt64),
		// The writer cuts what it is given at this many entries, and never comes back where one row has more of them.
		// It is given small batches instead, each of which becomes part of one page.
		parquet.WithBatchSize(math.MaxInt32),
	}
	for _, path := range t.sparse() {
		options = append(options, parquet.WithDictionaryFor(path, false))
	}
	return e.guard(func() error {
		e.writer = file.NewParquetWriter(e.sink, root, file.WithWriterProps(parquet.NewWriterProperties(options...)))
		return nil
	})
}

// guard is guard for what writes: an error of the sink says more than what the library makes of it.
func (e *encoder) guard(f func() error) error {
	err := guard(f)
	if e.sink.err != nil {
		return e.sink.err
	}
	return err
}

// guard runs f and turns a panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the Parquet library gave up: %v", r)
		}
	}()
	return f()
}

// write adds a batch, in a new row group where the open one would become too large.
func (e *encoder) write(b batch) error {
	return e.guard(func() error {
		full := e.groupRows+int64(b.rows) > e.cut.groupRows || e.groupBytes+b.bytes > e.cut.groupBytes
		if e.group == nil || full && e.groupRows > 0 {
			if err := e.closeGroup(); err != nil {
				return err
			}
			e.group = e.writer.AppendBufferedRowGroup()
		}
		e.pageRows += int64(b.rows)
		last := e.pageRows >= e.cut.pageRows
		if err := e.encodeColumns(b.leaves, last); err != nil {
			return err
		}
		if last {
			e.pageRows = 0
		}
		e.groupRows += int64(b.rows)
		e.groupBytes += b.bytes
		return nil
	})
}

// encodeColumns encodes the columns of a batch side by side: until the row group is closed each has buffers of its own.
func (e *encoder) encodeColumns(leaves []leaf, last bool) error {
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range leaves {
		chunk, err := e.group.Column(i)
		if err != nil {
			return errors.Join(err, work.Wait())
		}
		work.Go(func() error {
			return guard(func() error { return encodeColumn(chunk, &leaves[i], e.cut.pageBytes, last) })
		})
	}
	return work.Wait()
}

// encodeColumn adds the entries of a leaf to its column chunk, and ends the page where they are its last or fill it.
func encodeColumn(chunk file.ColumnChunkWriter, l *leaf, pageBytes int64, last bool) (err error) {
	var wrote int64
	var want int
	switch w := chunk.(type) {
	case *file.ByteArrayColumnChunkWriter:
		want = len(l.texts)
		wrote, err = w.WriteBatch(l.texts, l.levels, l.starts)
	case *file.Int64ColumnChunkWriter:
		want = len(l.longs)
		wrote, err = w.WriteBatch(l.longs, l.levels, l.starts)
	case *file.Int32ColumnChunkWriter:
		want = len(l.ints)
		wrote, err = w.WriteBatch(l.ints, l.levels, l.starts)
	case *file.BooleanColumnChunkWriter:
		want = len(l.flags)
		wrote, err = w.WriteBatch(l.flags, l.levels, l.starts)
	}
	if err == nil && int(wrote) != want {
		err = fmt.Errorf("got %d values of %s into the file; want %d", wrote, l.name, want)
	}
	page := chunk.(interface {
		EstimatedBufferedValueBytes() int64
		FlushCurrentPage() error
	})
	// A page without entries would make Arrow's own reader leave out what follows it in the row group. Where the writer has just
	// given up a dictionary nothing is left to be flushed; nulls alone may wait for the next page.
	if bytes := page.EstimatedBufferedValueBytes(); err == nil && (last && bytes > 0 || bytes >= pageBytes) {
		err = page.FlushCurrentPage()
	}
	return err
}

func (e *encoder) closeGroup() error {
	if e.group == nil {
		return nil
	}
	err := e.group.Close()
	e.group, e.groupRows, e.groupBytes, e.pageRows = nil, 0, 0, 0
	return err
}

// close writes the footer and closes the file.
func (e *encoder) close() (bytes int64, sum string, err error) {
	err = e.guard(func() error {
		if err := e.closeGroup(); err != nil {
			return err
		}
		return e.writer.Close()
	})
	bytes, sum, sinkErr := e.sink.close()
	if err == nil {
		err = sinkErr
	}
	return bytes, sum, err
}
