// Package tablefile turns CSV files, compressed or not, and Parquet files into records: fields as bytes, with the place
// where each record stands.
//
// A file is read in order by one goroutine (Next) and its chunks are cut into fields by any number of them (Each). What
// comes out never depends on the size of the chunks: the same bytes give the same records, faults and places. Every byte
// below the header belongs to one record, to its line end or to an empty line.
package tablefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// What a file may be refused for. The text of the error names the file, what was found and what was wanted.
var (
	ErrNotATable = errors.New("not a table")     // empty, binary, without a usable header
	ErrCorrupt   = errors.New("cut or corrupt")  // a compressed or Parquet file that ends early or contradicts itself
	ErrLimit     = errors.New("over a limit")    // too many columns, or a decompression ratio that no real file has
	errNoRecords = errors.New("no more records") // between a source and its File: the end, in order
)

// Limits of what is read. A record beyond maxRecord is a reject, a file beyond the others is an error.
const (
	maxRecord  = 1 << 20  // bytes of a record without its newline
	maxRaw     = 64 << 10 // bytes of a record that a reject shows
	maxColumns = 4096
	maxRatio   = 1000 // decompressed bytes to one stored byte
	chunkSize  = 1 << 20
)

// Encoding of a CSV file's text.
type Encoding uint8

// The encodings. Windows1252 holds all of Latin-1's letters.
const (
	UTF8 Encoding = iota
	Windows1252
)

// Options of one file.
type Options struct {
	Name      string   // how messages and findings call the file, relative to the dataset; the path's last part if empty
	Encoding  Encoding // of CSV text; Parquet is always UTF-8
	ChunkSize int      // bytes of CSV to a chunk, about; 0 means 1 MiB
	TrailingDelimiter  bool     // a delimiter behind the last cell may be in the header and not in a record, or the other way round
	SkipSum     bool     // Sum is not asked for, as where the file is read for a second time: no byte is hashed

	// Context ends the wait for the process that reads a Parquet file, and that process; nil for none.
	Context context.Context

	maxRecord int // what tests set in the place of 1 MiB
	reader    readerOptions
}

// Sum identifies a file's bytes as they are stored, compressed if they are.
type Sum struct {
	SHA256 [32]byte
	Size   int64
}

// source is what stands behind a File: CSV text, or Parquet batches.
type source interface {
	header() []string
	next() (*Chunk, error) // errNoRecords at the end
	sum() Sum
	close() error
}

// File is an open table. Its methods belong to one goroutine; the chunks it gives belong to whoever takes them.
type File struct {
	name string
	source
	failed error
}

func suffix(path string) string { return strings.ToLower(filepath.Ext(path)) }

// Open opens a file by its suffix (.csv, .csv.gz, .csv.zst, .parquet, in any case; any other is taken for CSV) and reads its header.
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
	if suffix(path) == ".parquet" {
		open = openParquet
	}
	s, err := open(path, o)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", o.Name, err)
	}
	if err := checkHeader(s.header()); err != nil {
		_ = s.close()
		return nil, fmt.Errorf("cannot read %s: %w", o.Name, err)
	}
	return &File{name: o.Name, source: s}, nil
}

// checkHeader refuses a header that cannot tell columns apart. Columns without a name are nobody's and may repeat. No name
// is quoted: what looks like a header may be a claim.
func checkHeader(names []string) error {
	if len(names) > maxColumns {
		return fmt.Errorf("%w: got %d columns; want at most %d", ErrLimit, len(names), maxColumns)
	}
	seen := make(map[string]int, len(names))
	for i, name := range names {
		if at, again := seen[name]; again && name != "" {
			return fmt.Errorf("%w: got the same column name at places %d and %d; want it once", ErrNotATable, at+1, i+1)
		}
		seen[name] = i
	}
	delete(seen, "")
	if len(seen) == 0 {
		return fmt.Errorf("%w: got a header without a column name; want names", ErrNotATable)
	}
	return nil
}

// Seen lists a header for a message, in a line that stays short: the columns that are known, and the names of others. Where no column
// is known the header may be a record, and its words are not shown.
func DescribeColumns(known, unknown []string) string {
	const most, longest = 8, 40
	switch {
	case len(known) == 0:
		return fmt.Sprintf("%d columns, none by a name of the contract", len(unknown))
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
	return fmt.Sprintf("columns %s, and unknown ones %s", strings.Join(known, ", "), strings.Join(others, ", "))
}

// Name is how messages call the file.
func (f *File) Name() string { return f.name }

// Header gives the column names in the file's order, trimmed.
func (f *File) Header() []string { return f.header() }

// Next gives the next chunk, and io.EOF after the last. An error stays.
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

// Sum identifies the file's bytes as stored. It is complete once Next has given io.EOF.
func (f *File) Sum() Sum { return f.sum() }

// Close closes the file. Chunks that are still out stay good.
func (f *File) Close() error { return f.close() }
