// Package dcir reads the three DCIR tables of a health insurance fund, joins them, and serves the result as claims: one transport leg
// for each row of ER_TRS_F, one act of care for each row of ER_PRS_F that is not a transport. A row that cannot be joined is a
// reject. Every row of the three tables is accounted for: as a claim, as a reject, or in the counts of its file.
//
// The tables need not be sorted and may be larger than memory. Each row is packed with its key and added to a partition by the hash of
// the key (packFiles). Partitions are then joined one by one on every worker (joinWorker). The claims are written to two files, one
// for each kind, in the order of the hash. That order does not depend on the memory, the workers or the order of the rows.
//
// Memory holds the blocks of rows that are not yet on disk, at most half of Options.Memory, and on each worker the partition that it
// joins; beside them every rejected row (its row id and its reason) and every reversal with the acts that it may cancel. All files
// on disk are scratch files without a name: a crash leaves nothing behind.
//
// A table that is missing, lacks a column, or cannot be read as a table is an error. A row that cannot be read is a reject, never an
// error.
package dcir

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Why the tables may be refused.
var (
	ErrMissingColumn = errors.New("missing column of the DCIR")
	ErrMissingTable  = errors.New("missing table of the DCIR")
)

// Table is one of the three tables.
type Table uint8

// The tables: acts (ER_PRS_F), the billed details of transports (ER_DTR_F), and trips (ER_TRS_F).
const (
	Acts Table = iota
	Details
	Trips
	tableCount
)

var tableNames = [tableCount]string{"ER_PRS_F", "ER_DTR_F", "ER_TRS_F"}

func (t Table) String() string { return tableNames[t] }

// TableOf finds the table that a file holds by the beginning of its name, in upper or lower case.
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
	Instants tablefile.Instants
	SpillDir string // folder for rows that memory does not hold, and for the claims
	Memory   int64  // bytes that packed rows, and the claims made of them, may take
	Workers  int
	SkipSum  bool // the files are not hashed
	// FindPrescription finds the one prescription of a patient that was signed on a day by a prescriber or in a facility: DCIR has
	// no number of it. Nil where no prescriptions are known.
	FindPrescription func(patient string, signed civil.Day, prescriber, facility string, care bool) (id string, found bool)

	// Progress is called with the rows and bytes of every chunk that was read; nil for no calls.
	Progress func(rows, bytes int64)

	hashKey    func(key []byte) keyHash
	chunkSize  int // of CSV; 0 leaves it to tablefile
	partitions int // 0 for as many as the files want
}

// File is a file of a table: its columns, and what became of its rows.
type File struct {
	Name                    string
	Table                   Table
	Found, Missing, Unknown []string // columns: read, not in the file, and ignored
	Sum                     tablefile.Sum
	Rows                    int64            // below the header
	Counts                  map[string]int64 // rows that gave no claim of their own, by heading (CountJoined and the others)
	Understood              cell.Counts      // cells that are not written as the contract has them, by column

	columns *columnIndex
}

// Match is how many rows of one table have a key that is in another table too.
type Match struct {
	Of, In      Table
	Rows, Found int64
}

// openFiles sorts the files by table and name and reads their headers.
func openFiles(ctx context.Context, o Options) ([]*File, error) {
	var files []*File
	var have [tableCount]bool
	for _, name := range o.Names {
		t, ok := TableOf(name)
		if !ok {
			return nil, fmt.Errorf("cannot read %s: %w", name, ErrMissingTable)
		}
		have[t] = true
		files = append(files, &File{Name: name, Table: t})
	}
	for t, found := range have {
		if !found {
			return nil, fmt.Errorf("cannot join the DCIR: %w: got %s; want also %s", ErrMissingTable, strings.Join(o.Names, ", "), Table(t))
		}
	}
	slices.SortFunc(files, func(a, b *File) int { return strings.Compare(a.Name, b.Name) })
	if len(files) > claim.MaxFiles {
		return nil, fmt.Errorf("cannot join the DCIR: %w: got %d files; want at most %d", tablefile.ErrLimit, len(files), claim.MaxFiles)
	}
	for _, f := range files {
		table, err := tablefile.Open(filepath.Join(o.Dir, f.Name), o.tableOptions(ctx, f, true))
		if err != nil {
			return nil, err
		}
		err = f.findColumns(table)
		if err = errors.Join(err, table.Close()); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// tableOptions are those with which a file is opened; again is set where its bytes are hashed at another reading.
func (o Options) tableOptions(ctx context.Context, f *File, again bool) tablefile.Options {
	return tablefile.Options{Name: f.Name, Encoding: o.Encoding, Instants: o.Instants, ChunkSize: o.chunkSize, SkipSum: again || o.SkipSum, TrailingDelimiter: true,
		Columns: ColumnNames(), Context: ctx}
}

// rowID is the position of a row as claims have theirs (claim.PackPosition): the index of its file by name, and its line. The row ids of
// one table are in input order.
type rowID uint64

func newRowID(file int, line int64) rowID { return rowID(claim.PackPosition(file, line)) }

func (id rowID) file() int {
	file, _ := claim.UnpackPosition(uint64(id))
	return file
}

func (id rowID) line() int64 {
	_, line := claim.UnpackPosition(uint64(id))
	return line
}
