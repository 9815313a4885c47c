package pipeline

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"vigie/pipeline/findings"
	"vigie/pipeline/scratch"
	"vigie/pipeline/tablefile"
)

// rejectLog is what could not be read, in input order. With their raw bytes rejects may be as large as the input, so they wait
// on disk, in a file that has no name and is gone with the process; the first few are at hand for messages.
type rejectLog struct {
	file  *os.File // nil where nobody will ask for more than the first
	to    *bufio.Writer
	first []tablefile.Reject
	n     int64

	byFile map[string]int64
	err    error
}

// newRejectLog keeps rejects in a folder, which it makes where it is missing; without a folder only the first few.
func newRejectLog(folder string) (*rejectLog, error) {
	if folder == "" {
		return &rejectLog{}, nil
	}
	f, err := scratch.Create(folder, "rejects-")
	if err != nil {
		return nil, fmt.Errorf("cannot keep rejects: %w", err)
	}
	return &rejectLog{file: f, to: bufio.NewWriterSize(f, 64<<10)}, nil
}

// add keeps a reject; what it borrows may change afterwards. An error is told by each.
func (l *rejectLog) add(r tablefile.Reject) {
	l.n++
	if l.byFile == nil {
		l.byFile = map[string]int64{}
	}
	l.byFile[r.File]++
	if len(l.first) < mostRejects {
		l.first = append(l.first, r.Clone())
	}
	if l.file == nil || l.err != nil {
		return
	}
	b := binary.AppendVarint(nil, r.Line)
	b = binary.AppendVarint(b, r.Offset)
	b = binary.AppendVarint(b, r.Length)
	for _, s := range [...]string{r.File, r.Column, r.Reason} {
		b = scratch.AppendText(b, s)
	}
	_, l.err = l.to.Write(scratch.AppendText(b, r.Raw))
}

// each shows the rejects in their order, and at the end what kept it from doing so.
func (l *rejectLog) each() iter.Seq2[tablefile.Reject, error] {
	return func(yield func(tablefile.Reject, error) bool) {
		if l.file == nil {
			return
		}
		if err := cmp.Or(l.err, l.to.Flush()); err != nil {
			yield(tablefile.Reject{}, fmt.Errorf("cannot keep rejects: %w", err))
			return
		}
		from := bufio.NewReaderSize(io.NewSectionReader(l.file, 0, 1<<62), 256<<10)
		for range l.n {
			r, err := readReject(from)
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func readReject(from *bufio.Reader) (r tablefile.Reject, err error) {
	for _, n := range [...]*int64{&r.Line, &r.Offset, &r.Length} {
		if *n, err = binary.ReadVarint(from); err != nil {
			return r, err
		}
	}
	for _, s := range [...]*string{&r.File, &r.Column, &r.Reason} {
		b, err := scratch.ReadText(from, nil)
		if err != nil {
			return r, err
		}
		*s = string(b)
	}
	r.Raw, err = scratch.ReadText(from, nil)
	return r, err
}

// Close gives the disk back.
func (l *rejectLog) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// eachReject shows every reject of the claim files in input order: those that could not be read, and those that were read and
// rejected later.
func (r *run) eachReject(j *judged) iter.Seq2[tablefile.Reject, error] {
	number := r.data.order()
	before := func(a, b *tablefile.Reject) bool {
		return cmp.Or(cmp.Compare(number[a.File], number[b.File]), cmp.Compare(a.Line, b.Line)) < 0
	}
	return func(yield func(tablefile.Reject, error) bool) {
		next, stop := iter.Pull2(j.repeats.each())
		defer stop()
		late, err, more := next()
		for early, failed := range j.rejects.each() {
			for ; more && err == nil && failed == nil && before(&late, &early); late, err, more = next() {
				if !yield(late, nil) {
					return
				}
			}
			if failed = cmp.Or(err, failed); !yield(early, failed) || failed != nil {
				return
			}
		}
		for ; more; late, err, more = next() {
			if !yield(late, err) || err != nil {
				return
			}
		}
	}
}

// portion is how many rejects are handed to the writer at a time.
const portion = 1024

// writeRejects writes the table of rejects, those of registers last. A record's raw bytes may name persons: with pseudonyms they
// are left out.
func (r *run) writeRejects(j *judged, path string) (*findings.FileInfo, error) {
	w, err := findings.CreateRejects(path)
	if err != nil {
		return nil, err
	}
	var rows []findings.Reject
	add := func(b tablefile.Reject) error {
		row := findings.Reject{File: b.File, Line: b.Line, ByteOffset: b.Offset, Length: b.Length, Column: b.Column, Reason: b.Reason}
		if r.pseudonyms == nil {
			row.Raw = b.Raw
		}
		j.page.Unread(b.File, b.Column)
		if rows = append(rows, row); len(rows) < portion {
			return nil
		}
		err := w.Write(rows)
		rows = make([]findings.Reject, 0, portion)
		return err
	}
	for b, err := range r.eachReject(j) {
		if err = cmp.Or(err, add(b)); err != nil {
			_, closeErr := w.Close()
			return nil, errors.Join(err, closeErr)
		}
	}
	for b, err := range r.unread.each() {
		if err = cmp.Or(err, add(b)); err != nil {
			_, closeErr := w.Close()
			return nil, errors.Join(err, closeErr)
		}
	}
	_ = w.Write(rows) // Close says it again
	info, err := w.Close()
	if err != nil {
		return nil, err
	}
	return info, info.ReadBack()
}
