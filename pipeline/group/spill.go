package group

import (
	"fmt"
	"io"
	"iter"
	"os"
	"sync/atomic"
)

// spillFile is what a spill needs of a file.
type spillFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
}

type opener func(dir string) (spillFile, error)

// openSpill opens a private file without a name.
func openSpill(dir string) (spillFile, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "tuples-") // with mode 0600
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// spill is the one file of a Grouper on disk: the runs of all partitions, as they came. One file, because the number of files
// that a process may have open is small.
type spill struct {
	file    spillFile
	end     atomic.Int64
	written atomic.Int64
}

// run is a stretch of the file with tuples of one partition.
type run struct {
	offset int64
	tuples int
}

// pieces are the runs cut into such of at most so many tuples. Size is that of a tuple in bytes.
func pieces(runs []run, most int, size int64) iter.Seq[run] {
	return func(yield func(run) bool) {
		for _, r := range runs {
			for at := 0; at < r.tuples; at += most {
				if !yield(run{r.offset + int64(at)*size, min(most, r.tuples-at)}) {
					return
				}
			}
		}
	}
}

// reserve finds a place for so many bytes.
func (s *spill) reserve(bytes int64) (offset int64) { return s.end.Add(bytes) - bytes }

func (s *spill) write(b []byte, offset int64) error {
	n, err := s.file.WriteAt(b, offset)
	s.written.Add(int64(n))
	if err != nil {
		return fmt.Errorf("cannot spill tuples: %w", err)
	}
	return nil
}

func (s *spill) read(b []byte, offset int64) error {
	if n, err := s.file.ReadAt(b, offset); n < len(b) {
		return fmt.Errorf("cannot read spilled tuples: %w", err)
	}
	return nil
}
