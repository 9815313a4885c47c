package group

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"

	"vigie/pipeline/scratch"
)

// memory hands out the blocks in which tuples wait, and makes room on disk when there would be too many. It also keeps the
// accounts, and the error that ended the work.
type memory[T any] struct {
	spill    *scratch.Spill
	perBlock int   // tuples
	limit    int64 // bytes of blocks and stages
	closed   atomic.Bool
	failure  atomic.Pointer[error]

	mu     sync.Mutex
	lists  [][]partition[T] // partitions that may be asked to spill
	free   [][]T
	held   int64 // bytes of stages and of all blocks, free ones included
	loaded int64 // bytes that sweepers hold
	peak   int64
}

// block gives an empty block. Where none is left, the partition with the most blocks goes to disk. Where no partition has
// any, because all are on their way to disk, one more is made: each goroutine can hold but one outside a partition. No lock
// may be held by the caller.
func (m *memory[T]) block() ([]T, error) {
	for {
		if err := m.failed(); err != nil {
			return nil, err
		}
		b, largest := m.blockOrLargest()
		if largest == nil {
			return b, nil
		}
		if err := largest.spill(m); err != nil {
			return nil, m.fail(err)
		}
	}
}

// blockOrLargest gives a block or, where there is no room for one, the partition to spill.
func (m *memory[T]) blockOrLargest() ([]T, *partition[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if last := len(m.free) - 1; last >= 0 {
		b := m.free[last]
		m.free = m.free[:last]
		return b, nil
	}
	if m.held+m.blockBytes() > m.limit {
		if p := m.largest(); p != nil {
			return nil, p
		}
	}
	m.hold(m.blockBytes(), 0)
	return make([]T, 0, m.perBlock), nil
}

func (m *memory[T]) blockBytes() int64 { return int64(m.perBlock) * int64(unsafe.Sizeof(*new(T))) }

// largest is the partition with the most blocks, nil where none has any.
func (m *memory[T]) largest() *partition[T] {
	var largest *partition[T]
	most := int32(0)
	for _, list := range m.lists {
		for i := range list {
			if n := list[i].waiting.Load(); n > most {
				largest, most = &list[i], n
			}
		}
	}
	return largest
}

// release takes blocks back, and leaves to the garbage collector those beyond the limit.
func (m *memory[T]) release(blocks ...[]T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range blocks {
		if m.held > m.limit {
			m.held -= m.blockBytes()
			continue
		}
		m.free = append(m.free, b[:0])
	}
}

// read fills tuples from a run as long, unless the work has ended.
func (m *memory[T]) read(tuples []T, r run) error {
	if err := m.failed(); err != nil {
		return err
	}
	if err := m.spill.ReadFull(bytesOf(tuples), r.offset); err != nil {
		return fmt.Errorf("cannot read spilled tuples: %w", err)
	}
	return nil
}

// enlist lets partitions be spilled, dismiss ends that. Whoever dismisses them is done with them.
func (m *memory[T]) enlist(list []partition[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lists = append(m.lists, list)
}

func (m *memory[T]) dismiss(list []partition[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.lists {
		if &m.lists[i][0] == &list[0] {
			m.lists = append(m.lists[:i], m.lists[i+1:]...)
			return
		}
	}
}

// charge counts bytes of stages, load those of sweepers; negative ones are given back.
func (m *memory[T]) charge(bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hold(bytes, 0)
}

func (m *memory[T]) load(bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hold(0, bytes)
}

func (m *memory[T]) hold(waiting, loaded int64) {
	m.held += waiting
	m.loaded += loaded
	m.peak = max(m.peak, m.held+m.loaded)
}

func (m *memory[T]) most() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.peak
}

// drop leaves the free blocks to the garbage collector.
func (m *memory[T]) drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.free = nil
}

// fail ends the work. The first error stands, and is returned.
func (m *memory[T]) fail(err error) error {
	m.failure.CompareAndSwap(nil, &err)
	return *m.failure.Load()
}

// failed is the error that ended the work, nil while it goes on.
func (m *memory[T]) failed() error {
	if err := m.failure.Load(); err != nil {
		return *err
	}
	return nil
}
