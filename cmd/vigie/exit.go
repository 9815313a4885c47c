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

// Exit codes that scripts can rely on. Any other code is a failure; 2 is that of the Go runtime when it crashes.
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
	code    int
	meaning string
}{
	{exitDone, "done"},
	{exitFailed, "failed"},
	{2, "left to the Go runtime: the program crashed"},
	{exitRejected, "done, some input lines rejected (within --max-rejects)"},
	{exitUsage, "wrong usage or unusable input: no file, missing required column, corrupt or cut file, not one readable record, OUT exists and no --replace"},
	{exitFlagged, "done, and --fail-on was met"},
	{exitTooMany, "rejects over --max-rejects (else over 5 % and over 20 records): nothing published but OUT.rejects.parquet beside"},
	{exitBusy, "another run holds OUT"},
	{exitInterrupted, "interrupted"},
}

// errUsage marks a command line that cannot be carried out.
var errUsage = errors.New("wrong usage")

// Results of a command that did its work, which a script learns by the exit code.
var (
	errRejected = errors.New("some input lines were rejected")
	errFlagged  = errors.New("--fail-on was met")
	errProblems = errors.New("the folder does not verify")
)

// errorCodes is the one table from errors to exit codes, in order of precedence: the first line with an error of the chain counts. It has
// every sentinel of every package that can end a command; any other error is a failure.
var errorCodes = []struct {
	code int
	errs []error
}{
	// Failures that may wrap fs.ErrNotExist: an input that vanished during the run, a page for a folder that is not there, no TMPDIR.
	{exitFailed, []error{dataset.ErrChanged, pipeline.ErrPageNotWritten, pipeline.ErrNoScratch}},
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
		tablefile.ErrNotATable, tablefile.ErrCorrupt, tablefile.ErrLimit, tablefile.ErrUnsupported, tablefile.ErrInstants,
	}},
}

// exitCode is the code of an error by the table.
func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	for _, end := range errorCodes {
		if slices.ContainsFunc(end.errs, func(target error) bool { return errors.Is(err, target) }) {
			return end.code
		}
	}
	return exitFailed
}

// exitMeaning is the line of exitTable for an error.
func exitMeaning(err error) (code int, words string) {
	code = exitCode(err)
	for _, line := range exitTable {
		if line.code == code {
			return code, line.meaning
		}
	}
	return code, ""
}

// exit prints an error that a person should see, and gives its exit code.
func (t *terminal) exit(err error) int {
	code, to := exitCode(err), escapingWriter{t.err}
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

// writeMetrics writes the metrics of a run that has ended. Where they cannot be written the run has failed, whatever its result.
func writeMetrics(m *pipeline.Meter, end error) error {
	if err := m.Write(exitCode(end)); err != nil {
		if end != nil {
			return fmt.Errorf("%w, after: %v", err, end)
		}
		return err
	}
	return end
}
