package register

import (
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
)

// schema is one register of the contract.
type schema[Row any] struct {
	name    string
	columns []column[Row]               // in the order of the contract
	key     []func(r *Row) string       // parts of the key; none where nobody looks rows up
	single  bool                        // a key may have one row only
	check   func(r *Row) (wrong string) // what no single cell shows; nil for nothing
}

// column is one column of a register, and how its cells are read into a row.
type column[Row any] struct {
	name string
	need need
	read func(r *Row, c *cell)
}

// need is what becomes of a row whose cell is empty, and of a file that has no such column.
type need uint8

const (
	optional  need = iota // both are good
	required              // the row is rejected, the file refused
	necessary             // both are refused: the row would do harm
)

func may[Row any](name string, read func(*Row, *cell)) column[Row] {
	return column[Row]{name, optional, read}
}

func must[Row any](name string, read func(*Row, *cell)) column[Row] {
	return column[Row]{name, required, read}
}

func insist[Row any](name string, read func(*Row, *cell)) column[Row] {
	return column[Row]{name, necessary, read}
}

// by makes a key of its parts.
func by[Row any](parts ...func(*Row) string) []func(*Row) string { return parts }

// names gives the contract's columns in order.
func (s *schema[Row]) names() []string {
	var names []string
	for _, c := range s.columns {
		names = append(names, c.name)
	}
	return names
}

// keyColumn names the column, or the columns, that the key stands in.
func (s *schema[Row]) keyColumn() string {
	var names []string
	for _, c := range s.columns {
		if c.need == required {
			names = append(names, c.name)
		}
	}
	return strings.Join(names, ", ")
}

// reader reads the records of one file as rows.
type reader[Row any] struct {
	schema *schema[Row]
	table  *Table[Row] // whose hash is wanted
	file   string
	blank  Row // a row as the absent columns make it
	bound  []bound[Row]

	missing, unknown []string // columns of the contract, and of the file
}

// bound is a column and where it stands in the file.
type bound[Row any] struct {
	field int
	column[Row]
}

// bind prepares a reader for a file of this header. A column that the register cannot be without is an error.
func (s *schema[Row]) bind(t *Table[Row], file string, header []string) (*reader[Row], error) {
	r := &reader[Row]{schema: s, table: t, file: file}
	var found, wanted []string
	for _, c := range s.columns {
		if i := slices.Index(header, c.name); i >= 0 {
			r.bound = append(r.bound, bound[Row]{i, c})
			found = append(found, c.name)
			continue
		}
		r.missing = append(r.missing, c.name)
		if c.need != optional {
			wanted = append(wanted, c.name)
		}
		c.read(&r.blank, &cell{absent: true})
	}
	known := s.names()
	for _, h := range header {
		if h != "" && !slices.Contains(known, h) {
			r.unknown = append(r.unknown, h)
		}
	}
	if wanted != nil {
		return nil, fmt.Errorf("cannot read %s: %w: got %s; want %s too", file, ErrMissingColumn, tablefile.DescribeColumns(found, r.unknown), strings.Join(wanted, ", "))
	}
	return r, nil
}

// batch is what one chunk came to.
type batch[Row any] struct {
	rows    []byte   // packed
	ends    []int    // of each row
	hashes  []uint32 // of the keys of the rows
	lines   []int64  // where the rows begin
	rejects []tablefile.Reject
	failed  error
}

// decode reads a chunk. Rows keep nothing of the chunk; rejects show its bytes until it is released.
func (r *reader[Row]) decode(c *tablefile.Chunk, into *batch[Row]) {
	*into = batch[Row]{rows: into.rows[:0], ends: into.ends[:0], hashes: into.hashes[:0], lines: into.lines[:0]}
	var cell cell
	var row Row
	c.Each(func(record *tablefile.Record) {
		row = r.blank
		column, reason, err := r.row(&row, &cell, record)
		if reason != "" {
			into.rejects = append(into.rejects, record.Reject(r.file, column, reason))
			if into.failed == nil {
				into.failed = err
			}
			return
		}
		var hash uint32
		if len(r.schema.key) > 0 {
			hash = r.table.hashOf(r.table.keyOf(&row))
		}
		into.rows = r.table.form.pack(into.rows, &row)
		into.ends = append(into.ends, len(into.rows))
		into.hashes = append(into.hashes, hash)
		into.lines = append(into.lines, record.Line)
	})
}

// row reads a record, or tells why it cannot; the error is for a row that must stop the run.
func (r *reader[Row]) row(row *Row, c *cell, record *tablefile.Record) (column, reason string, err error) {
	if f := record.Fault; f != nil {
		return f.Column, f.Reason, nil
	}
	for i := range r.bound {
		b := &r.bound[i]
		c.text, c.wanted = record.Fields[b.field], ""
		if b.need != optional && c.empty() {
			if b.need == necessary {
				err = fmt.Errorf("cannot read %s line %d: %w: got no %s; want it in every row", r.file, record.Line, ErrSuppression, b.name)
			}
			return b.name, "got an empty cell; want a value", err
		}
		if b.read(row, c); c.wanted != "" {
			return b.name, c.reason(), nil
		}
	}
	if r.schema.check != nil {
		return "", r.schema.check(row), nil
	}
	return "", "", nil
}
