package findings

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
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

// Columns of the ledger that are read, by their index among these.
const (
	ledgerKind = iota
	ledgerClaim
	ledgerDay
	ledgerBiller
	ledgerPatient
	ledgerPacked
	ledgerAct
	ledgerReported
)

// ledgerColumns are lines of the schema: all but the key for pseudonyms, which is that of this run too.
func ledgerColumns() []string {
	all := ledger("").Schema()
	return slices.DeleteFunc(all, func(line string) bool { return strings.HasPrefix(line, "pseudonym_key ") })
}

// OpenLedger opens the ledger of an earlier run. It refuses (publish.ErrHistory) a ledger that does not have the columns of its manifest, and
// a column whose type is not this program's.
func OpenLedger(past *publish.Past) (*Ledger, error) {
	r, err := openLedger(past, ledgerColumns())
	if err != nil {
		return nil, err
	}
	return &Ledger{reader: r}, nil
}

func openLedger(past *publish.Past, columns []string) (*parquet.Reader, error) {
	r, err := parquet.Open(past.Path(), past.Schema, columns)
	switch {
	case errors.Is(err, parquet.ErrSchema):
		return nil, fmt.Errorf("cannot read the ledger: %w: %w", publish.ErrHistory, err)
	case err != nil:
		return nil, fmt.Errorf("cannot read the ledger: %w", err)
	}
	return r, nil
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
	return LedgerRow{
		Kind: kindNamed(b.portion.Text(ledgerKind, i)), Day: b.portion.Day(ledgerDay, i), ClaimID: b.portion.Text(ledgerClaim, i),
		BillerID: b.portion.Text(ledgerBiller, i), PatientID: b.portion.Text(ledgerPatient, i),
		Packed: bytesOf(b.portion.Text(ledgerPacked, i)), Act: bytesOf(b.portion.Text(ledgerAct, i)),
		Reported: bytesOf(b.portion.Text(ledgerReported, i)),
	}
}

// Each reads the claims that are wanted, all where wanted is nil, in order and each into the same claim, and gives each with the findings that
// stand on it. Wanted is asked of a row by its number, counted from 0 over the whole ledger, and by what is stored. A row that Keep did not
// make is publish.ErrHistory.
func (b *LedgerBatch) Each(wanted func(at int64, row *LedgerRow) bool, into *claim.Claim, yield func(at int64, row *LedgerRow, reported []Reported)) error {
	var reported []Reported
	for i := range b.portion.Rows() {
		at, row := b.first+int64(i), b.Row(i)
		if wanted != nil && !wanted(at, &row) {
			continue
		}
		var ok bool
		if reported, ok = row.Claim(into, reported[:0]); !ok {
			return fmt.Errorf("cannot read the ledger: row %d: %w: got a packed claim of another version; want version %d", at+1, publish.ErrHistory, packing)
		}
		yield(at, &row, reported)
	}
	return nil
}

// view is bytes as a string, without a copy.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// bytesOf is a text as bytes, without a copy.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// EachAct shows the rows of the ledger of an earlier run that have an act, each with its kind, ids and act alone; they hold as long as they
// are wanted. It refuses what OpenLedger refuses, and ends where yield fails.
func EachAct(past *publish.Past, yield func(r *LedgerRow) error) (err error) {
	const kindColumn, claimColumn, billerColumn, patientColumn, actColumn = 0, 1, 2, 3, 4
	all := ledgerColumns()
	reader, err := openLedger(past, []string{all[ledgerKind], all[ledgerClaim], all[ledgerBiller], all[ledgerPatient], all[ledgerAct]})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	for {
		p, err := reader.Next(ledgerBatch)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("cannot read the ledger: %w", err)
		}
		for i := range p.Rows() {
			if p.IsNull(actColumn, i) {
				continue
			}
			if err := yield(&LedgerRow{Kind: kindNamed(p.Text(kindColumn, i)), ClaimID: p.Text(claimColumn, i), BillerID: p.Text(billerColumn, i),
				PatientID: p.Text(patientColumn, i), Act: bytesOf(p.Text(actColumn, i))}); err != nil {
				return fmt.Errorf("cannot read the ledger: %w", err)
			}
		}
	}
}
