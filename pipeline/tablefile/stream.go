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

// Streams are tables that another process sends one after another on one pipe, as Arrow IPC streams.
type Streams struct{ from *checkedStream }

// NewStreams reads streams from a pipe.
func NewStreams(from io.Reader) *Streams {
	return &Streams{&checkedStream{from: bufio.NewReaderSize(from, 256<<10)}}
}

// Next waits for the next stream. It returns io.EOF where the other side has closed the pipe. The previous stream must have been
// read to its end.
func (s *Streams) Next() (*Stream, error) {
	if _, err := s.from.from.Peek(1); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("cannot read the stream: %w", err)
	}
	t := &Stream{from: s.from}
	s.from.fault, s.from.sawEnd, s.from.messages = nil, false, 0
	err := guard(func() (err error) {
		t.reader, err = ipc.NewReader(s.from)
		return err
	})
	if err = s.from.cause(err); err != nil {
		return nil, fmt.Errorf("cannot read the stream: %w", err)
	}
	for i, f := range t.reader.Schema().Fields() {
		c := tableColumn{f.Name, i, f.Type, hasZone(f.Type)}
		if !cellType(f.Type) {
			c = tableColumn{fmt.Sprintf("%s (%s)", f.Name, typeName(f.Type)), -1, nil, false}
		}
		t.columns = append(t.columns, c)
	}
	return t, nil
}

// Stream is one table, batch by batch. It belongs to one goroutine.
type Stream struct {
	from    *checkedStream
	reader  *ipc.Reader
	columns []tableColumn
	batches int
}

// Next returns the next batch; io.EOF after the last. A batch is valid until the next call.
func (s *Stream) Next() (*Batch, error) {
	var b *Batch
	err := guard(func() error {
		if !s.reader.Next() {
			if err := s.reader.Err(); err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			if !s.from.sawEnd {
				return fmt.Errorf("%w: got a stream that ends after %d batches without its end mark; want all of it", ErrCorrupt, s.batches)
			}
			return nil
		}
		record := s.reader.Record()
		for i, c := range record.Columns() {
			if err := checkArray(c); err != nil {
				return fmt.Errorf("%w: got column %d of batch %d with %s; want cells", ErrCorrupt, i+1, s.batches+1, err)
			}
		}
		s.batches++
		b = &Batch{record: record, columns: s.columns}
		return nil
	})
	switch err = s.from.cause(err); {
	case err != nil:
		return nil, fmt.Errorf("cannot read the stream: %w", err)
	case b == nil:
		return nil, io.EOF
	}
	return b, nil
}

// checkArray checks the buffers of a column. The library notices that a text lies outside of its buffer only when the text is read,
// and then panics.
func checkArray(a arrow.Array) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("cells outside of its buffers")
		}
	}()
	a.NullN() // counts them in the buffer where the sender gives no number
	n := a.Len()
	if n == 0 {
		return nil
	}
	for row := range n {
		a.IsNull(row)
	}
	switch a := a.(type) {
	case *array.String:
		readValues[string](a)
	case *array.Binary:
		readValues[[]byte](a)
	case *array.LargeString:
		readValues[string](a)
	case *array.LargeBinary:
		readValues[[]byte](a)
	case *array.Boolean:
		a.Value(n - 1)
	default: // of fixed width: where the last cell is within the buffer, all are
		textOf(a)(nil, n-1)
		if a.IsNull(n-1) && a.DataType().ID() != arrow.NULL {
			for row := range n {
				textOf(a)(nil, row)
			}
		}
	}
	return nil
}

// readValues reads every value.
func readValues[Value any](a interface {
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
	columns []tableColumn
}

// Rows is how many rows there are.
func (b *Batch) Rows() int { return int(b.record.NumRows()) }

// Int64s are the cells of a column of 64-bit integers without nulls.
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

// Bytes gives access to the cells of a column of texts or bytes. A null is nil. Cells are valid as long as the batch.
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
