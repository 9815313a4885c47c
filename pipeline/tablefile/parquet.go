package tablefile

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow/go/v15/arrow"
)

// rowsPerBatch is how many rows of a Parquet file are decoded at a time.
const rowsPerBatch = 4096

// batchSource is the rows of a Parquet file as Arrow records of plain columns: in the reader process those of the Arrow library, in
// this process those that the reader process sends.
type batchSource interface {
	columns() []tableColumn
	next() (arrow.Record, error) // the caller releases the record; errNoRecords at the end
	close() error
}

// tableColumn is a column of the file. at is its index in the batches; -1 for a column that is not plain and is not read.
type tableColumn struct {
	name string
	at   int
	kind arrow.DataType // nil where at is -1

	instant bool // its timestamps say that they are instants
}

// parquetSource is a Parquet file as a source of chunks.
type parquetSource struct {
	batchSource
	file     *os.File
	names    []string
	rows     int64 // in the chunks so far
	count    int64 // of chunks
	noSum    bool
	instants Instants
	total    Sum
}

func openParquet(path string, o Options) (source, error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	if err := checkParquet(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	b, err := startReader(f, o)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	p := &parquetSource{batchSource: b, file: f, noSum: o.SkipSum, instants: o.Instants}
	for _, c := range b.columns() {
		p.names = append(p.names, c.name)
	}
	return p, nil
}

func (p *parquetSource) header() []string { return p.names }
func (p *parquetSource) sum() Sum         { return p.total }

func (p *parquetSource) next() (*Chunk, error) {
	batch, err := p.batchSource.next()
	if errors.Is(err, errNoRecords) && !p.noSum {
		if err := p.hash(); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	rows := newBatchRows(p.columns(), batch, p.rows+2)
	if p.instants == InstantsUTC {
		rows.civilTexts()
	}
	c := &Chunk{rows: rows, number: p.count, released: func(*Chunk) { batch.Release() }}
	p.rows += batch.NumRows()
	p.count++
	return c, nil
}

// hash reads the file once more from the start, because its pages were not read in order.
func (p *parquetSource) hash() error {
	h := sha256.New()
	n, err := io.Copy(h, io.NewSectionReader(p.file, 0, 1<<62))
	p.total = Sum{SHA256: [32]byte(h.Sum(nil)), Size: n}
	return withoutPath(err)
}

func (p *parquetSource) close() error {
	err := p.batchSource.close()
	return errors.Join(err, p.file.Close())
}

// checkParquet checks both ends of the file, so that a file that is not Parquet, or only the beginning of one, is reported as such.
func checkParquet(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return withoutPath(err)
	}
	head := make([]byte, min(16, info.Size()))
	if _, err := f.ReadAt(head, 0); err != nil {
		return withoutPath(err)
	}
	if string(head[:min(4, len(head))]) != "PAR1" {
		return fmt.Errorf("%w: got %s; want Parquet data", ErrNotATable, describeFound(formatOf(head), head))
	}
	var tail [8]byte
	if _, err := f.ReadAt(tail[:], max(0, info.Size()-8)); err != nil && err != io.EOF {
		return withoutPath(err)
	}
	footer := int64(binary.LittleEndian.Uint32(tail[:]))
	if info.Size() < 12 || string(tail[4:]) != "PAR1" || footer+12 > info.Size() {
		return fmt.Errorf("%w: got %d bytes without a Parquet footer at the end; want the whole file", ErrCorrupt, info.Size())
	}
	return nil
}
