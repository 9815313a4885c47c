package scratch

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// Sorter gives records back in the order of their keys, those of one key in the order in which they came. Records wait on disk in sorted
// runs, which are merged in the end; memory holds one run. It belongs to one goroutine.
type Sorter struct {
	file    *os.File
	size    int64
	pending Records
	runs    []*io.SectionReader
	limit   int // bytes of a run
	err     error
}

// Records are records of bytes behind one another, each with its key. Any goroutine may make some for a Sorter.
type Records struct {
	bytes []byte
	index []indexed
}

type indexed struct {
	key      uint64
	from, to int // in bytes
}

// Append adds a record, which the function appends to the bytes that it is given.
func (r *Records) Append(key uint64, record func(to []byte) []byte) {
	from := len(r.bytes)
	r.bytes = record(r.bytes)
	r.index = append(r.index, indexed{key, from, len(r.bytes)})
}

// CreateSorter begins a sorter in a scratch file, as Create does. It holds so many bytes of records in memory.
func CreateSorter(dir, prefix string, memory int) (*Sorter, error) {
	f, err := Create(dir, prefix)
	if err != nil {
		return nil, err
	}
	return &Sorter{file: f, limit: memory}, nil
}

// Add takes records, which must not be used any more. An error is given by Each.
func (s *Sorter) Add(more Records) {
	if s.err != nil {
		return
	}
	start := len(s.pending.bytes)
	s.pending.bytes = append(s.pending.bytes, more.bytes...)
	for _, x := range more.index {
		s.pending.index = append(s.pending.index, indexed{x.key, x.from + start, x.to + start})
	}
	if len(s.pending.bytes) >= s.limit {
		s.err = s.endRun()
	}
}

// endRun sorts what memory holds and writes it behind the other runs.
func (s *Sorter) endRun() error {
	slices.SortStableFunc(s.pending.index, func(a, b indexed) int { return cmp.Compare(a.key, b.key) })
	w := bufio.NewWriterSize(s.file, 256<<10)
	var b []byte
	start := s.size
	for _, x := range s.pending.index {
		b = AppendText(binary.AppendUvarint(b[:0], x.key), s.pending.bytes[x.from:x.to])
		if _, err := w.Write(b); err != nil {
			return err
		}
		s.size += int64(len(b))
	}
	s.runs = append(s.runs, io.NewSectionReader(s.file, start, s.size-start))
	s.pending = Records{s.pending.bytes[:0], s.pending.index[:0]}
	return w.Flush()
}

// Each gives the records in their order; each is good during the call. An error of Add, of the disk or of see ends it. It may be called once.
func (s *Sorter) Each(see func(record []byte) error) error {
	err := s.err
	if err == nil {
		err = s.endRun()
	}
	s.pending = Records{}
	var all runs
	for i, section := range s.runs {
		r := &run{from: bufio.NewReaderSize(section, 64<<10), number: i}
		if err == nil {
			err = r.next()
		}
		if !r.ended {
			all = append(all, r)
		}
	}
	heap.Init(&all)
	for err == nil && len(all) > 0 {
		r := all[0]
		if err = see(r.record); err == nil {
			err = r.next()
		}
		if r.ended {
			heap.Pop(&all)
		} else {
			heap.Fix(&all, 0)
		}
	}
	return err
}

// Close gives the disk back.
func (s *Sorter) Close() error { return s.file.Close() }

// run reads a sorted run.
type run struct {
	from   *bufio.Reader
	number int
	key    uint64
	record []byte
	ended  bool
}

func (r *run) next() (err error) {
	if r.key, err = binary.ReadUvarint(r.from); errors.Is(err, io.EOF) {
		r.ended = true
		return nil
	}
	if err == nil {
		r.record, err = ReadText(r.from, r.record)
	}
	return err
}

// runs is a heap of runs by their next record.
type runs []*run

func (h runs) Len() int { return len(h) }
func (h runs) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].key, h[j].key), cmp.Compare(h[i].number, h[j].number)) < 0
}
func (h runs) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *runs) Push(x any)   { *h = append(*h, x.(*run)) }
func (h *runs) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
