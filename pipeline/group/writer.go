package group

import (
	"errors"
	"unsafe"
)

var errWriterClosed = errors.New("cannot add a tuple: the writer is closed")

// Writer takes tuples from one goroutine. It stages a few thousand, so that partitions are locked seldom.
type Writer[T any] struct {
	grouper *Grouper[T]
	stage   []T
	dealer  *dealer[T]
	closed  error // why nothing can be added
}

// Add adds a tuple. An error is that of the disk or of a closed Grouper; every later call returns it again.
func (w *Writer[T]) Add(t T) error {
	if len(w.stage) == cap(w.stage) {
		if err := w.flush(); err != nil {
			return err
		}
	}
	w.stage = append(w.stage, t)
	return nil
}

// Close hands on the tuples that are staged. Only then does the sweep see them.
func (w *Writer[T]) Close() error {
	if w.closed != nil {
		return nil
	}
	err := w.flush()
	g := w.grouper
	g.memory.charge(-w.bytes())
	*w = Writer[T]{closed: errWriterClosed}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.writers--
	return err
}

func (w *Writer[T]) flush() error {
	if w.closed != nil {
		return w.closed
	}
	if err := w.dealer.deal(w.stage); err != nil {
		return err
	}
	w.stage = w.stage[:0]
	return nil
}

func (w *Writer[T]) bytes() int64 {
	return int64(cap(w.stage)) * (int64(unsafe.Sizeof(*new(T))) + dealtBytes)
}

const (
	fanBits    = 8
	fan        = 1 << fanBits // partitions, and the parts of one that is dealt out again
	dealtBytes = 3            // that a dealer needs for a tuple
)

// dealer appends tuples to the partitions where they belong.
type dealer[T any] struct {
	grouper    *Grouper[T]
	partitions []partition[T]
	depth      uint // high bits of the mixed keys that all these tuples share
	part       []uint8
	places     []uint16
}

// newDealer deals up to most tuples at a time.
func newDealer[T any](g *Grouper[T], partitions []partition[T], depth uint, most int) *dealer[T] {
	return &dealer[T]{g, partitions, depth, make([]uint8, most), make([]uint16, most)}
}

func (d *dealer[T]) deal(from []T) error {
	if err := d.grouper.memory.failed(); err != nil {
		return err
	}
	var next [fan + 1]int // where the places of the next tuple of a part go
	for i := range from {
		part := bucket(mix(d.grouper.key(&from[i])), d.depth)
		d.part[i] = part
		next[int(part)+1]++
	}
	for i := range fan {
		next[i+1] += next[i]
	}
	for i, part := range d.part[:len(from)] {
		d.places[next[part]] = uint16(i)
		next[part]++
	}
	start := 0
	for i := range fan {
		if end := next[i]; end > start {
			if err := d.partitions[i].add(d.grouper.memory, from, d.places[start:end]); err != nil {
				return err
			}
			start = end
		}
	}
	return nil
}
