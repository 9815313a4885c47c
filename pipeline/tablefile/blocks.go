package tablefile

import (
	"bytes"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
)

// The columns of a stream of input records, beside those of the table itself.
const (
	fileColumn  = "_file"  // index of the input file
	blockColumn = "_block" // offset in the file at which the block of this row begins
	lineColumn  = "_line"  // a physical line of a CSV file, without its newline; the stream then has no other columns
)

// Blocks cuts a stream of input records into blocks: the rows of one block of one file. The rows of a block are together and in
// order.
type Blocks struct {
	stream *Stream
	batch  *Batch
	row    int // index of the next row of the batch
	file   []int64
	block  []int64
	line   func(row int) []byte // nil for a table
	single bool                 // the stream is one table, without file and block columns
}

// AsTable reads the stream as one table. It returns io.EOF for a stream without rows.
func (s *Stream) AsTable(o Options) (*File, error) {
	r := &Blocks{stream: s, single: true}
	if _, _, err := r.Next(); err != nil {
		return nil, err
	}
	return r.Open(o, nil)
}

// Blocks reads the stream as input records.
func (s *Stream) Blocks() *Blocks { return &Blocks{stream: s} }

// Next returns the index of the file of the next block and where in it the block begins; io.EOF after the last block.
func (r *Blocks) Next() (file, block int64, err error) {
	for r.batch == nil || r.row == r.batch.Rows() {
		if err := r.nextBatch(); err != nil {
			return 0, 0, err
		}
	}
	return r.file[r.row], r.block[r.row], nil
}

func (r *Blocks) nextBatch() error {
	batch, err := r.stream.Next()
	if err != nil {
		return err
	}
	r.batch, r.row, r.line = batch, 0, nil
	if r.single {
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

// Open opens the block that Next has announced. Where a CSV file begins in another block, head is that beginning, which names the
// columns. Lines and offsets of the records count from the beginning of the block.
func (r *Blocks) Open(o Options, head []byte) (*File, error) {
	run := &blockReader{blocks: r, file: r.file[r.row], block: r.block[r.row]}
	var s source
	if r.line == nil {
		columns := r.stream.columns
		of := &arrowBlock{block: run, instants: o.Instants}
		for _, c := range columns {
			if r.single || c.name != fileColumn && c.name != blockColumn {
				of.columns = append(of.columns, c)
				of.names = append(of.names, c.name)
			}
		}
		s = of
	} else {
		t := &csvBlock{block: run}
		t.csvFormat = csvFormat{encoding: o.Encoding, maxRecord: maxRecord, trailingDelimiter: o.TrailingDelimiter, contract: o.Columns}
		t.size, t.line, t.from = chunkSize, 1, run
		err := t.readColumns(head)
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", o.Name, err)
		}
		s = t
	}
	return newFile(o, s)
}

// blockReader reads the rows of one block. As an io.Reader it gives the text of its lines.
type blockReader struct {
	blocks      *Blocks
	file, block int64
	unreadLine  []byte // of the current line
	lineFeedDue bool   // a newline follows the current line
	lines       int64
	bytes       int64
}

// hasMore reports whether the next row belongs to the block.
func (r *blockReader) hasMore() (bool, error) {
	from := r.blocks
	for from.row == from.batch.Rows() {
		if err := from.nextBatch(); err != nil {
			if err == io.EOF {
				err = nil
			}
			return false, err
		}
	}
	return from.file[from.row] == r.file && from.block[from.row] == r.block, nil
}

func (r *blockReader) Read(b []byte) (n int, err error) {
	for n < len(b) {
		switch {
		case len(r.unreadLine) > 0:
			k := copy(b[n:], r.unreadLine)
			r.unreadLine, n = r.unreadLine[k:], n+k
			continue
		case r.lineFeedDue:
			b[n], r.lineFeedDue = '\n', false
			n++
			continue
		}
		more, err := r.hasMore()
		switch {
		case err != nil:
			return n, err
		case !more && n == 0:
			return 0, io.EOF
		case !more:
			return n, nil
		}
		r.unreadLine, r.lineFeedDue = r.blocks.line(r.blocks.row), true
		r.blocks.row++
		r.lines++
		r.bytes += int64(len(r.unreadLine)) + 1
	}
	return n, nil
}

// csvBlock is a block of a CSV file.
type csvBlock struct {
	csvSource
	block *blockReader
}

func (t *csvBlock) sum() Sum     { return Sum{} }
func (t *csvBlock) close() error { return nil }

// readColumns reads the header: of the block itself, or of the beginning of its file.
func (t *csvBlock) readColumns(head []byte) error {
	if t.block.block == 0 {
		return t.readHeader()
	}
	of := csvSource{size: max(len(head), 1), line: 1, from: bytes.NewReader(head)}
	of.encoding, of.maxRecord = t.encoding, t.maxRecord
	if err := of.readHeader(); err != nil {
		return err
	}
	t.delimiter = of.delimiter
	t.setNames(of.names)
	t.scan = t.newQuoteScan()
	return nil
}

// arrowBlock is a block of a table.
type arrowBlock struct {
	block    *blockReader
	columns  []tableColumn
	names    []string
	instants Instants
	count    int64 // of chunks
}

func (t *arrowBlock) header() []string { return t.names }
func (t *arrowBlock) sum() Sum         { return Sum{} }
func (t *arrowBlock) close() error     { return nil }

func (t *arrowBlock) next() (*Chunk, error) {
	more, err := t.block.hasMore()
	if err != nil {
		return nil, err
	}
	if !more {
		return nil, errNoRecords
	}
	from, n := t.block.blocks, 1
	for i := from.row + 1; i < from.batch.Rows() && from.file[i] == t.block.file && from.block[i] == t.block.block; i++ {
		n++
	}
	var slice arrow.Record = from.batch.record.NewSlice(int64(from.row), int64(from.row+n))
	rows := newBatchRows(t.columns, slice, t.block.lines+1)
	if t.instants == InstantsUTC {
		rows.civilTexts()
	}
	c := &Chunk{rows: rows, number: t.count, released: func(*Chunk) { slice.Release() }}
	from.row += n
	t.block.lines += int64(n)
	t.count++
	return c, nil
}

// Extent gives the lines, or rows, and the bytes of text of the block that the file stands for. It is complete once the block was
// read to its end.
func (f *File) Extent() (lines, bytes int64) {
	switch s := f.source.(type) {
	case *csvBlock:
		return s.block.lines, s.block.bytes
	case *arrowBlock:
		return s.block.lines, 0
	}
	return 0, 0
}
