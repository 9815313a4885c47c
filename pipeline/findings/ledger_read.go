package findings

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"unsafe"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
	"golang.org/x/sync/errgroup"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Ledger is an open ledger.parquet whose hash was found right: Past.Check says so. Whatever its bytes are, reading it ends in
// an error and not in a panic. Next belongs to one goroutine.
type Ledger struct {
	file    *os.File
	columns []*pqarrow.ColumnReader // in the file's order
	left    int64                   // rows to come, by the footer
	rows    int64                   // handed out
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
	return l, parquet.Guard(func() error { return l.open() })
}

func (l *Ledger) open() error {
	footer, err := parquet.OpenFooter(l.file.Name())
	if err != nil {
		return err
	}
	err = cmp.Or(parquet.SameLines(footer.Lines(), ledger("").Schema()), footer.WalkPages())
	if err = errors.Join(err, footer.Close()); err != nil {
		return err
	}
	r, err := file.NewParquetReader(l.file)
	if err != nil {
		return err
	}
	r.MetaData().FileMetaData.KeyValueMetadata = nil // an Arrow schema in it would change the types
	for i := range r.NumRowGroups() {
		n := r.MetaData().RowGroup(i).NumRows()
		if n < 0 {
			return fmt.Errorf("got %d rows in a row group", n)
		}
		l.left += n
	}
	if l.left != r.NumRows() {
		return fmt.Errorf("got %d rows in the row groups; want %d", l.left, r.NumRows())
	}
	reader, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: ledgerBatch}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	return l.bind(reader, r.NumRowGroups())
}

// bind opens the columns one by one: the library's reader of records works on goroutines where no guard reaches, and takes a
// column that ends early for the end of the file.
func (l *Ledger) bind(from *pqarrow.FileReader, groups int) error {
	all := make([]int, groups)
	for i := range all {
		all[i] = i
	}
	bind := func(i int) error {
		leaves := map[int]bool{}
		for leaf := range from.Manifest.ColIndexToField {
			leaves[leaf] = true
		}
		c, err := from.GetFieldReader(context.Background(), i, leaves, all)
		l.columns = append(l.columns, c)
		return err
	}
	for i := range from.Manifest.Fields {
		if len(from.Manifest.Fields[i].Children) > 0 {
			return fmt.Errorf("got groups in the column %q", from.Manifest.Fields[i].Field.Name)
		}
		if err := bind(i); err != nil {
			return err
		}
	}
	return nil
}

// Next gives the next claims, and io.EOF after the last.
func (l *Ledger) Next() (*LedgerBatch, error) {
	if l.left == 0 {
		return nil, io.EOF
	}
	size := min(l.left, ledgerBatch)
	b := &LedgerBatch{columns: make([]arrow.Array, len(l.columns)), rows: size, first: l.rows}
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range l.columns {
		work.Go(func() error {
			return parquet.Guard(func() (err error) {
				b.columns[i], err = nextOf(c, size)
				return err
			})
		})
	}
	err := work.Wait()
	if err == nil {
		err = parquet.Guard(b.bind)
	}
	if err != nil {
		b.Release()
		return nil, fmt.Errorf("cannot read the ledger: %w", err)
	}
	l.left -= size
	l.rows += size
	return b, nil
}

// nextOf reads the next values of a column, exactly as many as it is asked for.
func nextOf(c *pqarrow.ColumnReader, size int64) (arrow.Array, error) {
	data, err := c.NextBatch(size)
	if err != nil {
		return nil, err
	}
	defer data.Release()
	if int64(data.Len()) != size {
		return nil, fmt.Errorf("got %d rows in the column %q; want %d, as the footer says: %w", data.Len(), c.Field().Name, size, parquet.ErrMismatch)
	}
	if len(data.Chunks()) != 1 {
		return array.Concatenate(data.Chunks(), memory.DefaultAllocator)
	}
	data.Chunk(0).Retain()
	return data.Chunk(0), nil
}

// Close closes the file. Batches that are still out stay good.
func (l *Ledger) Close() error {
	for _, c := range l.columns {
		c.Release()
	}
	return l.file.Close()
}

// LedgerBatch is a run of claims. Any goroutine may take it, one at a time.
type LedgerBatch struct {
	columns []arrow.Array // as those of Ledger; nil where there are none after an error
	rows    int64
	first   int64 // row of the first

	kinds, ids, billers, patients *array.String
	days                          *array.Date32
	packed                        *array.Binary
}

// Rows is the number of claims.
func (b *LedgerBatch) Rows() int64 { return b.rows }

// Release gives the memory back. After it nothing that pointed into the batch may be used.
func (b *LedgerBatch) Release() {
	for _, c := range b.columns {
		if c != nil {
			c.Release()
		}
	}
	b.columns = nil
}

// bind looks the columns' types over. It panics where they are not what the ledger has.
func (b *LedgerBatch) bind() error {
	texts := func(i int) *array.String { return b.columns[i].(*array.String) }
	b.kinds, b.ids, b.billers, b.patients = texts(0), texts(1), texts(3), texts(4)
	b.days, b.packed = b.columns[2].(*array.Date32), b.columns[5].(*array.Binary)
	return nil
}

// Row is a row of the batch as it is stored, counted from 0; what it points to holds until the batch is released.
func (b *LedgerBatch) Row(i int) LedgerRow {
	row := LedgerRow{
		Day: civil.FromUnix32(int32(b.days.Value(i))), ClaimID: b.ids.Value(i), BillerID: b.billers.Value(i), PatientID: b.patients.Value(i),
		Packed: b.packed.Value(i),
	}
	if b.kinds.Value(i) == claim.Care.String() {
		row.Kind = claim.Care
	}
	return row
}

// Each reads the claims that are wanted, all where wanted is nil, in order and each into the same claim, with the findings on
// it; their strings hold until the batch is released. Rows are counted from 0 over the whole ledger.
func (b *LedgerBatch) Each(wanted func(row int64) bool, into *claim.Claim, yield func(row int64, breaches []Breach)) error {
	var breaches []Breach
	for i := range int(b.rows) {
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
