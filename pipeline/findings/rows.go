package findings

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Rows goes through a table of a published folder, one row at a time and in order. It belongs to one goroutine, and holds a
// few thousand rows. Columns are asked for by their place among those that were named to OpenRows; what a column holds must be
// asked for by its type. Texts hold until the next call of Next.
type Rows struct {
	file    *os.File
	records pqarrow.RecordReader
	batch   arrow.Record // nil before the first row
	columns []arrow.Array
	place   []int // of each named column in the batch
	at      int   // row of the batch
	err     error
}

// rowBatch is how many rows are read at a time.
const rowBatch = 4 << 10

// OpenRows begins to read columns of a table whose hash OpenPublished found right. A table whose columns are not those of this
// program is refused.
func OpenRows(p *publish.Published, name string, columns ...string) (*Rows, error) {
	f, err := os.Open(filepath.Join(p.Folder, name))
	if err != nil {
		return nil, err
	}
	r := &Rows{file: f}
	if err := parquet.Guard(func() error { return r.open(schemaOf(name), columns) }); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot read %s: %w", f.Name(), err), f.Close())
	}
	return r, nil
}

func (r *Rows) open(schema, columns []string) error {
	footer, err := parquet.OpenFooter(r.file.Name())
	if err != nil {
		return err
	}
	if err := errors.Join(parquet.SameLines(footer.Lines(), schema), footer.Close()); err != nil {
		return fmt.Errorf("%w: %w", publish.ErrForeign, err)
	}
	var leaves []int
	var order []string // of the columns as the file has them
	for i, l := range footer.Leaves {
		top, _, _ := strings.Cut(l.Path, ".")
		if !slices.Contains(columns, top) {
			continue
		}
		leaves = append(leaves, i)
		if !slices.Contains(order, top) {
			order = append(order, top)
		}
	}
	for _, c := range columns {
		place := slices.Index(order, c)
		if place < 0 {
			return fmt.Errorf("no column %s", c)
		}
		r.place = append(r.place, place)
	}
	p, err := file.NewParquetReader(r.file)
	if err != nil {
		return err
	}
	reader, err := pqarrow.NewFileReader(p, pqarrow.ArrowReadProperties{BatchSize: rowBatch}, memory.DefaultAllocator)
	if err != nil || p.NumRows() == 0 { // the library has no records of a table without rows
		return err
	}
	r.records, err = reader.GetRecordReader(context.Background(), leaves, nil)
	return err
}

// Next moves to the next row; false after the last one, or where Err says why not.
func (r *Rows) Next() bool {
	if r.err != nil || r.records == nil {
		return false
	}
	r.at++
	for r.batch == nil || r.at >= int(r.batch.NumRows()) {
		r.err = parquet.Guard(func() error {
			if !r.records.Next() {
				return cmp.Or(r.records.Err(), io.EOF)
			}
			r.batch, r.at = r.records.Record(), 0
			r.columns = r.columns[:0]
			for _, place := range r.place {
				r.columns = append(r.columns, r.batch.Column(place))
			}
			return nil
		})
		if r.err != nil {
			return false
		}
	}
	return true
}

// Err is what kept Next from going on; nil at the end of the table.
func (r *Rows) Err() error {
	if r.err == nil || errors.Is(r.err, io.EOF) {
		return nil
	}
	return fmt.Errorf("cannot read %s: %w", r.file.Name(), r.err)
}

// Close closes the file.
func (r *Rows) Close() error {
	if r.records != nil {
		r.records.Release()
	}
	return r.file.Close()
}

// Text is a text, empty where the column is null.
func (r *Rows) Text(column int) string {
	a := r.columns[column].(*array.String)
	if a.IsNull(r.at) {
		return ""
	}
	return a.Value(r.at)
}

// Cents is an amount; 0 where the column is null.
func (r *Rows) Cents(column int) claim.Cents {
	return claim.Cents(r.columns[column].(*array.Decimal128).Value(r.at).LowBits())
}

// Day is a day; the zero day where the column is null.
func (r *Rows) Day(column int) civil.Day {
	a := r.columns[column].(*array.Date32)
	if a.IsNull(r.at) {
		return 0
	}
	return civil.FromUnix32(int32(a.Value(r.at)))
}

// Flag is a boolean that is never null.
func (r *Rows) Flag(column int) bool { return r.columns[column].(*array.Boolean).Value(r.at) }

// Facts are the facts of a finding, added to a list.
func (r *Rows) Facts(column int, to []rules.Shown) []rules.Shown {
	a := r.columns[column].(*array.List)
	from, until := a.ValueOffsets(r.at)
	members := a.ListValues().(*array.Struct)
	field := func(i int, at int64) string { return members.Field(i).(*array.String).Value(int(at)) }
	for at := from; at < until; at++ {
		to = append(to, rules.Shown{Name: field(0, at), Value: field(1, at), Source: field(2, at)})
	}
	return to
}

// Append adds the bytes of a column's value to b, such that two values are equal where their bytes are.
func (r *Rows) Append(b []byte, column int) []byte { return appendValue(b, r.columns[column], r.at) }

func appendValue(b []byte, a arrow.Array, at int) []byte {
	if a.IsNull(at) {
		return append(b, 0)
	}
	b = append(b, 1)
	switch a := a.(type) {
	case *array.String:
		s := a.Value(at)
		return append(binary.AppendUvarint(b, uint64(len(s))), s...)
	case *array.List:
		from, until := a.ValueOffsets(at)
		b = binary.AppendVarint(b, until-from)
		for i := from; i < until; i++ {
			b = appendValue(b, a.ListValues(), int(i))
		}
		return b
	}
	s := a.ValueStr(at) // a day, a number or a flag
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
