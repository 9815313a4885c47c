package findings

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Rows reads a table of a published folder, one row at a time and in order. A column is asked for by name and then given by its number, in
// the order of asking; one that the folder lacks is null in every row. A null is the empty text, 0, false or the unknown day. Rows belongs
// to one goroutine, and memory holds a few thousand rows.
type Rows struct {
	run     *publish.Published
	name    string
	wanted  []string // lines of the schema
	columns []wantedColumn

	reader  *parquet.Reader
	portion *parquet.Portion // nil before the first row
	row     int
	err     error
}

// wantedColumn is a column of this program's table.
type wantedColumn struct {
	leaf int // the first of its leaf columns, among those that are wanted
	text bool
	list bool
}

// rowBatch is how many rows are read at a time.
const rowBatch = 4 << 10

// OpenRows begins to read columns of a table, whose hash it checks (publish.ErrTouched). It refuses (publish.ErrForeign) a table that does
// not have the columns of its manifest, and a column whose type is not this program's.
func OpenRows(p *publish.Published, name string, columns ...string) (*Rows, error) {
	r := newRows(p, name)
	for _, c := range columns {
		r.column(c)
	}
	if err := r.open(); err != nil {
		return nil, err
	}
	return r, nil
}

func newRows(p *publish.Published, name string) *Rows { return &Rows{run: p, name: name} }

// column asks for a column of this program's table before the table is opened, and gives its number.
func (r *Rows) column(name string) int {
	c := wantedColumn{leaf: len(r.wanted)}
	for _, line := range schemaOf(r.name) {
		path, _, _ := strings.Cut(line, " ")
		if top, _, list := strings.Cut(path, "."); top == name {
			c.text, c.list = strings.HasPrefix(line, path+" BYTE_ARRAY"), list
			r.wanted = append(r.wanted, line)
		}
	}
	if c.leaf == len(r.wanted) {
		r.err = fmt.Errorf("no table of this program has a column %s in %s", name, r.name)
	}
	r.columns = append(r.columns, c)
	return len(r.columns) - 1
}

func (r *Rows) open() error {
	if err := r.run.Check(r.name); err != nil {
		return fmt.Errorf("cannot read the run in %s: %w", r.run.Folder, err)
	}
	err := r.err
	if err == nil {
		r.reader, err = parquet.Open(r.run.Path(r.name), r.run.Schema(r.name), r.wanted)
	}
	if err == nil && r.reader.Rows() != r.run.Rows(r.name) {
		err = fmt.Errorf("got %d rows; want %d, as its manifest says: %w", r.reader.Rows(), r.run.Rows(r.name), publish.ErrTouched)
		err = errors.Join(err, r.reader.Close())
	}
	if errors.Is(err, parquet.ErrSchema) {
		err = fmt.Errorf("%w: %w", publish.ErrForeign, err)
	}
	if err != nil {
		return r.failed(err)
	}
	return nil
}

func (r *Rows) failed(err error) error {
	return fmt.Errorf("cannot read %s: %w", r.run.Path(r.name), err)
}

// Next moves to the next row; false after the last one, or where Err says why not.
func (r *Rows) Next() bool {
	if r.err != nil {
		return false
	}
	r.row++
	if r.portion == nil || r.row == r.portion.Rows() {
		r.row = 0
		r.portion, r.err = r.reader.Next(rowBatch)
	}
	return r.err == nil
}

// Err is the error that stopped Next; nil at the end of the table.
func (r *Rows) Err() error {
	if r.err == nil || errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.failed(r.err)
}

// Close closes the file.
func (r *Rows) Close() error { return r.reader.Close() }

// each opens the table, shows every row and closes it.
func (r *Rows) each(see func()) (err error) {
	if err := r.open(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for r.Next() {
		see()
	}
	return r.Err()
}

// Text is a text.
func (r *Rows) Text(column int) string { return r.portion.Text(r.columns[column].leaf, r.row) }

// Int is an integer.
func (r *Rows) Int(column int) int64 { return r.portion.Int(r.columns[column].leaf, r.row) }

// Cents is an amount.
func (r *Rows) Cents(column int) claim.Cents { return r.portion.Cents(r.columns[column].leaf, r.row) }

// Day is a day; one that is not known where the column is null.
func (r *Rows) Day(column int) civil.Day { return r.portion.Day(r.columns[column].leaf, r.row) }

// Flag is a boolean; false where the column is null.
func (r *Rows) Flag(column int) bool { return r.portion.Bool(r.columns[column].leaf, r.row) }

// IsNull says whether a column that is no list is null.
func (r *Rows) IsNull(column int) bool { return r.portion.IsNull(r.columns[column].leaf, r.row) }

// Facts are the facts of a finding, added to a list.
func (r *Rows) Facts(column int, to []rules.Shown) []rules.Shown {
	name := r.columns[column].leaf
	value, source := name+1, name+2
	from, until := r.portion.Elements(name, r.row)
	for i := from; i < until; i++ {
		to = append(to, rules.Shown{Name: r.portion.Text(name, i), Value: r.portion.Text(value, i), Source: r.portion.Text(source, i)})
	}
	return to
}

// texts is a list of texts.
func (r *Rows) texts(column int) (list []string) {
	leaf := r.columns[column].leaf
	from, until := r.portion.Elements(leaf, r.row)
	for i := from; i < until; i++ {
		list = append(list, r.portion.Text(leaf, i))
	}
	return list
}

// blamed are the columns and registers that a rule lacked.
func (r *Rows) blamed(column int) (list []Blame) {
	what := r.columns[column].leaf
	from, until := r.portion.Elements(what, r.row)
	for i := from; i < until; i++ {
		list = append(list, Blame{r.portion.Text(what, i), r.portion.Int(what+1, i)})
	}
	return list
}

// Append appends the value of a column as bytes: two values are equal where their bytes are. The column must not be a list of structs.
func (r *Rows) Append(b []byte, column int) []byte {
	c := r.columns[column]
	if !c.list {
		if r.portion.IsNull(c.leaf, r.row) {
			return append(b, 0)
		}
		return r.appendValue(append(b, 1), c, r.row)
	}
	from, until := r.portion.Elements(c.leaf, r.row)
	b = binary.AppendUvarint(b, uint64(until-from))
	for i := from; i < until; i++ {
		b = r.appendValue(b, c, i)
	}
	return b
}

func (r *Rows) appendValue(b []byte, c wantedColumn, at int) []byte {
	if c.text {
		s := r.portion.Text(c.leaf, at)
		return append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return binary.AppendVarint(b, r.portion.Int(c.leaf, at))
}

// Common keeps the columns of a table that both folders have.
func Common(a, b *publish.Published, name string, columns []string) []string {
	has := func(p *publish.Published, column string) bool {
		return slices.ContainsFunc(p.Schema(name), func(line string) bool {
			return strings.HasPrefix(line, column+" ") || strings.HasPrefix(line, column+".")
		})
	}
	return slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return !has(a, c) || !has(b, c) })
}
