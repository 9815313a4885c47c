// Package docket follows the procedures of articles R148-1 and following of the Code de la sécurité sociale that a register lists: where
// each stands on a day, when its next deadline is, and what silence means.
package docket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vigie/pipeline/dataset"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/procedure"
)

// ErrNoRegister is returned where a folder holds no register of procedures.
var ErrNoRegister = errors.New("no register of procedures")

// proceduresRegister is the register of procedures.
const proceduresRegister = "procedures"

// Docket is the procedures of a register as they stand on a day.
type Docket struct {
	AsOf    civil.Day    // zero where no step has a day
	Open    []Proceeding // by deadline, those without one last
	Closed  []Proceeding
	Later   int                // steps dated after AsOf
	Partial bool               // the register is a local extract: a step that it lacks may have happened
	Rejects []tablefile.Reject // records of procedures and holidays that could not be read
}

// Proceeding is one procedure, and whether its deadline falls on a day off.
type Proceeding struct {
	ProcedureID string
	SubjectID   string
	*procedure.Status
	Off     DayOff
	Resumes civil.Day // the first working day after a deadline that falls on a day off everywhere; zero otherwise
}

// DayOff says why a deadline is no working day. No deadline is moved for it.
type DayOff uint8

// The days off. The register does not say where a procedure is led, so that a holiday of some places only has a value of its own.
const (
	WorkingDay DayOff = iota
	Saturday
	Sunday
	Holiday
	LocalHoliday
)

// String is the name for programs; empty for a working day.
func (o DayOff) String() string {
	return [...]string{"", "saturday", "sunday", "holiday", "local_holiday"}[o]
}

// Options say which register is followed, and to which day.
type Options struct {
	Dir       string    // folder of the register, or of a dataset that has it in its folder of registers
	Registers string    // folder of the register; empty for Dir
	AsOf      civil.Day // zero for the latest on which something happened
	Encoding  tablefile.Encoding
	Instants  tablefile.Instants
	Workers   int
}

// Read reads a register of procedures and says where each stands. ErrNoRegister says that the folder holds none;
// register.ErrMissingColumn that the register lacks a column without which nothing can be said.
func Read(ctx context.Context, o Options) (*Docket, error) {
	dir, err := proceduresIn(o)
	if err != nil {
		return nil, err
	}
	var rejects []tablefile.Reject
	set, err := register.Load(dir, register.Options{Encoding: o.Encoding, Instants: o.Instants, Workers: o.Workers, Context: ctx, Reject: func(r tablefile.Reject) {
		if name, _, _ := strings.Cut(filepath.Base(r.File), "."); name == proceduresRegister || name == "holidays" {
			r.Raw = nil // may be long, and is not shown
			rejects = append(rejects, r.Clone())
		}
	}})
	if err != nil {
		return nil, err
	}
	for _, r := range set.Supplied() {
		for _, column := range []string{"step", "happened_on"} {
			if r.Name == proceduresRegister && slices.Contains(r.Missing, column) {
				return nil, fmt.Errorf("cannot follow procedures: %w: got a register without the column %s; want it", register.ErrMissingColumn, column)
			}
		}
	}
	d := docketOf(set.Registers().Procedures, set.Calendar(), o.AsOf)
	d.Partial = set.Registers().Partial[proceduresRegister]
	d.Rejects = rejects
	return d, nil
}

// proceduresIn is the folder in which the register stands.
func proceduresIn(o Options) (string, error) {
	if o.Registers != "" {
		return o.Registers, holdsProcedures(o.Registers)
	}
	if inside := dataset.Registers(o.Dir, ""); inside != "" {
		if err := holdsProcedures(inside); err == nil {
			return inside, nil
		}
	}
	return o.Dir, holdsProcedures(o.Dir)
}

func holdsProcedures(dir string) error {
	listed, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("cannot look for the register of procedures: %w", err)
	}
	var names []string
	for _, entry := range listed {
		if stem, readable := dataset.Readable(entry.Name()); readable && stem == proceduresRegister && !entry.IsDir() {
			return nil
		}
		names = append(names, entry.Name())
	}
	return fmt.Errorf("%w in %s: got %s; want procedures.csv, also as .csv.gz, .csv.zst or .parquet",
		ErrNoRegister, dir, dataset.List(names))
}

// docketOf follows every procedure of the register. Rows without a procedure_id are one procedure to a subject.
func docketOf(rows claim.Listing[claim.Procedure], calendar *civil.Calendar, asOf civil.Day) *Docket {
	type key struct{ procedure, subject string }
	histories, latest := map[key][]procedure.Event{}, civil.Day(0)
	all := func(func(*claim.Procedure) bool) {} // a register without a row is none
	if rows != nil {
		all = rows.All()
	}
	for row := range all {
		k := key{row.ProcedureID, row.SubjectID}
		histories[k] = append(histories[k], procedure.Event{Word: row.Step, On: row.HappenedOn})
		latest = max(latest, row.HappenedOn)
	}
	d := &Docket{AsOf: asOf}
	if !asOf.Known() {
		d.AsOf = latest
	}
	for k, events := range histories {
		p := Proceeding{ProcedureID: k.procedure, SubjectID: k.subject, Status: procedure.Follow(events, d.AsOf)}
		p.Off, p.Resumes = dayOff(p.Due, calendar)
		d.Later += p.Later
		switch {
		case !p.Begun:
		case p.Stage == procedure.Closed:
			d.Closed = append(d.Closed, p)
		default:
			d.Open = append(d.Open, p)
		}
	}
	slices.SortFunc(d.Open, byDeadline)
	slices.SortFunc(d.Closed, byDeadline)
	return d
}

func byDeadline(a, b Proceeding) int {
	due := func(p Proceeding) civil.Day {
		if p.Due.Known() {
			return p.Due
		}
		return civil.Never
	}
	return cmp.Or(cmp.Compare(due(a), due(b)), cmp.Compare(a.ProcedureID, b.ProcedureID), cmp.Compare(a.SubjectID, b.SubjectID))
}

// dayOff says whether a day is off, and which is the first working day after it.
func dayOff(d civil.Day, calendar *civil.Calendar) (off DayOff, resumes civil.Day) {
	switch weekday := d.Weekday(); {
	case !d.Known():
		return WorkingDay, 0
	case calendar.Holiday(d, civil.National):
		off = Holiday
	case weekday == time.Saturday:
		off = Saturday
	case weekday == time.Sunday:
		off = Sunday
	case calendar.LocalOnly(d):
		return LocalHoliday, 0
	default:
		return WorkingDay, 0
	}
	for resumes = d + 1; !calendar.Working(resumes, civil.National); resumes++ {
	}
	return off, resumes
}
