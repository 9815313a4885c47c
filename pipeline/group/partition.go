package group

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// partition holds the tuples whose mixed keys begin with the same bits: some wait in memory, the others in runs on disk.
type partition[T any] struct {
	writing sync.Mutex   // held while blocks are on their way to disk; taken before mu
	waiting atomic.Int32 // len(blocks), to be read without a lock

	mu     sync.Mutex
	blocks [][]T // only the last has room
	runs   []run
	tuples int

	majority majority // counted only where a partition is dealt out again
}

// add appends the tuples at these places.
func (p *partition[T]) add(m *memory[T], from []T, places []uint16) error {
	var spare []T
	for {
		spare, places = p.fill(from, places, spare)
		if len(places) == 0 {
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

// fill appends what the last block has room for, after the spare block has become the last where that was full. What remains of
// both is returned.
func (p *partition[T]) fill(from []T, places []uint16, spare []T) ([]T, []uint16) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.blocks) - 1
	if last < 0 || len(p.blocks[last]) == cap(p.blocks[last]) {
		if spare == nil {
			return nil, places
		}
		p.blocks, spare = append(p.blocks, spare), nil
		last++
		p.waiting.Store(int32(len(p.blocks)))
	}
	b := p.blocks[last]
	at := len(b)
	n := min(cap(b)-at, len(places))
	b = b[:at+n]
	for i, place := range places[:n] {
		b[at+i] = from[place]
	}
	p.blocks[last] = b
	p.tuples += n
	return spare, places[n:]
}

// spill writes the blocks to disk and gives them back.
func (p *partition[T]) spill(m *memory[T]) error {
	p.writing.Lock()
	defer p.writing.Unlock()
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

// takeBlocks leaves the partition without blocks. The caller holds mu.
func (p *partition[T]) takeBlocks() [][]T {
	blocks := p.blocks
	p.blocks = nil
	p.waiting.Store(0)
	return blocks
}

// take gives all there is, once what is under way has reached the disk. The partition keeps its size.
func (p *partition[T]) take() ([][]T, []run) {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	runs := p.runs
	p.runs = nil
	return p.takeBlocks(), runs
}

// size is the number of tuples that the partition was given.
func (p *partition[T]) size() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tuples
}

// largestFirst is the order in which partitions are swept, so that no worker is left alone with a large one. It depends on the
// tuples only.
func largestFirst[T any](list []partition[T]) []*partition[T] {
	var turns []*partition[T]
	for i := range list {
		if list[i].size() > 0 {
			turns = append(turns, &list[i])
		}
	}
	slices.SortStableFunc(turns, func(a, b *partition[T]) int { return cmp.Compare(b.size(), a.size()) })
	return turns
}

// majority finds the key that more than half of the tuples share, in one pass (Boyer and Moore). At least lead tuples have
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
