// Package tablefile reads CSV files, compressed or not, and Parquet files as records: cells as bytes, with the position of each
// record.
//
// One goroutine reads a file in order (Next); any number of goroutines split its chunks into cells (Each). The result never depends
// on the size of the chunks: the same bytes give the same records, faults and positions. Every byte below the header belongs to one
// record, to its line end or to an empty line.
//
// Memory holds the chunks that were not released, about 1 MiB each, and one record of at most 1 MiB. Parquet files are decoded in a
// process of its own with at most 1 GiB, because the library does not survive every corrupt file. Nothing is written to disk. Pages of
// Parquet files that have checksums are compared with them.
//
// A record that cannot be split is not an error: it has a Fault. A file that cannot be read to its end is an error that wraps
// ErrNotATable, ErrCorrupt or ErrLimit, or the error of the system.
package tablefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Why a file may be refused. The text of the error names the file, what was found and what is wanted.
var (
	ErrNotATable = errors.New("not a table")    // empty, binary, without a usable header
	ErrCorrupt   = errors.New("cut or corrupt") // a compressed or Parquet file that ends early or contradicts itself
	ErrLimit     = errors.New("over a limit")   // too many columns, or a decompression ratio that no real file has
	// ErrUnsupported is the error for a sound file that this program cannot read.
	ErrUnsupported = errors.New("not supported")
	errNoRecords   = errors.New("no more records") // the end of a source, not of the file's bytes
)

// Limits of what is read. A record beyond maxRecord is a reject; a file beyond the other limits is refused.
const (
	maxRecord  = 1 << 20  // bytes of a record without its newline
	maxRaw     = 64 << 10 // bytes of a record that are kept for a reject
	maxColumns = 4096
	maxRatio   = 1000 // decompressed bytes to one stored byte
	chunkSize  = 1 << 20
)

// Encoding of a CSV file's text.
type Encoding uint8

// The encodings. Windows1252 includes the letters of Latin-1.
const (
	UTF8 Encoding = iota
	Windows1252
)

// Options of one file.
type Options struct {
	Name              string   // name of the file in messages and findings, relative to the dataset; the last part of the path if empty
	Encoding          Encoding // of CSV text; Parquet is always UTF-8
	ChunkSize         int      // about how many bytes of CSV a chunk has; 0 means 1 MiB
	Instants          Instants // what timestamps mean that say they are instants; only Parquet has them
	TrailingDelimiter bool     // the header may have a delimiter after its last cell where records have none, or the other way round
	Columns           []string // names of the contract's columns, whose cells are one line each, as ColumnName has them
	SkipSum           bool     // the sum is not needed, as when a file is read a second time: no byte is hashed

	// Context ends the process that reads a Parquet file, and the wait for it; nil for none.
	Context context.Context

	maxRecord int // for tests; 0 means 1 MiB
	reader    readerOptions
}

// Sum identifies the bytes of a file as they are stored, compressed or not.
type Sum struct {
	SHA256 [32]byte
	Size   int64
}

// source is where the chunks of a File come from: CSV text, or Parquet batches.
type source interface {
	header() []string
	next() (*Chunk, error) // errNoRecords at the end
	sum() Sum
	close() error
}

// File is an open table. Its methods belong to one goroutine. Its chunks may be passed to others.
type File struct {
	name string
	source
	columns []string // names of the columns, as ColumnName has them
	failed  error
}

func suffixOf(path string) string { return strings.ToLower(filepath.Ext(path)) }

// Open opens a file and reads its header. The suffix of the name, in any case, gives the format: .csv, .csv.gz, .csv.zst, .parquet;
// any other file is read as CSV.
func Open(path string, o Options) (*File, error) {
	if o.Name == "" {
		o.Name = filepath.Base(path)
	}
	if o.ChunkSize <= 0 {
		o.ChunkSize = chunkSize
	}
	if o.maxRecord <= 0 {
		o.maxRecord = maxRecord
	}
	open := openText
	if suffixOf(path) == ".parquet" {
		open = openParquet
	}
	s, err := open(path, o)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", o.Name, err)
	}
	return newFile(o, s)
}

