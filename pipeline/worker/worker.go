// Package worker does one step of an audit on a stream. Where claims are too many for one machine, Spark sorts them and carries them between
// processes of this program, each of which does one step on what it is given. The package also judges claims that belong to no job, each by
// itself.
//
// The steps are those of an audit. One ends where claims must be brought together by a key before the next:
//
//	read       lines of a CSV file, or rows of a table → claims as bytes, rejected records; of tables that are joined, rows packed
//	join       these rows by key → claims, rejected rows, reversals
//	reverse    reversals and the claims that match them → claims that leave the audit
//	today      days of claims → the day that counts as today, where none is given
//	match      a sample of claims → registers that match no claim
//	judge      claims → findings of single claims, group keys for the rules of groups, what was counted
//	prefilter  group keys by group → candidates: claims that may matter to rules of groups
//	members    candidates → members of their groups
//	group      members by group → group rulings
//	describe   candidates with their group rulings → findings, single and in groups
//	repeat     findings that count, by subject → conduct
//	conclude   what was counted, patterns → coverage, conduct
//
// Streams are Arrow IPC, and what goes from step to step carries a checksum. Between two streams a process holds only the registers. Within a
// stream it holds one group (the members of a group, the rows of a key, or the acts that match) or the rulings on one claim, one batch, and
// what it has counted.
package worker

import (
	"context"
	"errors"
	"fmt"
	"io"

	"vigie/pipeline/judge"
	"vigie/pipeline/progress"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
)

// Steps are the names of the steps, in their order.
var Steps = []string{"read", "join", "reverse", "today", "match", "judge", "prefilter", "members", "group", "describe", "repeat", "conclude"}

var (
	// ErrStep is returned where a stream is not what a step takes.
	ErrStep = errors.New("the stream is not what the step takes")
	// ErrJob is returned where a job cannot be done: its file is not that of a job, or asks for a step or a rule that cannot be done.
	ErrJob = errors.New("the job cannot be done")
)

// Options say what a process is to do.
type Options struct {
	Step      string // one of Steps; empty for claims that belong to no job
	Job       string // file of the Job; empty without a step
	Registers string // folder of the registers; empty for none

	// Without a step:
	AsOf     civil.Day // the day that counts as today
	Params   string    // file of parameters; empty for the defaults
	Rules    []string  // ids of the rules to apply; empty for all that look at one claim
	Instants tablefile.Instants
	Judged   func(*Judged) // is told what became of the claims of each stream
}

// Work does the step for each stream of the input, and answers each with one stream, until the input ends. ErrStep says that a stream is not
// what the step takes, ErrJob and judge.ErrRule that the options cannot be used.
func Work(ctx context.Context, o Options, in io.Reader, out io.Writer) error {
	setUp := newStepWorker
	if o.Step == "" {
		setUp = newSingleWorker
	}
	w, err := setUp(o)
	if err != nil {
		return err
	}
	w.out = out
	defer progress.EaseCollector()()
	return w.serve(ctx, o.Step, tablefile.NewStreams(in))
}

// stepWorker does a step, stream after stream.
type stepWorker struct {
	*judge.Setup
	job          *job
	asOf         civil.Day
	registersDir string
	registers    *register.Set
	unread       int64 // records of registers that could not be read
	suppressions judge.Suppressions
	partial      map[string]bool // registers that prove no absence, whatever the claims
	input        rules.InputFacts
	find         findPrescription // of rows that are packed
	out          io.Writer
	judged       func(*Judged)
}

// findPrescription finds the one prescription of a patient that was signed on a day by a prescriber or in a facility.
type findPrescription func(patient string, signed civil.Day, prescriber, facility string, care bool) (id string, found bool)

// serve answers stream after stream.
func (w *stepWorker) serve(ctx context.Context, step string, streams *tablefile.Streams) error {
	do := map[string]func(*stepWorker, *tablefile.Stream) error{
		"read": read, "join": join, "reverse": reverse, "today": today, "match": matchRegisters, "judge": judgeClaims, "prefilter": prefilter, "members": members,
		"group": judgeGroups, "describe": describe, "repeat": repeat, "conclude": conclude,
		"": judgeAlone,
	}[step]
	for served := 0; ctx.Err() == nil; served++ {
		s, err := streams.Next()
		if errors.Is(err, io.EOF) {
			if step == "" && served == 0 {
				return fmt.Errorf("%w: got no Arrow stream; want claims on one", ErrStep)
			}
			return nil
		}
		if err == nil {
			err = do(w, s)
		}
		switch {
		case err == nil:
		case step == "":
			return fmt.Errorf("cannot judge the claims: %w", err)
		default:
			return fmt.Errorf("cannot do the step %s: %w", step, err)
		}
	}
	return ctx.Err()
}
