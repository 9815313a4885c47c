// Package claimfile reads the records of a file of claims as typed claims. A record that cannot be read is a reject that says where
// and why; every record is a claim or a reject, and none is an error.
//
// The texts of a claim are views of its chunk, and none is kept. Memory holds the chunks that were not released, as in package
// tablefile, and nothing is written to disk. Money is in cents, distances in tenths of a kilometre.
package claimfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// ErrMissingColumn is the error for a file without a column that every claim must have.
var ErrMissingColumn = errors.New("missing column")

// Reject is a record that is not a claim.
type Reject = tablefile.Reject

// Position is where a claim stands in its file.
type Position struct {
	File   string // set where the claims of one source stand in several files
	Line   int64  // physical line where the record begins; row number + 1 in Parquet
	Offset int64  // in the uncompressed text; -1 in Parquet
	Length int64  // in bytes without the line end; 0 in Parquet
	Raw    []byte // the first 64 KiB of the record as stored, valid until the chunk is released; nil in Parquet
}

// Columns lists the columns of the contract that a file has and lacks, in the order of the contract, and its other columns, in the
// order of the file.
type Columns struct {
	Found, Missing, Unknown []string
}

// File is an open file of claims of one kind. Its methods belong to one goroutine.
type File struct {
	table   *tablefile.File
	plan    *decodePlan
	columns Columns
}

// Open opens a file of claims. A file without a column that every claim must have is refused with ErrMissingColumn.
func Open(path string, kind claim.Kind, o tablefile.Options) (*File, error) {
	o.Columns = ColumnNames(kind)
	table, err := tablefile.Open(path, o)
	if err != nil {
		return nil, err
	}
	return FromTable(table, kind)
}

// ColumnNames lists the columns of the contract, in its order.
func ColumnNames(kind claim.Kind) []string {
	var names []string
	for _, c := range columnsOf(kind) {
		names = append(names, c.id.String())
	}
	return names
}

// FromTable reads an open table as claims of one kind, as Open does. The table must have been opened with the ColumnNames of the kind.
func FromTable(table *tablefile.File, kind claim.Kind) (*File, error) {
	plan, columns := newDecodePlan(table.Name(), kind, table.Header())
	plan.decimalComma, plan.typed = table.Delimiter() != ',', table.Delimiter() == 0
	if missing := plan.missingRequired(); len(missing) > 0 {
		_ = table.Close()
		return nil, fmt.Errorf("cannot read %s: %w: got %s; want also %s",
			table.Name(), ErrMissingColumn, tablefile.DescribeColumns(columns.Found, columns.Missing, columns.Unknown), strings.Join(missing, ", "))
	}
	if err := table.RefuseInstants(columns.Found); err != nil {
		_ = table.Close()
		return nil, err
	}
	return &File{table: table, plan: plan, columns: columns}, nil
}

// Name is the name of the file in messages.
func (f *File) Name() string { return f.table.Name() }

// Columns lists the columns that were found, missing and unknown.
func (f *File) Columns() Columns { return f.columns }

// Present is the columns of the contract that the file has.
func (f *File) Present() claim.Columns { return f.plan.template.Present }

// Next returns the next chunk in the order of the file; io.EOF after the last.
func (f *File) Next() (*Chunk, error) {
	c, err := f.table.Next()
	if err != nil {
		return nil, err
	}
	return &Chunk{Chunk: c, plan: f.plan}, nil
}

// Extent is the extent of the table, where the table is a block of a file.
func (f *File) Extent() (lines, bytes int64) { return f.table.Extent() }

// EachCancelled shows the claim ids that lines of the chunk cancel, as ReadCancelled finds them.
func (f *File) EachCancelled(c *Chunk, yield func(id []byte)) {
	if column := slices.Index(f.table.Header(), claim.ColCancels.String()); column >= 0 {
		eachCancelled(c.Chunk, column, yield)
	}
}

// Sum identifies the bytes of the file as stored. It is complete once Next has returned io.EOF.
func (f *File) Sum() tablefile.Sum { return f.table.Sum() }

// Close closes the file. Chunks stay valid until they are released.
func (f *File) Close() error { return f.table.Close() }

// Chunk is a run of claims. It may be passed between goroutines.
type Chunk struct {
	*tablefile.Chunk
	plan       *decodePlan
	understood cell.Counts
}

// Each reads the records in order, all into the same claim, whose texts are valid until the next record. Each record is shown
// either to yield or to reject. The raw bytes of a reject are valid until the chunk is released.
func (c *Chunk) Each(into *claim.Claim, yield func(at Position), reject func(Reject)) {
	c.EachWanted(nil, into, yield, reject)
}

// EachWanted reads the records that the filter chooses by line and offset.
func (c *Chunk) EachWanted(wanted tablefile.Filter, into *claim.Claim, yield func(at Position), reject func(Reject)) {
	d := decoder{plan: c.plan, claim: into}
	c.Chunk.EachWanted(wanted, func(r *tablefile.Record) {
		if r.Fault != nil {
			reject(r.Reject(c.plan.file, r.Fault.Column, r.Fault.Reason))
			return
		}
		if fault := d.read(r.Fields); fault != nil {
			reject(r.Reject(c.plan.file, fault.column, fault.reason))
			return
		}
		yield(Position{Line: r.Line, Offset: r.Offset, Length: r.Length, Raw: r.Raw})
	})
	c.understood = d.tally.Take(func(id int) string { return claim.Column(id).String() })
}

// Understood counts the cells that are not written as the contract has them, and were understood, by column and kind.
type Understood = cell.Counts

// Understood counts those of the records that were read last.
func (c *Chunk) Understood() Understood { return c.understood }

// Err is always nil: a record of a claim file that cannot be read is a reject.
func (c *Chunk) Err() error { return nil }