// newFile checks the header of a source. It closes the source where it fails.
func newFile(o Options, s source) (*File, error) {
	f := &File{name: o.Name, source: s}
	for _, column := range s.header() {
		f.columns = append(f.columns, ColumnName(column))
	}
	if err := checkHeader(f.columns, o.Columns); err != nil {
		_ = s.close()
		return nil, fmt.Errorf("cannot read %s: %w", f.name, err)
	}
	return f, nil
}

// ColumnName is the name of a column as names are compared: without regard to case, and without blanks and quotes around it.
func ColumnName(name string) string {
	return strings.ToLower(strings.TrimFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("\"'\ufeff\u200b", r)
	}))
}

// checkHeader refuses a header without names, or with the same name twice where that is one of the contract, or any where there is none.
// Columns that nobody reads may repeat. No name but those of the contract is quoted in the error, because what looks like a header may be
// a claim.
func checkHeader(names, contract []string) error {
	if len(names) > maxColumns {
		return fmt.Errorf("%w: got %d columns; want at most %d", ErrLimit, len(names), maxColumns)
	}
	seen := make(map[string]int, len(names))
	for i, name := range names {
		if at, again := seen[name]; again && name != "" {
			if contract == nil {
				return fmt.Errorf("%w: got the same column name at places %d and %d; want it once", ErrNotATable, at+1, i+1)
			}
			if slices.Contains(contract, name) {
				return fmt.Errorf("%w: got the same column name at places %d and %d, %s; want it once", ErrNotATable, at+1, i+1, name)
			}
		}
		seen[name] = i
	}
	delete(seen, "")
	if len(seen) == 0 {
		return fmt.Errorf("%w: got a header without a column name; want names", ErrNotATable)
	}
	return nil
}

// DescribeColumns describes a header in a short text: the columns that are known, and the names of the others. Where no column is
// known the header may be a record, and its cells are not shown, but for those that are close to a name of the contract which is missing.
func DescribeColumns(known, missing, unknown []string) string {
	const most, longest = 8, 40
	switch {
	case len(known) == 0:
		return fmt.Sprintf("%d columns, none by a name of the contract", len(unknown)) + describeSuggestions(missing, unknown)
	case len(unknown) == 0:
		return "columns " + strings.Join(known, ", ")
	}
	others := make([]string, 0, most+1)
	for _, name := range unknown[:min(most, len(unknown))] {
		others = append(others, fmt.Sprintf("%.*q", longest, name))
	}
	if more := len(unknown) - most; more > 0 {
		others = append(others, fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("columns %s, and unknown ones %s", strings.Join(known, ", "), strings.Join(others, ", ")) + describeSuggestions(missing, unknown)
}

// Name is the name of the file in messages.
func (f *File) Name() string { return f.name }

// Header gives the column names in the order of the file, as ColumnName has them.
func (f *File) Header() []string { return f.columns }

// Delimiter is what stands between cells; 0 in Parquet.
func (f *File) Delimiter() byte {
	switch s := f.source.(type) {
	case *csvSource:
		return s.delimiter
	case *csvBlock:
		return s.delimiter
	}
	return 0
}

// Next returns the next chunk; io.EOF after the last. Once it has failed it returns the same error again.
func (f *File) Next() (*Chunk, error) {
	if f.failed != nil {
		return nil, f.failed
	}
	c, err := f.next()
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, errNoRecords):
		f.failed = io.EOF
	default:
		f.failed = fmt.Errorf("cannot read %s: %w", f.name, err)
	}
	return nil, f.failed
}

// Sum identifies the bytes of the file as stored. It is complete once Next has returned io.EOF.
func (f *File) Sum() Sum { return f.sum() }

// Close closes the file. Chunks stay valid until they are released.
func (f *File) Close() error { return f.close() }
