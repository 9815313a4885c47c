// Package register loads the dated reference tables of a run: who was licensed when, what was prescribed, which card was opposed. A
// register that was not supplied and a register without a key are different answers: the first is a nil claim.Register, the second
// returns no rows.
//
// Memory holds the rows of all registers, packed without pointers (Table), and an index of 8 bytes for each slot. Nothing is
// written to disk.
//
// A row that cannot be read, or has the key of an earlier one and says otherwise where a key has one row, is a reject. Its key is
// undecided. Rows that say the same are one. A reject does not stop the run, except in the register of suppressions: a suppression without a
// reason, an owner or an end is an error (ErrSuppression). So is a file that cannot be read as its register.
package register

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Why a register may be refused, beside the errors of tablefile.
var (
	ErrMissingColumn = errors.New("missing column")
	ErrSuppression   = errors.New("suppression without reason, owner or end")
)

// folderName is the folder of registers in messages, whatever folder was read.
const folderName = "registers"

// Options of a load.
type Options struct {
	Only     []string           // names of the wanted registers; nil for all
	Encoding tablefile.Encoding // of the CSV files
	Instants tablefile.Instants // of the Parquet files
	Workers  int                // goroutines that decode; 0 means one for each processor

	// Context ends the process that reads a Parquet file, and the wait for it; nil for none.
	Context context.Context

	// Reject gets each record that could not be read, by register, file and line. Its argument is valid during the call. Where it
	// is nil the set keeps all of them: with their raw bytes they may be as large as the registers.
	Reject func(tablefile.Reject)

	// Refuse is told of a register that cannot be read, and the others are read; nil to end the load.
	Refuse func(name string, err error)

	chunkSize int // bytes of CSV for each chunk; 0 for the default of tablefile
}

// Set is the content of a folder of registers. The zero value is a run without registers.
type Set struct {
	registers claim.Registers
	calendar  civil.Calendar
	snapshots *Table[snapshotRow]
	supplied  []Supplied
	unknown   []string
	rejects   []tablefile.Reject
	undated   bool // what the register of snapshots says, or a row of it, cannot be read
}

// Supplied describes a register that was supplied.
type Supplied struct {
	Name     string
	Files    []File
	Rows     int       // without the rejected ones
	Rejected int       // records that could not be read, or contradict an earlier one
	Found    []string  // columns of the contract, in its order, that every file has
	Missing  []string  // columns of the contract that a file lacks
	Unknown  []string  // ignored columns, which the contract does not have
	TakenOn  civil.Day // day of its snapshot; zero if not known
	Complete bool      // whether it covers everybody

	unread  []string // keys of rows that could not be read otherwise, or contradict each other
	keyless bool     // of some row not even the key could be read
	zeros   uint64   // the lengths of keys that begin with zeros
}

// Unread says what the rows that were rejected leave open.
func (s *Supplied) Unread() string {
	if s.Name == snapshotName {
		return "each register that no other row names counts as a local extract"
	}
	if s.keyless {
		return "of some not even the key, so that the register proves no absence"
	}
	return "their keys are undecided"
}

// File is a file of a register.
type File struct {
	Name string // relative to the dataset
	tablefile.Sum
	Understood cell.Counts // cells that are not written as the contract has them, by column
}

// Load reads every register of a folder. Where the folder does not exist the error wraps fs.ErrNotExist.
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
			if o.Refuse == nil || o.Context != nil && o.Context.Err() != nil {
				return nil, err
			}
			o.Refuse(e.name, err)
			set.undated = set.undated || e.name == snapshotName
		}
	}
	set.applySnapshots()
	return set, nil
}

// scan finds the files of each register, sorted by name, and the files of no register. Hidden files are ignored.
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
		case known[of]: // also a folder, which is then refused rather than ignored
			files[of] = append(files[of], name)
		default:
			unknown = append(unknown, name)
		}
	}
	return files, unknown, nil
}

// registerOf is the register that a file is named after; empty for a file name of another form.
func registerOf(file string) string {
	lower := strings.ToLower(file)
	for _, suffix := range []string{".csv", ".csv.gz", ".csv.zst", ".parquet"} {
		if name, ok := strings.CutSuffix(lower, suffix); ok {
			return name
		}
	}
	return ""
}

// applySnapshots copies what snapshot.csv says to the registers, and marks the partial ones. Where a row of snapshot.csv could not
// be read, a register that no other row names may be the partial one, and is marked as partial.
func (s *Set) applySnapshots() {
	dated := s.supplied
	var of func(name string) []snapshotRow
	if s.snapshots != nil {
		last := len(dated) - 1 // the register of snapshots itself
		s.undated, dated, of = dated[last].Rejected > 0, dated[:last], s.snapshots.Of
	}
	for i := range dated {
		r := &dated[i]
		var rows []snapshotRow
		if of != nil {
			rows = of(r.Name)
		}
		r.Complete = rows != nil || !s.undated
		for _, row := range rows {
			r.TakenOn = max(r.TakenOn, row.takenOn)
			r.Complete = r.Complete && row.complete
		}
		if !r.Complete {
			s.registers.Undecided(r.Name, nil, true)
		}
	}
}

// Registers returns the tables for the rules.
func (s *Set) Registers() *claim.Registers { return &s.registers }

// Calendar returns the computed holidays and those of the register of holidays.
func (s *Set) Calendar() *civil.Calendar { return &s.calendar }

// Supplied describes the registers that were supplied, in the order of the contract.
func (s *Set) Supplied() []Supplied { return s.supplied }

// UnknownFiles lists the files and folders beside the registers that belong to no register.
func (s *Set) UnknownFiles() []string { return s.unknown }

// Rejects returns the records that could not be read, by register, file and line, unless Options.Reject got them.
func (s *Set) Rejects() []tablefile.Reject { return s.rejects }
