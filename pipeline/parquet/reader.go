package parquet

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Reader reads columns of a file that a Writer has made. Whatever the bytes of the file are, reading gives rows or an error; it never panics,
// and takes no more memory than the size of the file explains. It belongs to one goroutine.
//
// It reads only what Writer writes: pages of version 2, plain or with a dictionary, compressed with zstd, in columns of its kinds. All page
// headers are checked before anything is decoded, and decoding is the reverse of what encoder does. Neither library would do: the second
// one holds a boxed value and two boxed levels for each entry, and Arrow's reader of lists works on goroutines whose panics end the process.
type Reader struct {
	footer   *fileFooter
	columns  []*columnReader // as they are wanted; nil where the file has no such column
	together []bool          // whether the column is a member of the same structs as the one before it
	rows     int64
	left     int64
}

// Open opens a file to read columns of it. The file must have the schema, as Table.Schema gives it; ErrSchema says that it has
// another one. Wanted are lines of such a schema. A column that the file lacks has no values; one of another type is ErrSchema.
// Whether its values may be null does not matter.
func Open(path string, schema, wanted []string) (*Reader, error) {
	f, err := openFooter(path)
	if err != nil {
		return nil, err
	}
	r := &Reader{footer: f}
	if err := guard(func() error { return r.open(schema, wanted) }); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return r, nil
}

func (r *Reader) open(schema, wanted []string) error {
	lines := r.footer.schema()
	if err := sameSchema(lines, schema); err != nil {
		return err
	}
	if err := r.count(); err != nil {
		return err
	}
	for _, want := range wanted {
		path, _, _ := strings.Cut(want, " ")
		at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, path+" ") })
		if at < 0 {
			r.columns, r.together = append(r.columns, nil), append(r.together, false)
			continue
		}
		if typeOf(lines[at]) != typeOf(want) {
			return fmt.Errorf("got column %q; want %q: %w", lines[at], want, ErrSchema)
		}
		c, err := r.footer.columnReader(at)
		if err != nil {
			return err
		}
		list, _, _ := strings.Cut(path, ".")
		together := len(r.columns) > 0 && r.columns[len(r.columns)-1] != nil && strings.HasPrefix(wanted[len(r.columns)-1], list+".")
		r.columns, r.together = append(r.columns, c), append(r.together, together)
	}
	return nil
}

// count adds up the rows of the row groups.
func (r *Reader) count() error {
	for i, group := range r.footer.meta.GetRowGroups() {
		n := group.GetNumRows()
		if n < 0 || n > mostRows {
			return fmt.Errorf("row group %d: got %d rows; want at most %d", i, n, mostRows)
		}
		r.rows += n
	}
	if want := r.footer.meta.GetNumRows(); r.rows != want {
		return fmt.Errorf("got %d rows in the row groups; want %d", r.rows, want)
	}
	r.left = r.rows
	return nil
}

// typeOf is what a line of a schema says of the values: all but the path, and whether they may be null.
func typeOf(line string) string {
	words := strings.Fields(line)[1:]
	if !slices.Contains(words, "LIST") {
		words = slices.DeleteFunc(words[:len(words)-1], func(w string) bool { return w == "REQUIRED" || w == "OPTIONAL" })
	}
	return strings.Join(words, " ")
}

// columnReader is a reader of a leaf column, whose page headers it checks.
func (f *fileFooter) columnReader(column int) (*columnReader, error) {
	leaf := &f.leaves[column]
	line := leaf.line()
	at := slices.Index(kindNames[:], strings.TrimSuffix(typeOf(line), " REQUIRED LIST 1/1"))
	if at < 0 || leaf.definition > 1 || leaf.repetition > 1 {
		return nil, fmt.Errorf("got column %q, of a type that no table has: %w", line, ErrSchema)
	}
	c := &columnReader{file: f.file, kind: kind(at), list: leaf.repetition > 0, null: leaf.definition > 0}
	for g := range f.meta.GetRowGroups() {
		chunk, err := f.index(g, column)
		if err != nil {
			return nil, fmt.Errorf("row group %d: column %s: %w", g, strings.Join(leaf.path, "."), err)
		}
		c.chunks = append(c.chunks, chunk)
	}
	return c, nil
}

// Rows is how many rows the file has.
func (r *Reader) Rows() int64 { return r.rows }

// Next reads the next rows, at most so many, and gives io.EOF after the last. Columns are decoded on all cores.
func (r *Reader) Next(most int) (*Portion, error) {
	if r.left == 0 {
		return nil, io.EOF
	}
	p := &Portion{rows: int(min(r.left, int64(most))), columns: make([]leafValues, len(r.columns))}
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range r.columns {
		if c == nil {
			continue
		}
		work.Go(func() error {
			return guard(func() (err error) {
				p.columns[i], err = c.next(p.rows)
				return err
			})
		})
	}
	if err := work.Wait(); err != nil {
		r.left = 0
		return nil, err
	}
	r.left -= int64(p.rows)
	for i := 1; i < len(r.columns); i++ {
		if r.together[i] && !slices.Equal(p.columns[i-1].offsets, p.columns[i].offsets) {
			r.left = 0
			return nil, fmt.Errorf("the members of a list of structs are not as many: %w", errPage)
		}
	}
	return p, nil
}

// Close closes the file. Portions that were read before stay good.
func (r *Reader) Close() error { return r.footer.close() }

// Portion is some rows of a file. Columns are given by their index among those that were wanted, rows by their index in the portion. For a
// list, the index of an element, as Elements gives it, takes the place of the row. A null is zero, and so is every value of a column that the
// file lacks. A portion owns what its texts point to; any goroutine may read it.
type Portion struct {
	rows    int
	columns []leafValues
}

// Rows is the number of rows.
func (p *Portion) Rows() int { return p.rows }

// Text is a text or bytes.
func (p *Portion) Text(column, row int) string {
	if list := p.columns[column].texts; row < len(list) {
		return list[row]
	}
	return ""
}

// Int is an integer, a decimal without its point, or the days of a date since 1970-01-01.
func (p *Portion) Int(column, row int) int64 {
	if list := p.columns[column].numbers; row < len(list) {
		return list[row]
	}
	return 0
}

// Bool is a boolean.
func (p *Portion) Bool(column, row int) bool { return p.Int(column, row) != 0 }

// Cents is an amount.
func (p *Portion) Cents(column, row int) claim.Cents { return claim.Cents(p.Int(column, row)) }

// Day is a date; the day that is not known where it is null.
func (p *Portion) Day(column, row int) civil.Day {
	if p.IsNull(column, row) {
		return 0
	}
	return civil.FromUnix32(int32(p.Int(column, row)))
}

// IsNull says whether a plain column has no value, or the file has no such column.
func (p *Portion) IsNull(column, row int) bool {
	v := &p.columns[column]
	return v.texts == nil && v.numbers == nil || row < len(v.null) && v.null[row]
}

// Elements is the range of the elements of a row's list: from is the index of the first, to that behind the last.
func (p *Portion) Elements(column, row int) (from, to int) {
	if offsets := p.columns[column].offsets; row+1 < len(offsets) {
		return offsets[row], offsets[row+1]
	}
	return 0, 0
}
