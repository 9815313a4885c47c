package findings

import (
	"errors"
	"fmt"
	"io"
	"unsafe"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules/claim"
)

// Ledger is an open ledger.parquet, whose hash publish.Past.Check has found right before. Next belongs to one goroutine.
type Ledger struct {
	reader *parquet.Reader
	rows   int64 // handed out
}

// ledgerBatch is how many claims are read at a time.
const ledgerBatch = 16 << 10

// Columns of the ledger that are read, by their index in the table.
const (
	ledgerKind = iota
	ledgerClaim
	ledgerDay
	ledgerBiller
	ledgerPatient
	ledgerPacked
	ledgerColumns
)

// OpenLedger opens the ledger of an earlier run. It refuses (publish.ErrHistory) a ledger that does not have the columns of its manifest, and
// a column whose type is not this program's.
func OpenLedger(past *publish.Past) (*Ledger, error) {
	r, err := parquet.Open(past.Path(), past.Schema, ledger("").Schema()[:ledgerColumns])
	switch {
	case errors.Is(err, parquet.ErrSchema):
		return nil, fmt.Errorf("cannot read the ledger: %w: %w", publish.ErrHistory, err)
	case err != nil:
		return nil, fmt.Errorf("cannot read the ledger: %w", err)
	}
	return &Ledger{reader: r}, nil
}

// Next gives the next claims, and io.EOF after the last.
func (l *Ledger) Next() (*LedgerBatch, error) {
	portion, err := l.reader.Next(ledgerBatch)
	switch {
	case errors.Is(err, io.EOF):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("cannot read the ledger: %w", err)
	}
	b := &LedgerBatch{portion: portion, first: l.rows}
	l.rows += b.Rows()
	return b, nil
}

// Close closes the file. Batches that were read before stay good.
func (l *Ledger) Close() error { return l.reader.Close() }

// LedgerBatch is a run of claims. Any goroutine may read it.
type LedgerBatch struct {
	portion *parquet.Portion
	first   int64 // row of the first
}

// Rows is the number of claims.
func (b *LedgerBatch) Rows() int64 { return int64(b.portion.Rows()) }

// Row is a row of the batch as it is stored, counted from 0. Nobody may write to its bytes.
func (b *LedgerBatch) Row(i int) LedgerRow {
	packed := b.portion.Text(ledgerPacked, i)
	return LedgerRow{
		Kind: kindNamed(b.portion.Text(ledgerKind, i)), Day: b.portion.Day(ledgerDay, i), ClaimID: b.portion.Text(ledgerClaim, i),
		BillerID: b.portion.Text(ledgerBiller, i), PatientID: b.portion.Text(ledgerPatient, i),
		Packed: unsafe.Slice(unsafe.StringData(packed), len(packed)),
	}
}

// Each reads the claims that are wanted, all where wanted is nil, in order and each into the same claim, and gives each with the findings on
// it. Rows are counted from 0 over the whole ledger. A row that Keep did not make is publish.ErrHistory.
func (b *LedgerBatch) Each(wanted func(row int64) bool, into *claim.Claim, yield func(row int64, breaches []Breach)) error {
	var breaches []Breach
	for i := range b.portion.Rows() {
		at := b.first + int64(i)
		if wanted != nil && !wanted(at) {
			continue
		}
		row := b.Row(i)
		var ok bool
		if breaches, ok = row.Claim(into, breaches[:0]); !ok {
			return fmt.Errorf("cannot read the ledger: row %d: %w: got a packed claim of another version; want version %d", at+1, publish.ErrHistory, packing)
		}
		yield(at, breaches)
	}
	return nil
}

// view is bytes as a string, without a copy.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
