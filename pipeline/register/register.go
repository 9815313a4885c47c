// Package register loads the dated reference tables of a run: who was licensed when, what was prescribed, which card was
// opposed. A register that was not supplied and one that does not hold a key are different answers, and stay so: the
// first is a nil claim.Register, the second one that gives no row.
//
// A row that cannot be read is a reject and never stops the run. A file that cannot be read as its register is an error.
package register

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What a register may be refused for, beside what tablefile refuses.
var (
	ErrMissingColumn = errors.New("missing column")
	ErrSuppression   = errors.New("suppression without reason, owner or end")
)

// folder is where messages say that a register stands, wherever it was read.
const folder = "registers"

// Options of a load.
type Options struct {
	Only     []string           // names of the registers that are wanted; nil for all
	Encoding tablefile.Encoding // of the CSV files
	Workers  int                // goroutines that decode; 0 means one to a processor

	// Context ends the wait for the process that reads a Parquet file; nil for none.
	Context context.Context

	// Reject is given each record that could not be read, by register, file and line; what it is given is good only until it
	// returns. Nil has the set keep them all: with their raw bytes they may be as large as the registers.
	Reject func(tablefile.Reject)

	chunkSize int // bytes of CSV to a chunk; 0 leaves it to tablefile
}

// Set is what a folder of registers holds. The zero value is a run without registers.
type Set struct {
	registers claim.Registers
	calendar  civil.Calendar
	snapshots *Table[snapshot]
	supplied  []Supplied
	unknown   []string
	rejects   []tablefile.Reject
}

// Supplied tells of a register that was there.
type Supplied struct {
	Name     string
	Files    []File
	Rows     int       // that are held
	Rejected int       // records that could not be read
	Found    []string  // columns of the contract, in its order, that every file has
	Missing  []string  // the other columns of the contract
	Unknown  []string  // columns that the contract does not have; they were ignored
	TakenOn  civil.Day // of its snapshot; zero where nothing tells
	Complete bool      // whether it covers everybody
}

// File is a file of a register.
type File struct {
	Name string // relative to the dataset
	tablefile.Sum
}

// Load reads every register of a folder. A folder that is not there is an error that wraps fs.ErrNotExist.
func Load(dir string, o Options) (*Set, error) {
	files, unknown, err := scan(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot list registers: %w", err)
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	set := &Set{unknown: unknown}
	l := &loader{dir: dir, options: o, reject: o.Reject, workers: o.Workers}
	if l.reject == nil {
		l.reject = func(r tablefile.Reject) { set.rejects = append(set.rejects, r.Clone()) }
	}
	for _, e := range entries() {
		if files[e.name] == nil || o.Only != nil && !slices.Contains(o.Only, e.name) {
			continue
		}
		if err := e.load(l, set, files[e.name]); err != nil {
			return nil, err
		}
	}
	set.takeSnapshots()
	return set, nil
}

// scan finds the files of each register, in name order, and those that belong to none. Hidden files are nobody's.
func scan(dir string) (files map[string][]string, unknown []string, err error) {
	listed, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	known := map[string]bool{}
	for _, e := range entries() {
		known[e.name] = true
	}
	files = map[string][]string{}
	for _, f := range listed {
		name := f.Name()
		of := registerOf(name)
		switch {
		case strings.HasPrefix(name, "."):
		case known[of]: // a folder too, which is then refused and not passed over
			files[of] = append(files[of], name)
		default:
			unknown = append(unknown, name)
		}
	}
	return files, unknown, nil
}

// registerOf is the register that a file is named after; empty for a file of another form.
func registerOf(file string) string {
	for _, suffix := range []string{".csv", ".csv.gz", ".csv.zst", ".parquet"} {
		if name, ok := strings.CutSuffix(file, suffix); ok {
			return name
		}
	}
	return ""
}

// takeSnapshots writes what snapshot.csv says beside the registers, and names the partial ones. Where a row of it could
// not be read, a register of which no other row speaks may be the partial one, and counts as such.
func (s *Set) takeSnapshots() {
	if s.snapshots == nil {
		return
	}
	last := len(s.supplied) - 1 // the snapshot register itself
	unread := s.supplied[last].Rejected > 0
	s.registers.Partial = map[string]bool{}
	for i := range s.supplied[:last] {
		r := &s.supplied[i]
		said := s.snapshots.Of(r.Name)
		r.Complete = said != nil || !unread
		for _, row := range said {
			r.TakenOn = max(r.TakenOn, row.takenOn)
			r.Complete = r.Complete && row.complete
		}
		if !r.Complete {
			s.registers.Partial[r.Name] = true
		}
	}
}

// Registers gives the tables that rules ask.
func (s *Set) Registers() *claim.Registers { return &s.registers }

// Calendar gives the computed holidays and those of the holidays register.
func (s *Set) Calendar() *civil.Calendar { return &s.calendar }

// Supplied tells of the registers that were there, in the order of the contract.
func (s *Set) Supplied() []Supplied { return s.supplied }

// Unknown names the files and folders beside the registers that belong to none of them.
func (s *Set) UnknownFiles() []string { return s.unknown }

// Rejects gives the records that could not be read, by register, file and line, where Options.Reject did not take them.
func (s *Set) Rejects() []tablefile.Reject { return s.rejects }
