package tablefile

import "bytes"

// Record is one row: its cells and where it stands. It is valid during the call that gets it; Raw is valid until the chunk is
// released.
type Record struct {
	Fields [][]byte // one for each column of the header: blanks trimmed, quotes removed, UTF-8; nil where Fault is set
	Line   int64    // physical line where the record begins, from 1; in Parquet row number + 1
	Offset int64    // of the first byte, in the uncompressed text; -1 in Parquet
	Length int64    // bytes without the line end; 0 in Parquet
	Raw    []byte   // the first 64 KiB of the record's bytes as stored; nil in Parquet
	Fault  *Fault   // why the record could not be split into fields

	Undecoded [][]byte // instead of Fields where only the encoding is at fault; nil in Parquet
}

// Fault is why a record could not be split into fields. It never quotes a cell.
type Fault struct {
	Column string // empty where the fault is not that of one column
	Reason string // "got …; want …"
}

// Reject is a record that could not be read, for its form or for the content of a cell.
type Reject struct {
	File   string
	Line   int64
	Offset int64
	Length int64
	Column string // empty where the fault is not that of one column
	Reason string
	Raw    []byte // valid until the chunk is released
}

// Reject makes a reject of the record. The column may be empty.
func (r *Record) Reject(file, column, reason string) Reject {
	return Reject{File: file, Line: r.Line, Offset: r.Offset, Length: r.Length, Column: column, Reason: reason, Raw: r.Raw}
}

// Clone is a copy of the reject with bytes of its own.
func (r Reject) Clone() Reject {
	r.Raw = bytes.Clone(r.Raw)
	return r
}

// Chunk is a run of whole records. It may be passed between goroutines.
type Chunk struct {
	rows     recordReader // in the form in which the file has them
	number   int64        // from 0, in the order of the file
	record   Record
	released func(*Chunk)
}

// recordReader shows the records of a chunk one by one, all in the record that it is given.
type recordReader interface {
	each(r *Record, wanted Filter, yield func(*Record)) // all of them where wanted is nil
	eachCell(r *Record, column int, yield func(cell []byte))
	size() int64
}

// Each shows the records in order.
func (c *Chunk) Each(yield func(r *Record)) { c.rows.each(&c.record, nil, yield) }

// Filter chooses records by their line and offset, before anything else of them is read.
type Filter func(line, offset int64) bool

// EachWanted shows the records that the filter chooses. The cost of the others is hardly more than finding their ends.
func (c *Chunk) EachWanted(wanted Filter, yield func(r *Record)) {
	c.rows.each(&c.record, wanted, yield)
}

// EachCell shows the filled cells of one column, by its index in the header, of the records without a fault. Each would show the
// same, but EachCell is much faster where the column is near the front and mostly empty.
func (c *Chunk) EachCell(column int, yield func(cell []byte)) {
	c.rows.eachCell(&c.record, column, yield)
}

// eachCellByRecord is EachCell on top of each.
func eachCellByRecord(r recordReader, record *Record, column int, yield func(cell []byte)) {
	r.each(record, nil, func(record *Record) {
		if record.Fault == nil && len(record.Fields[column]) > 0 {
			yield(record.Fields[column])
		}
	})
}

// Number is the index of the chunk in the file.
func (c *Chunk) Number() int64 { return c.number }

// Size is the number of bytes of uncompressed text, or of Arrow memory, in the chunk.
func (c *Chunk) Size() int64 { return c.rows.size() }

// Release gives the buffer back. Nothing that points into the chunk may be used afterwards.
func (c *Chunk) Release() {
	if released := c.released; released != nil {
		c.released = nil
		released(c)
	}
}
