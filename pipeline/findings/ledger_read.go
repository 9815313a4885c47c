package findings

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Ledger is an open ledger.parquet whose hash was found right: Past.Check says so. Next belongs to one goroutine.
type Ledger struct {
	file    *os.File
	records pqarrow.RecordReader
	rows    int64 // handed out
}

// ledgerBatch is how many claims are read at a time.
const ledgerBatch = 16 << 10

// OpenLedger opens a ledger and refuses one whose columns are not those of this program.
func OpenLedger(path string) (l *Ledger, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the ledger: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("cannot read the ledger: %w", err), f.Close())
		}
	}()
	l = &Ledger{file: f}
	return l, guard(func() error { return l.open() })
}

func (l *Ledger) open() error {
	footer, err := openFooter(l.file.Name())
	if err != nil {
		return err
	}
	err = sameLines(footer.lines(), ledger("").schema())
	if err = errors.Join(err, footer.close()); err != nil {
		return err
	}
	r, err := file.NewParquetReader(l.file)
	if err != nil {
		return err
	}
	reader, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: ledgerBatch, Parallel: true}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	l.records, err = reader.GetRecordReader(context.Background(), nil, nil)
	return err
}

// Next gives the next claims, and io.EOF after the last.
func (l *Ledger) Next() (b *LedgerBatch, err error) {
	err = guard(func() error {
		if !l.records.Next() {
			return cmp.Or(l.records.Err(), io.EOF) // the library calls the end an error or nothing
		}
		record := l.records.Record()
		record.Retain()
		b = &LedgerBatch{record: record, first: l.rows}
		l.rows += record.NumRows()
		return nil
	})
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("cannot read the ledger: %w", err)
	}
	return b, err
}

// Close closes the file. Batches that are still out stay good.
func (l *Ledger) Close() error {
	l.records.Release()
	return l.file.Close()
}

// LedgerBatch is a run of claims. Any goroutine may take it, one at a time.
type LedgerBatch struct {
	record arrow.Record
	first  int64 // row of the first
}

// Rows is the number of claims.
func (b *LedgerBatch) Rows() int64 { return b.record.NumRows() }

// Release gives the memory back. After it nothing that pointed into the batch may be used.
func (b *LedgerBatch) Release() { b.record.Release() }

// Each reads the claims that are wanted, all where wanted is nil, in order and each into the same claim, with the findings on
// it; their strings hold until the batch is released. Rows are counted from 0 over the whole ledger.
func (b *LedgerBatch) Each(wanted func(row int64) bool, into *claim.Claim, yield func(row int64, breaches []Breach)) error {
	texts := func(i int) *array.String { return b.record.Column(i).(*array.String) }
	kinds, ids, billers, patients := texts(0), texts(1), texts(3), texts(4)
	days, packed := b.record.Column(2).(*array.Date32), b.record.Column(5).(*array.Binary)
	var breaches []Breach
	for i := range int(b.record.NumRows()) {
		at := b.first + int64(i)
		if wanted != nil && !wanted(at) {
			continue
		}
		row := LedgerRow{
			Day: civil.FromUnix32(int32(days.Value(i))), ClaimID: ids.Value(i), BillerID: billers.Value(i), PatientID: patients.Value(i),
			Packed: packed.Value(i),
		}
		if kinds.Value(i) == claim.Care.String() {
			row.Kind = claim.Care
		}
		var ok bool
		if breaches, ok = row.Claim(into, breaches[:0]); !ok {
			return fmt.Errorf("cannot read the ledger: row %d: %w: got a packed claim of another version; want version %d", at+1, ErrHistory, packing)
		}
		yield(at, breaches)
	}
	return nil
}

// view is bytes as a string, without a copy.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
