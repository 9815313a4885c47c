package group

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// partition is the tuples whose mixed keys begin with the same bits: some in blocks of memory, others in runs on disk.
type partition[T any] struct {
	spilling   sync.Mutex   // held while blocks are being written to disk; taken before mu
	blockCount atomic.Int32 // len(blocks), which can be read without a lock

	mu     sync.Mutex
	blocks [][]T // all of them full but the last
	runs   []run
	tuples int

	majority majority // counted only where a partition is split again
}

// append adds the tuples at these positions.
func (p *partition[T]) append(m *blockPool[T], from []T, positions []uint16) error {
	var spare []T
	for {
		spare, positions = p.fill(from, positions, spare)
		if len(positions) == 0 {
			break
		}
		if spare == nil {
			var err error
			if spare, err = m.block(); err != nil {
				return err
			}
		}
	}
	if spare != nil {
		m.release(spare)
	}
	return nil
}

// fill appends as many tuples as the last block can take. Where the last block is full, the spare block becomes the last. It
// returns the spare block, if it is not used, and the positions that are left.
func (p *partition[T]) fill(from []T, positions []uint16, spare []T) ([]T, []uint16) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.blocks) - 1
	if last < 0 || len(p.blocks[last]) == cap(p.blocks[last]) {
		if spare == nil {
			return nil, positions
		}
		p.blocks, spare = append(p.blocks, spare), nil
		last++
		p.blockCount.Store(int32(len(p.blocks)))
	}
	b := p.blocks[last]
	at := len(b)
	n := min(cap(b)-at, len(positions))
	b = b[:at+n]
	for i, position := range positions[:n] {
		b[at+i] = from[position]
	}
	p.blocks[last] = b
	p.tuples += n
	return spare, positions[n:]
}

// spill writes the blocks to disk and gives them back to the pool.
func (p *partition[T]) spill(m *blockPool[T]) error {
	p.spilling.Lock()
	defer p.spilling.Unlock()
	p.mu.Lock()
	blocks := p.takeBlocks()
	p.mu.Unlock()
	written := run{}
	bytes := make([][]byte, len(blocks))
	for i, b := range blocks {
		written.tuples += len(b)
		bytes[i] = bytesOf(b)
	}
	if written.tuples > 0 {
		var err error
		if written.offset, err = m.spill.Append(bytes...); err != nil {
			return fmt.Errorf("cannot spill tuples: %w", err)
		}
		p.mu.Lock()
		p.runs = append(p.runs, written)
		p.mu.Unlock()
	}
	m.release(blocks...)
	return nil
}

// takeBlocks leaves the partition without blocks. The caller must have locked mu.
func (p *partition[T]) takeBlocks() [][]T {
	blocks := p.blocks
	p.blocks = nil
	p.blockCount.Store(0)
	return blocks
}

// takeAll takes the blocks and runs, after a write under way has ended. The partition still knows its size.
func (p *partition[T]) takeAll() ([][]T, []run) {
	p.spilling.Lock()
	defer p.spilling.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	runs := p.runs
	p.runs = nil
	return p.takeBlocks(), runs
}

// size is how many tuples were added.
func (p *partition[T]) size() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tuples
}

// largestFirst is the order in which partitions are swept: no worker is left with a large one at the end. It depends on the tuples
// only.
func largestFirst[T any](list []partition[T]) []*partition[T] {
	var queue []*partition[T]
	for i := range list {
		if list[i].size() > 0 {
			queue = append(queue, &list[i])
		}
	}
	slices.SortStableFunc(queue, func(a, b *partition[T]) int { return cmp.Compare(b.size(), a.size()) })
	return queue
}

// majority finds the key that more than half of the tuples share, in one pass (Boyer and Moore). At least lead of the tuples have
// that key.
type majority struct {
	key  uint64
	lead int
}

func (m *majority) count(key uint64) {
	switch {
	case m.lead == 0:
		m.key, m.lead = key, 1
	case m.key == key:
		m.lead++
	default:
		m.lead--
	}
}
