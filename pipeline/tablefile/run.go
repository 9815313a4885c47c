package tablefile

import (
	"bytes"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
)

// The columns of a stream of input records beside those of the table itself.
const (
	fileColumn  = "_file"  // number of the input
	blockColumn = "_block" // where the block of the file begins that the row is of
	lineColumn  = "_line"  // a physical line of a CSV file, without its newline; then there are no other columns
)

// Runs cuts a stream of input records where the file changes, or the block of it. The rows of a block stand together, in order.
type Blocks struct {
	stream *Stream
	batch  *Batch
	at     int // the next row of the batch
	file   []int64
	block  []int64
	line   func(row int) []byte // nil for a table
	whole  bool                 // the stream is one table, and tells no inputs
}

// Whole reads the stream as one table, and gives io.EOF where it has no rows.
func (s *Stream) AsTable(o Options) (*File, error) {
	r := &Blocks{stream: s, whole: true}
	if _, _, err := r.Next(); err != nil {
		return nil, err
	}
	return r.Open(o, nil)
}

// Runs reads the stream as input records.
func (s *Stream) Blocks() *Blocks { return &Blocks{stream: s} }

// Next gives the number of the input of the next run and where its block begins, and io.EOF behind the last.
func (r *Blocks) Next() (file, block int64, err error) {
	for r.batch == nil || r.at == r.batch.Rows() {
		if err := r.more(); err != nil {
			return 0, 0, err
		}
	}
	return r.file[r.at], r.block[r.at], nil
}

func (r *Blocks) more() error {
	batch, err := r.stream.Next()
	if err != nil {
		return err
	}
	r.batch, r.at, r.line = batch, 0, nil
	if r.whole {
		r.file = make([]int64, batch.Rows())
		r.block = r.file
		return nil
	}
	if r.file, err = r.batch.Int64s(fileColumn); err == nil {
		r.block, err = r.batch.Int64s(blockColumn)
	}
	if _, missing := r.batch.column(lineColumn); err == nil && missing == nil {
		r.line, err = r.batch.Bytes(lineColumn)
	}
	return err
}

// Open opens the run that Next has announced. Of a CSV file whose beginning another run holds, head is that beginning, which
// tells the columns. Lines and offsets of its records count from the beginning of the run.
func (r *Blocks) Open(o Options, head []byte) (*File, error) {
	run := &run{runs: r, file: r.file[r.at], block: r.block[r.at]}
	var s source
	if r.line == nil {
		columns := r.stream.columns
		of := &runRows{run: run}
		for _, c := range columns {
			if r.whole || c.name != fileColumn && c.name != blockColumn {
				of.columns = append(of.columns, c)
				of.names = append(of.names, c.name)
			}
		}
		s = of
	} else {
		t := &runText{run: run}
		t.encoding, t.maxRecord, t.trailing, t.size, t.line, t.from = o.Encoding, maxRecord, o.TrailingDelimiter, chunkSize, 1, run
		err := t.learn(head)
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", o.Name, err)
		}
		s = t
	}
	if err := checkHeader(s.header()); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", o.Name, err)
	}
	return &File{name: o.Name, source: s}, nil
}

// run is the rows of one block. As a reader it is the text of its lines.
type run struct {
	runs        *Blocks
	file, block int64
	rest        []byte // of the line under way
	newline     bool   // is still to come behind it
	lines       int64
	bytes       int64
}

// goesOn says whether the next row belongs to the run.
func (r *run) goesOn() (bool, error) {
	from := r.runs
	for from.at == from.batch.Rows() {
		if err := from.more(); err != nil {
			if err == io.EOF {
				err = nil
			}
			return false, err
		}
	}
	return from.file[from.at] == r.file && from.block[from.at] == r.block, nil
}

func (r *run) Read(b []byte) (n int, err error) {
	for n < len(b) {
		switch {
		case len(r.rest) > 0:
			k := copy(b[n:], r.rest)
			r.rest, n = r.rest[k:], n+k
			continue
		case r.newline:
			b[n], r.newline = '\n', false
			n++
			continue
		}
		more, err := r.goesOn()
		switch {
		case err != nil:
			return n, err
		case !more && n == 0:
			return 0, io.EOF
		case !more:
			return n, nil
		}
		r.rest, r.newline = r.runs.line(r.runs.at), true
		r.runs.at++
		r.lines++
		r.bytes += int64(len(r.rest)) + 1
	}
	return n, nil
}

// runText is a run of a CSV file.
type runText struct {
	text
	run *run
}

func (t *runText) sum() Sum     { return Sum{} }
func (t *runText) close() error { return nil }

// learn reads the header: of the run itself, or of the beginning of its file.
func (t *runText) learn(head []byte) error {
	if t.run.block == 0 {
		return t.readHeader()
	}
	of := text{size: max(len(head), 1), line: 1, from: bytes.NewReader(head)}
	of.encoding, of.maxRecord = t.encoding, t.maxRecord
	if err := of.readHeader(); err != nil {
		return err
	}
	t.names, t.delimiter, t.scan = of.names, of.delimiter, of.scan
	return nil
}

// runRows is a run of a table.
type runRows struct {
	run     *run
	columns []column
	names   []string
	count   int64 // of chunks
}

func (t *runRows) header() []string { return t.names }
func (t *runRows) sum() Sum         { return Sum{} }
func (t *runRows) close() error     { return nil }

func (t *runRows) next() (*Chunk, error) {
	more, err := t.run.goesOn()
	if err != nil {
		return nil, err
	}
	if !more {
		return nil, errNoRecords
	}
	from, n := t.run.runs, 1
	for i := from.at + 1; i < from.batch.Rows() && from.file[i] == t.run.file && from.block[i] == t.run.block; i++ {
		n++
	}
	var slice arrow.Record = from.batch.record.NewSlice(int64(from.at), int64(from.at+n))
	c := &Chunk{rows: newBatchRows(t.columns, slice, t.run.lines+1), number: t.count, released: func(*Chunk) { slice.Release() }}
	from.at += n
	t.run.lines += int64(n)
	t.count++
	return c, nil
}

// Extent is how many lines, or rows, and bytes of text the run had that the file stands for, once it was read to its end.
func (f *File) Extent() (lines, bytes int64) {
	switch s := f.source.(type) {
	case *runText:
		return s.run.lines, s.run.bytes
	case *runRows:
		return s.run.lines, 0
	}
	return 0, 0
}
