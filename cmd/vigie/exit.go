package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"vigie/pipeline"
	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/dcir"
	"vigie/pipeline/docket"
	"vigie/pipeline/judge"
	"vigie/pipeline/publish"
	"vigie/pipeline/register"
	"vigie/pipeline/review"
	"vigie/pipeline/tablefile"
	"vigie/pipeline/worker"
	"vigie/rules/law"
)

// Exit codes that scripts can rely on. Any other is to be taken for a failure; 2 is what the Go runtime gives when it
// crashes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitRejected    = 3
	exitUsage       = 4
	exitFlagged     = 5
	exitTooMany     = 6
	exitBusy        = 75
	exitInterrupted = 130
)

// exitTable is what `vigie help exit-codes` prints, and the order of precedence where several hold: 1, 130, 6, 5, 3.
var exitTable = []struct {
	code int
	says string
}{
	{exitDone, "done"},
	{exitFailed, "failed"},
	{2, "left to the Go runtime: the program crashed"},
	{exitRejected, "done, some input lines rejected (within --max-rejects)"},
	{exitUsage, "wrong usage or unusable input: no file, missing required column, corrupt or cut file, not one readable record, OUT exists and no --replace"},
	{exitFlagged, "done, and --fail-on was met"},
	{exitTooMany, "rejects over --max-rejects: nothing published but OUT.rejects.parquet beside"},
	{exitBusy, "another run holds OUT"},
	{exitInterrupted, "interrupted"},
}

// errUsage marks a command line that cannot be carried out.
var errUsage = errors.New("wrong usage")

// outcomes are ends of a run that is done, and has something to say to a script all the same.
var (
	errRejected = errors.New("some input lines were rejected")
	errFlagged  = errors.New("--fail-on was met")
	errProblems = errors.New("the folder does not verify")
)

// ends is the one table from errors to exit codes, in order of precedence: the first line that holds an error of the chain counts.
// Every sentinel of every package that can end a command stands in it; what stands nowhere is a failure.
var ends = []struct {
	code int
	errs []error
}{
	// Failures that may wrap fs.ErrNotExist: an input that vanished during the run, a page for a folder that is not there.
	{exitFailed, []error{dataset.ErrChanged, pipeline.ErrPageNotWritten}},
	{exitInterrupted, []error{context.Canceled}},
	{exitTooMany, []error{pipeline.ErrTooManyRejects}},
	{exitFlagged, []error{errFlagged}},
	{exitRejected, []error{errRejected}},
	{exitBusy, []error{publish.ErrBusy}},
	{exitUsage, []error{
		errUsage, fs.ErrNotExist,
		pipeline.ErrNothingRead, pipeline.ErrMetrics, pipeline.ErrOtherFile, pipeline.ErrOtherPage, pipeline.ErrInputChanged, pipeline.ErrNoClaim,
		worker.ErrStep, worker.ErrJob, review.ErrReview, docket.ErrNoRegister,
		judge.ErrRule, judge.ErrKey, law.ErrParameter, dataset.ErrNoClaims,
		publish.ErrExists, publish.ErrForeign, publish.ErrHistory, publish.ErrKey,
		claimfile.ErrMissingColumn, register.ErrMissingColumn, register.ErrSuppression,
		dcir.ErrMissingColumn, dcir.ErrMissingTable, dcir.ErrPackedRow,
		tablefile.ErrNotATable, tablefile.ErrCorrupt, tablefile.ErrLimit,
	}},
}

// exitCode is the code of an error by the table.
func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	for _, end := range ends {
		if slices.ContainsFunc(end.errs, func(target error) bool { return errors.Is(err, target) }) {
			return end.code
		}
	}
	return exitFailed
}

// exitWords is the line of exitTable for an end of a run.
func exitWords(err error) (code int, words string) {
	code = exitCode(err)
	for _, line := range exitTable {
		if line.code == code {
			return code, line.says
		}
	}
	return code, ""
}

// exit says what went wrong, where something did, and gives the code.
func (t *terminal) exit(err error) int {
	code, to := exitCode(err), harmless{t.err}
	switch code {
	case exitDone, exitRejected, exitFlagged:
	case exitInterrupted:
		fmt.Fprintln(to, "vigie: interrupted, nothing was published")
	case exitUsage:
		fmt.Fprintf(to, "vigie: %s\n", err)
		if errors.Is(err, errUsage) {
			fmt.Fprintln(to, "vigie: see vigie help")
		}
	default:
		fmt.Fprintf(to, "vigie: %s\n", err)
	}
	return code
}

// measured writes the metrics of a run that has ended. Where they cannot be written the run has failed, whatever it came to.
func measured(m *pipeline.Meter, end error) error {
	if err := m.Write(exitCode(end)); err != nil {
		if end != nil {
			return fmt.Errorf("%w, after: %v", err, end)
		}
		return err
	}
	return end
}
