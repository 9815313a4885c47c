package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/metadata"
	"github.com/apache/arrow/go/v15/parquet/schema"
	"golang.org/x/sync/errgroup"
)

// createdBy stands in every file. It names no version: the same rows give the same bytes with the next build too.
const createdBy = "vigie version 1.0.0"

// magic begins and ends a Parquet file.
const magic = "PAR1"

// encoder writes batches as a Parquet file: version 2 pages, zstd, one open row group that is held until it is full.
//
// It cuts rows into pages itself, and has these encoded on all cores while it goes on; Arrow makes the headers, statistics and footer.
// Arrow's writer of records would make every list element optional, and its column writers hash, copy and compare each value once
// more. Where Arrow panics instead of returning an error, these methods return one.
type encoder struct {
	sink    *sink
	props   *parquet.WriterProperties
	meta    *metadata.FileMetaDataBuilder
	columns []*columnChunk
	limits  Limits
	pages   errgroup.Group // under way
	groups  int16          // written

	batch, page, group extent // that are open
}

// size is how much of something there is.
type extent struct{ rows, bytes int64 }

// newEncoder begins a file. It closes the sink where it fails.
func newEncoder[R any](s *sink, t *Table[R], cut Limits) (*encoder, error) {
	e := &encoder{sink: s, limits: cut}
	e.pages.SetLimit(runtime.GOMAXPROCS(0))
	if err := beginFile(e, t); err != nil {
		_, _, closeErr := s.close()
		return nil, errors.Join(err, closeErr)
	}
	return e, nil
}

func beginFile[R any](e *encoder, t *Table[R]) error {
	root, err := t.root()
	if err != nil {
		return err
	}
	e.props = parquet.NewWriterProperties(
		parquet.WithCreatedBy(createdBy),
		parquet.WithRootRepetition(parquet.Repetitions.Required),
		parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithDataPageVersion(parquet.DataPageV2),
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCompressionLevel(1), // of dictionaries; pages compress themselves
	)
	for _, c := range t.Columns {
		for _, f := range c.fields {
			e.columns = append(e.columns, &columnChunk{field: f})
			e.columns[len(e.columns)-1].begin()
		}
	}
	return e.guard(func() error {
		e.meta = metadata.NewFileMetadataBuilder(schema.NewSchema(root), e.props, nil)
		_, err := e.sink.Write([]byte(magic))
		return err
	})
}

// guard is the function guard, but prefers an error of the sink to what the library makes of it.
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

// write adds rows. Pages and row groups are whole batches. Where a batch ends depends on the rows alone, not on the portions in which they
// come.
func (e *encoder) write(b *Batch) error {
	return e.guard(func() error {
		from := make([]cursor, len(b.leaves))
		for done := 0; done < b.rows; {
			rows := e.fit(b.weights[done:])
			if rows == 0 {
				if err := e.endBatch(); err != nil {
					return err
				}
				continue
			}
			for i := range b.leaves {
				to := b.leaves[i].next(from[i], rows)
				e.columns[i].take(&b.leaves[i], from[i], to, rows)
				from[i] = to
			}
			done += rows
		}
		return nil
	})
}

// fit counts how many of the next rows the open batch still takes, by their weights, and adds them to its size.
func (e *encoder) fit(weights []int32) (rows int) {
	for _, w := range weights {
		if e.batch.rows == int64(e.limits.BatchRows) || e.batch.rows > 0 && e.batch.bytes+int64(w) > int64(e.limits.BatchBytes) {
			break
		}
		e.batch.rows++
		e.batch.bytes += int64(w)
		rows++
	}
	return rows
}

// endBatch ends pages that have rows or bytes enough, and the row group where it might not take another batch.
func (e *encoder) endBatch() error {
	e.page.rows += e.batch.rows
	e.group.rows += e.batch.rows
	e.group.bytes += e.batch.bytes
	e.batch = extent{}
	last := e.page.rows >= e.limits.PageRows
	for _, c := range e.columns {
		overflows := c.overflows(e.limits.DictionaryBytes)
		if last || overflows || c.full(e.limits.PageBytes) {
			c.end(e.encode)
		}
		if overflows {
			c.inUse = false
		}
	}
	if last {
		e.page = extent{}
	}
	if e.group.rows+int64(e.limits.BatchRows) > e.limits.GroupRows || e.group.bytes+int64(e.limits.BatchBytes) > e.limits.GroupBytes {
		return e.endGroup()
	}
	return nil
}

// encode has a page encoded, as soon as a core is free.
func (e *encoder) encode(p *dataPage) {
	e.pages.Go(func() error {
		return guard(func() error {
			p.encode()
			return nil
		})
	})
}

// endGroup writes the open row group.
func (e *encoder) endGroup() error {
	if e.group.rows == 0 {
		return nil
	}
	for _, c := range e.columns {
		c.end(e.encode)
	}
	if err := e.pages.Wait(); err != nil {
		return err
	}
	meta, start := e.meta.AppendRowGroup(), e.sink.Tell()
	for i, c := range e.columns {
		if err := c.write(e.sink, e.props, meta.NextColumnChunk(), e.groups, int16(i)); err != nil {
			return err
		}
		c.begin()
	}
	meta.SetNumRows(int(e.group.rows))
	if err := meta.Finish(e.sink.Tell()-start, e.groups); err != nil {
		return err
	}
	e.groups++
	e.page, e.group = extent{}, extent{}
	return nil
}

// close writes the footer and closes the file.
func (e *encoder) close() (bytes int64, sum string, err error) {
	err = e.guard(func() error {
		if err := errors.Join(e.endBatch(), e.endGroup()); err != nil {
			return err
		}
		footer, err := e.meta.Finish()
		if err != nil {
			return err
		}
		length, err := footer.WriteTo(e.sink, nil)
		if err != nil {
			return err
		}
		_, err = e.sink.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(length)), magic...))
		return err
	})
	_ = e.pages.Wait() // after an error some may still be under way
	bytes, sum, sinkErr := e.sink.close()
	if err == nil {
		err = sinkErr
	}
	return bytes, sum, err
}
