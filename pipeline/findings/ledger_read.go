package findings

import (
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

	"vigie/rules/claim"
)

// Ledger is an open ledger.parquet whose hash was found right: Past.Check says so. Whatever its bytes are, reading it ends in
// an error and not in a panic. Next belongs to one goroutine.
type Ledger struct {
	file    *os.File
	columns []*pqarrow.ColumnReader // in the file's order; in the place of the breaches each of their members as a list
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
	return l, guard(func() error { return l.open() })
}

func (l *Ledger) open() error {
	footer, err := openFooter(l.file.Name())
	if err != nil {
		return err
	}
	err = sameLines(footer.lines(), ledger().schema())
	if err = errors.Join(err, footer.close()); err != nil {
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

// bind opens the columns one by one: the library's reader of records, and that of structs, work on goroutines where no guard
// reaches, and take a column that ends early for the end of the file. So the members of the breaches are read as lists.
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
	last := len(from.Manifest.Fields) - 1
	for i := range last {
		if len(from.Manifest.Fields[i].Children) > 0 {
			return fmt.Errorf("got groups in the column %q", from.Manifest.Fields[i].Field.Name)
		}
		if err := bind(i); err != nil {
			return err
		}
	}
	breaches := from.Manifest.Fields[last]
	for _, member := range breaches.Children[0].Children {
		lists := *breaches.Field
		lists.Type = arrow.ListOf(member.Field.Type)
		list := breaches
		list.Field, list.Children = &lists, []pqarrow.SchemaField{member}
		from.Manifest.Fields[last] = list
		if err := bind(last); err != nil {
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
			return guard(func() (err error) {
				b.columns[i], err = nextOf(c, size)
				return err
			})
		})
	}
	err := work.Wait()
	if err == nil {
		err = guard(b.bind)
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
		return nil, fmt.Errorf("got %d rows in the column %q; want %d, as the footer says: %w", data.Len(), c.Field().Name, size, ErrMismatch)
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

	kinds          *array.String
	known, present *array.Int64
	take           []func(row int, to *LedgerRow) // of ledgerColumns
	breaches       func(row int, to *LedgerRow)
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

// bind looks the columns' types over. It panics, or gives an error, where they are not what the ledger has.
func (b *LedgerBatch) bind() error {
	if want := columnsBefore + len(ledgerColumns) + breachMembers; len(b.columns) != want {
		return fmt.Errorf("got %d columns; want %d: %w", len(b.columns), want, ErrMismatch)
	}
	b.kinds, b.known, b.present = b.columns[0].(*array.String), b.columns[2].(*array.Int64), b.columns[3].(*array.Int64)
	for i := range ledgerColumns {
		b.take = append(b.take, ledgerColumns[i].bind(b.columns[columnsBefore+i]))
	}
	var err error
	b.breaches, err = bindBreaches(b.columns[columnsBefore+len(ledgerColumns):])
	return err
}

// Each reads the claims that are wanted, all where wanted is nil, in order and each into the same row, whose strings hold
// until the batch is released. Rows are counted from 0 over the whole ledger.
func (b *LedgerBatch) Each(wanted func(row int64) bool, into *LedgerRow, yield func(row int64)) {
	for row := range int(b.rows) {
		if wanted != nil && !wanted(b.first+int64(row)) {
			continue
		}
		*into = LedgerRow{Breaches: into.Breaches[:0]}
		if b.kinds.Value(row) == claim.Care.String() {
			into.Kind = claim.Care
		}
		into.Known, into.Present = unpackColumns(b.known.Value(row)), unpackColumns(b.present.Value(row))
		if into.Kind == claim.Care {
			into.Known, into.Present = into.Known.With(claim.ColProviderID), into.Present.With(claim.ColProviderID)
		}
		for i, take := range b.take {
			if !b.columns[columnsBefore+i].IsNull(row) {
				take(row, into)
			}
		}
		b.breaches(row, into)
		yield(b.first + int64(row))
	}
}

// breachMembers is how many columns a breach has.
const breachMembers = 5

// bindBreaches puts the members of breaches together again. Their lists must be as long as one another.
func bindBreaches(from []arrow.Array) (func(row int, to *LedgerRow), error) {
	lists := from[0].(*array.List)
	for _, other := range from {
		list := other.(*array.List)
		for row := range list.Len() {
			start, end := list.ValueOffsets(row)
			if first, last := lists.ValueOffsets(row); start != first || end != last || start < 0 || end > int64(list.ListValues().Len()) {
				return nil, fmt.Errorf("got breaches whose members are not as many as one another: %w", ErrMismatch)
			}
		}
	}
	text := func(i int) *array.String { return from[i].(*array.List).ListValues().(*array.String) }
	rule, kind, subject, occurrence, amount := text(0), text(1), text(2), text(3), from[4].(*array.List).ListValues().(*array.Decimal128)
	return func(row int, to *LedgerRow) {
		start, end := lists.ValueOffsets(row)
		for i := int(start); i < int(end); i++ {
			to.Breaches = append(to.Breaches, Breach{rule.Value(i), kind.Value(i), subject.Value(i), occurrence.Value(i),
				claim.Cents(amount.Value(i).LowBits())})
		}
	}, nil
}

// view is bytes as a string, without a copy.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
