package scratch

import (
	"bufio"
	"cmp"
	"io"
	"iter"
	"os"
)

// Log is records that wait on disk in the order in which they were added. It belongs to one goroutine.
type Log struct {
	file    *os.File
	to      *bufio.Writer
	buffer  []byte
	records int64
	err     error // the first; Each gives it
}

// CreateLog begins a log in a scratch file, as Create does.
func CreateLog(dir, prefix string) (*Log, error) {
	f, err := Create(dir, prefix)
	if err != nil {
		return nil, err
	}
	return &Log{file: f, to: bufio.NewWriterSize(f, 64<<10)}, nil
}

// Add adds a record, whose bytes may change afterwards. Each gives the error, where there is one.
func (l *Log) Add(record []byte) {
	if l.err == nil {
		l.buffer = AppendText(l.buffer[:0], record)
		_, l.err = l.to.Write(l.buffer)
	}
	l.records++
}

// Each gives the records in their order; each is good until the next one. An error, of Add too, comes last.
func (l *Log) Each() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := cmp.Or(l.err, l.to.Flush()); err != nil {
			yield(nil, err)
			return
		}
		from := bufio.NewReaderSize(io.NewSectionReader(l.file, 0, 1<<62), 256<<10)
		var record []byte
		for range l.records {
			var err error
			record, err = ReadText(from, record)
			if !yield(record, err) || err != nil {
				return
			}
		}
	}
}

// Close gives the disk back.
func (l *Log) Close() error { return l.file.Close() }
