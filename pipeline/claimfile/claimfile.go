// Package claimfile turns the records of a claims file into typed claims. What cannot be read becomes a reject that says
// where and why; every record is one or the other.
package claimfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// ErrMissingColumn is a file without a column that every claim must have.
var ErrMissingColumn = errors.New("missing column")

// Reject is a record that gave no claim.
type Reject = tablefile.Reject

// Place is where a claim stands in its file.
type Position struct {
	File   string // where claims of one source stand in several files; else empty
	Line   int64  // physical line where the record begins; row number + 1 in Parquet
	Offset int64  // in the uncompressed text; -1 in Parquet
	Length int64  // in bytes without the line end; 0 in Parquet
	Raw    []byte // the first 64 KiB of the record as stored, until the chunk is released; nil in Parquet
}

// Columns says which of the contract's columns a file has and lacks, in the contract's order, and which it has besides,
// in the file's order.
type Columns struct {
	Found, Missing, Unknown []string
}

// File is an open file of claims of one kind. Next belongs to one goroutine.
type File struct {
	table   *tablefile.File
	plan    *plan
	columns Columns
}

// Open opens a file of claims and refuses one that lacks a column which every claim must have.
func Open(path string, kind claim.Kind, o tablefile.Options) (*File, error) {
	table, err := tablefile.Open(path, o)
	if err != nil {
		return nil, err
	}
	return FromTable(table, kind)
}

// Of reads an open table as claims of one kind, as Open does.
func FromTable(table *tablefile.File, kind claim.Kind) (*File, error) {
	plan, columns := newPlan(table.Name(), kind, table.Header())
	if missing := plan.lacks(); len(missing) > 0 {
		_ = table.Close()
		return nil, fmt.Errorf("cannot read %s: %w: got %s; want also %s",
			table.Name(), ErrMissingColumn, tablefile.DescribeColumns(columns.Found, columns.Unknown), strings.Join(missing, ", "))
	}
	return &File{table: table, plan: plan, columns: columns}, nil
}

// Name is how messages call the file.
func (f *File) Name() string { return f.table.Name() }

// Columns says which columns were found, missing and unknown.
func (f *File) Columns() Columns { return f.columns }

// Present is the set of the contract's columns that the file has.
func (f *File) Present() claim.Columns { return f.plan.template.Present }

// Next gives the next chunk in the file's order, and io.EOF after the last.
func (f *File) Next() (*Chunk, error) {
	c, err := f.table.Next()
	if err != nil {
		return nil, err
	}
	return &Chunk{Chunk: c, plan: f.plan}, nil
}

// Extent is that of the table, where it is a run of one.
func (f *File) Extent() (lines, bytes int64) { return f.table.Extent() }

// Cancels shows the claims that lines of the chunk take back, by claim_id, as ReadReversed finds them.
func (f *File) EachCancelled(c *Chunk, yield func(id []byte)) {
	if column := slices.Index(f.table.Header(), claim.ColCancels.String()); column >= 0 {
		c.EachCell(column, yield)
	}
}

// Sum identifies the file's bytes as stored; it is complete once Next has given io.EOF.
func (f *File) Sum() tablefile.Sum { return f.table.Sum() }

// Close closes the file. Chunks that are still out stay good.
func (f *File) Close() error { return f.table.Close() }

// Chunk is a run of claims. Any goroutine may take it, one at a time.
type Chunk struct {
	*tablefile.Chunk
	plan *plan
}

// Each reads the claims in order, each into the same claim, whose strings hold until the next one. A record is shown
// either to yield or to reject; a reject's raw bytes hold until the chunk is released.
func (c *Chunk) Each(into *claim.Claim, yield func(at Position), reject func(Reject)) {
	c.EachWanted(nil, into, yield, reject)
}

// EachWanted reads the claims that are wanted, by their line and offset.
func (c *Chunk) EachWanted(wanted tablefile.Filter, into *claim.Claim, yield func(at Position), reject func(Reject)) {
	d := decoder{plan: c.plan, claim: into}
	c.Chunk.EachWanted(wanted, func(r *tablefile.Record) {
		if r.Fault != nil {
			reject(r.Reject(c.plan.file, r.Fault.Column, r.Fault.Reason))
			return
		}
		if bad := d.read(r.Fields); bad != nil {
			reject(r.Reject(c.plan.file, bad.column, bad.reason))
			return
		}
		yield(Position{Line: r.Line, Offset: r.Offset, Length: r.Length, Raw: r.Raw})
	})
}

// Err is nothing: what cannot be read of a claim file is a reject.
func (c *Chunk) Err() error { return nil }
