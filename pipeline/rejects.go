package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"iter"

	"vigie/pipeline/findings"
	"vigie/pipeline/parquet"
	"vigie/pipeline/scratch"
	"vigie/pipeline/tablefile"
)

// rejectLog is what could not be read, in input order. With their raw bytes rejects may be as large as the input, so they wait on disk.
// Memory holds the first few, for messages.
type rejectLog struct {
	*scratch.Log // nil where only the first are wanted
	buffer       []byte

	first  []tablefile.Reject
	n      int64
	byFile map[string]int64
	groups rejectGroups
}

// mostRejects is how many rejects memory holds for messages.
const mostRejects = 10

// newRejectLog holds rejects in a folder, which it makes where it is missing; without a folder only the first few.
func newRejectLog(folder string) (*rejectLog, error) {
	l := &rejectLog{byFile: map[string]int64{}}
	if folder == "" {
		return l, nil
	}
	var err error
	if l.Log, err = scratch.CreateLog(folder, "rejects-"); err != nil {
		return nil, fmt.Errorf("cannot keep rejects: %w", err)
	}
	return l, nil
}

// add adds a reject, and copies what it borrows. An error is given by each.
func (l *rejectLog) add(r tablefile.Reject) {
	l.n++
	l.byFile[r.File]++
	l.groups.add(&r)
	if len(l.first) < mostRejects {
		l.first = append(l.first, r.Clone())
	}
	if l.Log != nil {
		row := findings.Reject{File: r.File, Line: r.Line, ByteOffset: r.Offset, Length: r.Length, Column: r.Column, Reason: r.Reason, Raw: r.Raw}
		l.buffer = findings.AppendReject(l.buffer[:0], &row)
		l.Log.Add(l.buffer)
	}
}

// each gives the rejects in their order. An error, of add too, comes last.
func (l *rejectLog) each() iter.Seq2[findings.Reject, error] {
	return func(yield func(findings.Reject, error) bool) {
		if l.Log == nil {
			return
		}
		for stored, err := range l.Log.Each() {
			var r findings.Reject
			if err == nil {
				r, err = findings.ParseReject(stored)
			}
			if err != nil {
				err = fmt.Errorf("cannot keep rejects: %w", err)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// Close gives the disk back.
func (l *rejectLog) Close() error {
	if l.Log == nil {
		return nil
	}
	return l.Log.Close()
}

// inInputOrder merges the rejects of two logs, each in input order, by the numbers of their files and by line.
func inInputOrder(early, late *rejectLog, number map[string]int) iter.Seq2[findings.Reject, error] {
	before := func(a, b *findings.Reject) bool {
		return cmp.Or(cmp.Compare(number[a.File], number[b.File]), cmp.Compare(a.Line, b.Line)) < 0
	}
	return func(yield func(findings.Reject, error) bool) {
		next, stop := iter.Pull2(late.each())
		defer stop()
		later, err, more := next()
		for r, failed := range early.each() {
			for ; more && err == nil && failed == nil && before(&later, &r); later, err, more = next() {
				if !yield(later, nil) {
					return
				}
			}
			if failed = cmp.Or(err, failed); !yield(r, failed) || failed != nil {
				return
			}
		}
		for ; more; later, err, more = next() {
			if !yield(later, err) || err != nil {
				return
			}
		}
	}
}

// rejectBatch is how many rejects are handed to the writer at a time.
const rejectBatch = 1024

// writeRejects writes the table of rejects, those of registers last. A record's raw bytes may name persons: with pseudonyms they are left
// out.
func writeRejects(a *audit, r *results, path string) (*parquet.FileInfo, error) {
	w, err := findings.CreateRejects(path)
	if err != nil {
		return nil, err
	}
	var rows []findings.Reject
	add := func(row findings.Reject) error {
		if a.setup.Pseudonyms != nil {
			row.Raw = nil
		}
		r.page.AddUnread(row.File, row.Column)
		if rows = append(rows, row); len(rows) < rejectBatch {
			return nil
		}
		err := w.Write(rows)
		rows = make([]findings.Reject, 0, rejectBatch)
		return err
	}
	for _, list := range []iter.Seq2[findings.Reject, error]{inInputOrder(r.rejects, r.duplicates, a.data.Order()), a.unread.each()} {
		for row, err := range list {
			if err == nil {
				err = add(row)
			}
			if err != nil {
				_, closeErr := w.Close()
				return nil, errors.Join(err, closeErr)
			}
		}
	}
	_ = w.Write(rows) // Close gives its error
	info, err := w.Close()
	if err != nil {
		return nil, err
	}
	return info, info.ReadBack()
}
