package group

import (
	"errors"
	"unsafe"
)

var errWriterClosed = errors.New("cannot add a tuple: the writer is closed")

// Writer takes tuples from one goroutine. It stages a few thousand of them, so that partitions are seldom locked.
type Writer[T any] struct {
	grouper     *Grouper[T]
	stage       []T
	partitioner *partitioner[T]
	closed      error // why no tuple can be added
}

// Add adds a tuple. An error is that of the disk or of a closed Grouper. Every later call returns it again.
func (w *Writer[T]) Add(t T) error {
	if len(w.stage) == cap(w.stage) {
		if err := w.flush(); err != nil {
			return err
		}
	}
	w.stage = append(w.stage, t)
	return nil
}

// Close passes the staged tuples on. The sweep sees them only after that.
func (w *Writer[T]) Close() error {
	if w.closed != nil {
		return nil
	}
	err := w.flush()
	g := w.grouper
	g.pool.charge(-w.bytes())
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
	if err := w.partitioner.add(w.stage); err != nil {
		return err
	}
	w.stage = w.stage[:0]
	return nil
}

func (w *Writer[T]) bytes() int64 {
	return int64(cap(w.stage)) * (int64(unsafe.Sizeof(*new(T))) + positionBytes)
}

const (
	fanBits       = 8
	fan           = 1 << fanBits // partitions, and the parts of a partition that is split
	positionBytes = 3            // bytes that a partitioner needs for a tuple
)

// partitioner appends tuples to their partitions.
type partitioner[T any] struct {
	grouper    *Grouper[T]
	partitions []partition[T]
	depth      uint // how many high bits the mixed keys of all these tuples share
	parts      []uint8
	positions  []uint16
}

// newPartitioner makes a partitioner that takes up to most tuples at a time.
func newPartitioner[T any](g *Grouper[T], partitions []partition[T], depth uint, most int) *partitioner[T] {
	return &partitioner[T]{g, partitions, depth, make([]uint8, most), make([]uint16, most)}
}

func (d *partitioner[T]) add(from []T) error {
	if err := d.grouper.pool.failed(); err != nil {
		return err
	}
	var next [fan + 1]int // where the next position of each part goes
	for i := range from {
		part := bucket(mix(d.grouper.key(&from[i])), d.depth)
		d.parts[i] = part
		next[int(part)+1]++
	}
	for i := range fan {
		next[i+1] += next[i]
	}
	for i, part := range d.parts[:len(from)] {
		d.positions[next[part]] = uint16(i)
		next[part]++
	}
	start := 0
	for i := range fan {
		if end := next[i]; end > start {
			if err := d.partitions[i].append(d.grouper.pool, from, d.positions[start:end]); err != nil {
				return err
			}
			start = end
		}
	}
	return nil
}
