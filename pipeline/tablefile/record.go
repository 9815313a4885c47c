package tablefile

import "bytes"

// Record is one row: its cells and where it stands. It and its cells hold during the call that shows it; Raw holds until
// the chunk is released.
type Record struct {
	Fields [][]byte // one to a header column, blanks trimmed, quotes removed, UTF-8; nil where Fault is set
	Line   int64    // physical line where the record begins, the file's first is 1; in Parquet row number + 1
	Offset int64    // of the first byte, in the uncompressed text; -1 in Parquet
	Length int64    // bytes without the line end; 0 in Parquet
	Raw    []byte   // the first 64 KiB of the record's bytes as stored; nil in Parquet
	Fault  *Fault   // why the record could not be cut into fields

	Undecoded [][]byte // in the place of Fields where the encoding alone is at fault; nil in Parquet
}

// Fault is why a record could not be cut into fields. It never quotes a cell.
type Fault struct {
	Column string // empty where no single column is to blame
	Reason string // "got …; want …"
}

// Reject is a record that could not be read, by the file's form or by a cell's content.
type Reject struct {
	File   string
	Line   int64
	Offset int64
	Length int64
	Column string // empty where no single column is to blame
	Reason string
	Raw    []byte // borrowed from the chunk: holds until it is released
}

// Reject makes a reject of the record; a column may be empty.
func (r *Record) Reject(file, column, reason string) Reject {
	return Reject{File: file, Line: r.Line, Offset: r.Offset, Length: r.Length, Column: column, Reason: reason, Raw: r.Raw}
}

// Clone is the reject with bytes of its own.
func (r Reject) Clone() Reject {
	r.Raw = bytes.Clone(r.Raw)
	return r
}

// Chunk is a run of whole records. Any goroutine may take it, one at a time.
type Chunk struct {
	rows     rows  // how the records are found
	number   int64 // from 0, in the file's order
	record   Record
	released func(*Chunk)
}

// rows shows a chunk's records one after another in the record that it is given.
type rows interface {
	each(r *Record, wanted Filter, yield func(*Record)) // all of them where wanted is nil
	eachCell(r *Record, column int, yield func(cell []byte))
	size() int64
}

// Each shows the records in order.
func (c *Chunk) Each(yield func(r *Record)) { c.rows.each(&c.record, nil, yield) }

// Wanted chooses records by their line and offset, before anything else of them is looked at.
type Filter func(line, offset int64) bool

// EachWanted shows the records that are wanted. The others cost hardly more than finding their ends.
func (c *Chunk) EachWanted(wanted Filter, yield func(r *Record)) {
	c.rows.each(&c.record, wanted, yield)
}

// EachCell shows the filled cells of one column, by its place in the header, of the records that have no fault. It is what
// Each would show, but much faster where the column stands near the front and is mostly empty.
func (c *Chunk) EachCell(column int, yield func(cell []byte)) {
	c.rows.eachCell(&c.record, column, yield)
}

// cellOf is EachCell by way of each.
func cellOf(r rows, record *Record, column int, yield func(cell []byte)) {
	r.each(record, nil, func(record *Record) {
		if record.Fault == nil && len(record.Fields[column]) > 0 {
			yield(record.Fields[column])
		}
	})
}

// Number counts a file's chunks from 0 in order.
func (c *Chunk) Number() int64 { return c.number }

// Size is the number of bytes of uncompressed text, or of Arrow memory, that the chunk holds.
func (c *Chunk) Size() int64 { return c.rows.size() }

// Release gives the buffer back. After it nothing that pointed into the chunk may be used.
func (c *Chunk) Release() {
	if released := c.released; released != nil {
		c.released = nil
		released(c)
	}
}
