package group

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"

	"vigie/pipeline/scratch"
)

// blockPool gives out the blocks in which tuples wait. Where they would take too much memory, it writes a partition to disk. It
// also counts the memory in use, and keeps the error that ended the work.
type blockPool[T any] struct {
	spill    *scratch.Spill
	perBlock int   // tuples of a block
	limit    int64 // bytes that blocks and stages may take
	closed   atomic.Bool
	failure  atomic.Pointer[error]

	mu      sync.Mutex
	watched [][]partition[T] // partitions that may be written to disk
	free    [][]T
	charged int64 // bytes of stages and of all blocks, free ones included
	loaded  int64 // bytes that sweepers have loaded
	peak    int64
}

// block gives an empty block. Where there is no free one and no memory for another, the partition with the most blocks goes to disk
// first. Where no partition has any blocks, because all are being written, one more block is made: a goroutine has at most one
// block outside of a partition. The caller must not have any lock.
func (m *blockPool[T]) block() ([]T, error) {
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

// blockOrLargest gives a block or, where there is no memory for one, the partition that should go to disk.
func (m *blockPool[T]) blockOrLargest() ([]T, *partition[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if last := len(m.free) - 1; last >= 0 {
		b := m.free[last]
		m.free = m.free[:last]
		return b, nil
	}
	if m.charged+m.blockBytes() > m.limit {
		if p := m.largest(); p != nil {
			return nil, p
		}
	}
	m.count(m.blockBytes(), 0)
	return make([]T, 0, m.perBlock), nil
}

func (m *blockPool[T]) blockBytes() int64 { return int64(m.perBlock) * int64(unsafe.Sizeof(*new(T))) }

// largest is the partition with the most blocks; nil where none has any.
func (m *blockPool[T]) largest() *partition[T] {
	var largest *partition[T]
	most := int32(0)
	for _, list := range m.watched {
		for i := range list {
			if n := list[i].blockCount.Load(); n > most {
				largest, most = &list[i], n
			}
		}
	}
	return largest
}

// release takes blocks back. It leaves blocks beyond the limit to the garbage collector.
func (m *blockPool[T]) release(blocks ...[]T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range blocks {
		if m.charged > m.limit {
			m.charged -= m.blockBytes()
			continue
		}
		m.free = append(m.free, b[:0])
	}
}

// read fills tuples from a run of the same size, unless the work has ended.
func (m *blockPool[T]) read(tuples []T, r run) error {
	if err := m.failed(); err != nil {
		return err
	}
	if err := m.spill.ReadFull(bytesOf(tuples), r.offset); err != nil {
		return fmt.Errorf("cannot read spilled tuples: %w", err)
	}
	return nil
}

// watch lets the pool write partitions to disk; unwatch ends that, once the caller is done with them.
func (m *blockPool[T]) watch(list []partition[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watched = append(m.watched, list)
}

func (m *blockPool[T]) unwatch(list []partition[T]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.watched {
		if &m.watched[i][0] == &list[0] {
			m.watched = append(m.watched[:i], m.watched[i+1:]...)
			return
		}
	}
}

// charge counts bytes of stages, and load those of sweepers. A negative number gives bytes back.
func (m *blockPool[T]) charge(bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count(bytes, 0)
}

func (m *blockPool[T]) load(bytes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count(0, bytes)
}

func (m *blockPool[T]) count(waiting, loaded int64) {
	m.charged += waiting
	m.loaded += loaded
	m.peak = max(m.peak, m.charged+m.loaded)
}

func (m *blockPool[T]) peakBytes() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.peak
}

// dropFree leaves the free blocks to the garbage collector.
func (m *blockPool[T]) dropFree() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.free = nil
}

// fail ends the work. It keeps the first error and returns it.
func (m *blockPool[T]) fail(err error) error {
	m.failure.CompareAndSwap(nil, &err)
	return *m.failure.Load()
}

// failed is the error that ended the work; nil while the work goes on.
func (m *blockPool[T]) failed() error {
	if err := m.failure.Load(); err != nil {
		return *err
	}
	return nil
}
