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

// batchRows is how many rows of a Parquet file are decoded at a time.
const batchRows = 4096

// batches are a Parquet file's rows as Arrow records of plain columns. Whoever reads a file for others is asked for no more:
// the library itself in the reader's process, and in this one what comes from there.
type batches interface {
	columns() []column
	next() (arrow.Record, error) // the caller's to release; errNoRecords at the end
	close() error
}

// column is a column of the file; at is its place in the batches, -1 for one that is no plain column and is not read.
type column struct {
	name string
	at   int
	kind arrow.DataType // nil where at is -1
}

// columnar is a Parquet file as a source of chunks.
type columnar struct {
	batches
	file  *os.File
	names []string
	rows  int64 // handed out
	count int64 // of chunks
	noSum bool
	total Sum
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
	b, err := readForeign(f, o)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	p := &columnar{batches: b, file: f, noSum: o.SkipSum}
	for _, c := range b.columns() {
		p.names = append(p.names, c.name)
	}
	return p, nil
}

func (p *columnar) header() []string { return p.names }
func (p *columnar) sum() Sum         { return p.total }

func (p *columnar) next() (*Chunk, error) {
	batch, err := p.batches.next()
	if errors.Is(err, errNoRecords) && !p.noSum {
		if err := p.hash(); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	c := &Chunk{rows: newBatchRows(p.columns(), batch, p.rows+2), number: p.count, released: func(*Chunk) { batch.Release() }}
	p.rows += batch.NumRows()
	p.count++
	return c, nil
}

// hash reads the file once more from its start: its pages were not read in order.
func (p *columnar) hash() error {
	h := sha256.New()
	n, err := io.Copy(h, io.NewSectionReader(p.file, 0, 1<<62))
	p.total = Sum{SHA256: [32]byte(h.Sum(nil)), Size: n}
	return reasonOf(err)
}

func (p *columnar) close() error {
	err := p.batches.close()
	return errors.Join(err, p.file.Close())
}

// checkParquet looks at both ends of the file, so that what is no Parquet file or only its beginning is named as such.
func checkParquet(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return reasonOf(err)
	}
	head := make([]byte, min(16, info.Size()))
	if _, err := f.ReadAt(head, 0); err != nil {
		return reasonOf(err)
	}
	if string(head[:min(4, len(head))]) != "PAR1" {
		return fmt.Errorf("%w: got %s; want Parquet data", ErrNotATable, found(kindOf(head), head))
	}
	var tail [8]byte
	if _, err := f.ReadAt(tail[:], max(0, info.Size()-8)); err != nil && err != io.EOF {
		return reasonOf(err)
	}
	footer := int64(binary.LittleEndian.Uint32(tail[:]))
	if info.Size() < 12 || string(tail[4:]) != "PAR1" || footer+12 > info.Size() {
		return fmt.Errorf("%w: got %d bytes without a Parquet footer at the end; want the whole file", ErrCorrupt, info.Size())
	}
	return nil
}
