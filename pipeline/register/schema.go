package register

import (
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// rowSchema describes one register of the contract.
type rowSchema[Row any] struct {
	name      string
	columns   []columnSpec[Row]           // in the order of the contract
	key       []func(r *Row) string       // parts of the key; none where no rule looks rows up
	uniqueKey bool                        // each key has one row: others of the key must say the same
	check     func(r *Row) (wrong string) // checks a row as a whole; nil for no check
}

// columnSpec is one column of a register, and how its cells are read into a row.
type columnSpec[Row any] struct {
	name string
	need requirement
	read func(r *Row, c *cellReader)
}

// requirement decides about a row whose cell is empty, and about a file without the column.
type requirement uint8

const (
	needOptional  requirement = iota // both are accepted
	needRequired                     // the row is rejected, the file refused
	needMandatory                    // both are errors: the row would do harm
)

func optional[Row any](name string, read func(*Row, *cellReader)) columnSpec[Row] {
	return columnSpec[Row]{name, needOptional, read}
}

func required[Row any](name string, read func(*Row, *cellReader)) columnSpec[Row] {
	return columnSpec[Row]{name, needRequired, read}
}

func mandatory[Row any](name string, read func(*Row, *cellReader)) columnSpec[Row] {
	return columnSpec[Row]{name, needMandatory, read}
}

// keyParts lists the parts of a key.
func keyParts[Row any](parts ...func(*Row) string) []func(*Row) string { return parts }

// names lists the columns in the order of the contract.
func (s *rowSchema[Row]) names() []string {
	var names []string
	for _, c := range s.columns {
		names = append(names, c.name)
	}
	return names
}

// keyColumn names the column, or columns, of the key.
func (s *rowSchema[Row]) keyColumn() string {
	var names []string
	for _, c := range s.columns {
		if c.need == needRequired {
			names = append(names, c.name)
		}
	}
	return strings.Join(names, ", ")
}

// fileReader reads the records of one file as rows.
type fileReader[Row any] struct {
	schema   *rowSchema[Row]
	table    *Table[Row] // for its hash function
	file     string
	emptyRow Row  // a row with the values of absent columns
	comma    bool // a number may have a comma for its point
	notes    cell.Counts
	columns  []boundColumn[Row]

	missing, unknown []string // columns of the contract that the file lacks, and of the file that the contract lacks
}

// boundColumn is a column and its index in the file.
type boundColumn[Row any] struct {
	index int
	columnForm
	columnSpec[Row]
}

// columnForm is what the cells of a column are, apart from their type.
type columnForm struct {
	name   string
	person bool // names of persons: somebody may be called Nil
	none   bool // a vocabulary that has the word none, which is no null word here
	nobody bool // identifiers, of which some stand for nobody; a key that does so is never looked up, and stays what it is
}

// form is what the cells of a column are, by its name: the contract names identifiers so.
func (s columnSpec[Row]) form(register string) columnForm {
	return columnForm{
		name: s.name, person: register == "crew" && s.name == "name", none: s.name == "health_cover" || s.name == "decision",
		nobody: s.need == needOptional && (strings.HasSuffix(s.name, "_id") || strings.HasSuffix(s.name, "_facility")),
	}
}

// bind prepares a reader for a file with this header. A missing column that is not optional is an error.
func (s *rowSchema[Row]) bind(t *Table[Row], file string, header []string) (*fileReader[Row], error) {
	r := &fileReader[Row]{schema: s, table: t, file: file}
	var found, wanted []string
	for _, c := range s.columns {
		if i := slices.Index(header, c.name); i >= 0 {
			r.columns = append(r.columns, boundColumn[Row]{i, c.form(s.name), c})
			found = append(found, c.name)
			continue
		}
		r.missing = append(r.missing, c.name)
		if c.need != needOptional {
			wanted = append(wanted, c.name)
		}
		c.read(&r.emptyRow, &cellReader{absent: true})
	}
	known := s.names()
	for _, h := range header {
		if h != "" && !slices.Contains(known, h) {
			r.unknown = append(r.unknown, h)
		}
	}
	if wanted != nil {
		return nil, fmt.Errorf("cannot read %s: %w: got %s; want %s too", file, ErrMissingColumn, tablefile.DescribeColumns(found, r.missing, r.unknown), strings.Join(wanted, ", "))
	}
	return r, nil
}

// batch is the rows and rejects of one chunk.
type batch[Row any] struct {
	rows    []byte   // packed
	ends    []int    // the end of each row
	hashes  []uint32 // of the key of each row
	zeros   uint64   // the lengths of keys that begin with zeros (claim.ZerosBefore)
	unread  []string // keys of rows that cannot be read otherwise
	keyless bool     // of some row not even the key can be read
	notes   cell.Counts
	lines   []int64 // where each row begins
	rejects []tablefile.Reject
	failed  error
}

// decode reads a chunk. Rows have copies of their bytes; rejects show those of the chunk, until it is released.
func (r *fileReader[Row]) decode(c *tablefile.Chunk, into *batch[Row]) {
	*into = batch[Row]{rows: into.rows[:0], ends: into.ends[:0], hashes: into.hashes[:0], lines: into.lines[:0]}
	at := cellReader{comma: r.comma}
	var row Row
	c.Each(func(record *tablefile.Record) {
		row = r.emptyRow
		column, reason, err := r.row(&row, &at, record)
		if reason != "" {
			into.rejects = append(into.rejects, record.Reject(r.file, column, reason))
			if into.failed == nil {
				into.failed = err
			}
			if key, ok := r.keyOfUnread(record); ok {
				into.unread = append(into.unread, key)
				into.zeros |= claim.ZerosBefore(key)
			} else {
				into.keyless = true
			}
			return
		}
		var hash uint32
		if len(r.schema.key) > 0 {
			key := r.table.keyOf(&row)
			hash = r.table.hashOf(key)
			into.zeros |= claim.ZerosBefore(key)
		}
		into.rows = r.table.codec.pack(into.rows, &row)
		into.ends = append(into.ends, len(into.rows))
		into.hashes = append(into.hashes, hash)
		into.lines = append(into.lines, record.Line)
	})
	into.notes = at.notes
}

// keyOfUnread is the key of a record that is rejected, where its cells can be read. Keys are of required columns.
func (r *fileReader[Row]) keyOfUnread(record *tablefile.Record) (key string, ok bool) {
	if record.Fault != nil || len(r.schema.key) == 0 {
		return "", false
	}
	row, c := r.emptyRow, &cellReader{comma: r.comma} // of its own: what it understands was counted already
	for i := range r.columns {
		b := &r.columns[i]
		if b.need != needRequired {
			continue
		}
		if c.turn(record.Fields[b.index], &b.columnForm); c.empty() {
			return "", false
		}
		if b.read(&row, c); c.want != "" {
			return "", false
		}
	}
	return strings.Clone(r.table.keyOf(&row)), true
}

// row reads a record, or says why it is rejected. err is set for a row that must stop the run.
func (r *fileReader[Row]) row(row *Row, c *cellReader, record *tablefile.Record) (column, reason string, err error) {
	if f := record.Fault; f != nil {
		return f.Column, f.Reason, nil
	}
	for i := range r.columns {
		b := &r.columns[i]
		c.turn(record.Fields[b.index], &b.columnForm)
		if b.need != needOptional && c.empty() {
			if b.need == needMandatory {
				err = fmt.Errorf("cannot read %s line %d: %w: got no %s; want it in every row", r.file, record.Line, ErrSuppression, b.columnForm.name)
			}
			return b.columnForm.name, "got an empty cell; want a value", err
		}
		if b.read(row, c); c.want != "" {
			return b.columnForm.name, c.reason(), nil
		}
	}
	if r.schema.check != nil {
		return "", r.schema.check(row), nil
	}
	return "", "", nil
}
