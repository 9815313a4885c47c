package tablefile

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// Streams are tables that another process hands over one after the other, as Arrow IPC streams on one pipe.
type Streams struct{ from *framed }

// NewStreams reads streams.
func NewStreams(from io.Reader) *Streams {
	return &Streams{&framed{from: bufio.NewReaderSize(from, 256<<10)}}
}

// Next waits for the next stream, and gives io.EOF where the other side has closed the pipe. The stream before must have been
// read to its end.
func (s *Streams) Next() (*Stream, error) {
	if _, err := s.from.from.Peek(1); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("cannot read the stream: %w", err)
	}
	t := &Stream{from: s.from}
	s.from.fault, s.from.ended, s.from.messages = nil, false, 0
	err := guard(func() (err error) {
		t.reader, err = ipc.NewReader(s.from)
		return err
	})
	if err = s.from.because(err); err != nil {
		return nil, fmt.Errorf("cannot read the stream: %w", err)
	}
	for i, f := range t.reader.Schema().Fields() {
		c := column{f.Name, i, f.Type}
		if !cellType(f.Type) {
			c = column{fmt.Sprintf("%s (%s)", f.Name, typeName(f.Type)), -1, nil}
		}
		t.columns = append(t.columns, c)
	}
	return t, nil
}

// Stream is one table, batch after batch. It belongs to one goroutine.
type Stream struct {
	from    *framed
	reader  *ipc.Reader
	columns []column
	batches int
}

// Next gives the next batch, and io.EOF behind the last. A batch holds until the next one is asked for.
func (s *Stream) Next() (*Batch, error) {
	var b *Batch
	err := guard(func() error {
		if !s.reader.Next() {
			if err := s.reader.Err(); err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			if !s.from.ended {
				return fmt.Errorf("%w: got a stream that ends after %d batches without its end mark; want all of it", ErrCorrupt, s.batches)
			}
			return nil
		}
		record := s.reader.Record()
		for i, c := range record.Columns() {
			if err := readable(c); err != nil {
				return fmt.Errorf("%w: got column %d of batch %d with %s; want cells", ErrCorrupt, i+1, s.batches+1, err)
			}
		}
		s.batches++
		b = &Batch{record: record, columns: s.columns}
		return nil
	})
	switch err = s.from.because(err); {
	case err != nil:
		return nil, fmt.Errorf("cannot read the stream: %w", err)
	case b == nil:
		return nil, io.EOF
	}
	return b, nil
}

// readable looks at what the cells of a column rest on: the library finds out that a text lies outside of its buffer only when it is
// asked for, and then panics.
func readable(a arrow.Array) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("cells outside of its buffers")
		}
	}()
	a.NullN() // counts them in the buffer where the sender does not say
	n := a.Len()
	if n == 0 {
		return nil
	}
	for row := range n {
		a.IsNull(row)
	}
	switch a := a.(type) {
	case *array.String:
		look[string](a)
	case *array.Binary:
		look[[]byte](a)
	case *array.LargeString:
		look[string](a)
	case *array.LargeBinary:
		look[[]byte](a)
	case *array.Boolean:
		a.Value(n - 1)
	default: // of one width: where the last cell is there, all are
		textOf(a)(nil, n-1)
		if a.IsNull(n-1) && a.DataType().ID() != arrow.NULL {
			for row := range n {
				textOf(a)(nil, row)
			}
		}
	}
	return nil
}

// look asks for every value.
func look[Value any](a interface {
	Len() int
	Value(row int) Value
}) {
	for row := range a.Len() {
		a.Value(row)
	}
}

// Batch is some rows of a stream.
type Batch struct {
	record  arrow.Record
	columns []column
}

// Rows is how many rows there are.
func (b *Batch) Rows() int { return int(b.record.NumRows()) }

// Numbers are the cells of a column of 64-bit numbers, none of them null.
func (b *Batch) Int64s(name string) ([]int64, error) {
	c, err := b.column(name)
	if err != nil {
		return nil, err
	}
	a, ok := c.(*array.Int64)
	if !ok || a.NullN() > 0 || len(a.Int64Values()) < b.Rows() {
		return nil, fmt.Errorf("%w: got a column %s of %s, %d cells empty; want int64, none empty", ErrNotATable, name, typeName(c.DataType()), c.NullN())
	}
	return a.Int64Values(), nil
}

// Bytes shows the cells of a column of texts or bytes, null ones as nil; they hold as long as the batch.
func (b *Batch) Bytes(name string) (func(row int) []byte, error) {
	c, err := b.column(name)
	if err != nil {
		return nil, err
	}
	switch c.(type) {
	case *array.String, *array.Binary, *array.LargeString, *array.LargeBinary:
		text := textOf(c)
		return func(row int) []byte {
			cell, _ := text(nil, row)
			return cell
		}, nil
	}
	return nil, fmt.Errorf("%w: got a column %s of %s; want texts or bytes", ErrNotATable, name, typeName(c.DataType()))
}

func (b *Batch) column(name string) (arrow.Array, error) {
	for _, c := range b.columns {
		if c.name == name && c.at >= 0 {
			return b.record.Column(c.at), nil
		}
	}
	return nil, fmt.Errorf("%w: got no column %s; want it", ErrNotATable, name)
}
