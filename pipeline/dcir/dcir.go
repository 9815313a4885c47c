// Package dcir reads the three DCIR tables as a fund has them, joins them and serves what comes of it as claims: a leg for each
// row of ER_TRS_F, an act of care for each row of ER_PRS_F that is no transport. What cannot be joined is a reject; every row
// of the three tables is accounted for.
//
// The tables need not be sorted and may be larger than memory. Their rows are packed and dealt by the hash of the joined key to
// partitions that go to disk where memory ends (deal); each partition is then joined alone (join), and the claims wait in two
// files in the order of that hash. The order depends neither on the memory, nor on the workers, nor on that of the rows.
package dcir

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
)

// What the tables may be refused for.
var (
	ErrMissingColumn = errors.New("missing column of the DCIR")
	ErrMissingTable  = errors.New("missing table of the DCIR")
)

// Table is one of the three.
type Table uint8

// The tables: acts, the billed details of transports, and trips.
const (
	Acts Table = iota
	Details
	Trips
	tables
)

var tableNames = [tables]string{"ER_PRS_F", "ER_DTR_F", "ER_TRS_F"}

func (t Table) String() string { return tableNames[t] }

// TableOf is the table that a file of that name holds, by how the name begins.
func TableOf(name string) (Table, bool) {
	for t, prefix := range tableNames {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			return Table(t), true
		}
	}
	return 0, false
}

// Options of a join.
type Options struct {
	Dir      string   // of the files
	Names    []string // of the files, each of one of the tables
	Encoding tablefile.Encoding
	SpillDir string // folder for what memory does not hold, and for the claims
	Memory   int64  // bytes that rows may take on their way
	Workers  int
	SkipSum  bool // the files are not hashed
	// Prescribed finds the one prescription of a patient that was signed on a day by a prescriber or in a facility. DCIR has
	// no number of it. Nil where nothing is known of prescriptions.
	FindPrescription func(patient string, signed civil.Day, prescriber, facility string, care bool) (id string, found bool)

	// Progress is told of every run of rows that was read; nil for nobody.
	Progress func(rows, bytes int64)

	hashKey    func(key []byte) keyHash
	chunkSize  int // of CSV; 0 leaves it to tablefile
	partitions int // 0 for as many as the files want
}

// File is a file of a table: its columns, and what became of its rows.
type File struct {
	Name                    string
	Table                   Table
	Found, Missing, Unknown []string // columns: read, not there, and passed over
	Sum                     tablefile.Sum
	Rows                    int64            // below the header
	Counts                  map[string]int64 // rows that gave no claim of their own, by heading (CountJoined and the others)

	plan *plan
}

// Match says how many rows of one table found one of another.
type Match struct {
	Of, In      Table
	Rows, Found int64
}

// openFiles sorts the files by table and name and reads their headers.
func openFiles(ctx context.Context, o Options) ([]*File, error) {
	var files []*File
	var have [tables]bool
	for _, name := range o.Names {
		t, ok := TableOf(name)
		if !ok {
			return nil, fmt.Errorf("cannot read %s: %w", name, ErrMissingTable)
		}
		have[t] = true
		files = append(files, &File{Name: name, Table: t})
	}
	for t, there := range have {
		if !there {
			return nil, fmt.Errorf("cannot join the DCIR: %w: got %s; want also %s", ErrMissingTable, strings.Join(o.Names, ", "), Table(t))
		}
	}
	slices.SortFunc(files, func(a, b *File) int { return strings.Compare(a.Name, b.Name) })
	if len(files) > maxFiles {
		return nil, fmt.Errorf("cannot join the DCIR: %w: got %d files; want at most %d", tablefile.ErrLimit, len(files), maxFiles)
	}
	for _, f := range files {
		table, err := tablefile.Open(filepath.Join(o.Dir, f.Name), o.table(ctx, f, true))
		if err != nil {
			return nil, err
		}
		err = f.lookUp(table.Header())
		if err = errors.Join(err, table.Close()); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func (o Options) table(ctx context.Context, f *File, again bool) tablefile.Options {
	return tablefile.Options{Name: f.Name, Encoding: o.Encoding, ChunkSize: o.chunkSize, SkipSum: again || o.SkipSum, TrailingDelimiter: true, Context: ctx}
}

// place is where a row stands: its file, then its line. Places of one table are in input order.
type place uint64

const (
	lineBits = 40
	maxFiles = 256
)

func placeOf(file int, line int64) place { return place(file)<<lineBits | place(line) }
func (p place) file() int                { return int(p >> lineBits) }
func (p place) line() int64              { return int64(p & (1<<lineBits - 1)) }
