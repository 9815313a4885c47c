package group

import (
	"sync/atomic"
	"unsafe"
)

// sweeper is one worker of a sweep.
type sweeper[T any] struct {
	*Grouper[T]
	worker     int
	visit      func(worker int, group []T) error
	sorter     sorter[T]
	buffer     []T // for the partitions that are loaded, up to the share of a worker
	usualSize  int // tuples of the largest partition that fits in a share
	groups     int64
	partitions int64 // how many were sorted
}

// partitionQueue is the partitions of a sweep, which the workers take one by one.
type partitionQueue[T any] struct {
	list  []*partition[T]
	taken atomic.Int64
}

func (t *partitionQueue[T]) next() *partition[T] {
	if i := t.taken.Add(1) - 1; i < int64(len(t.list)) {
		return t.list[i]
	}
	return nil
}

// largestUpTo is the size of the largest partition with at most a number of tuples. The list begins with the largest.
func (t *partitionQueue[T]) largestUpTo(most int) int {
	for _, p := range t.list {
		if p.tuples <= most {
			return p.tuples
		}
	}
	return 0
}

func (s *sweeper[T]) sweepAll(t *partitionQueue[T]) error {
	s.usualSize = t.largestUpTo(s.workerShare)
	for p := t.next(); p != nil; p = t.next() {
		if err := s.sweep(p, fanBits); err != nil {
			return err
		}
	}
	s.pool.load(-s.bytes(cap(s.buffer)))
	s.buffer = nil
	return nil
}

// sweep shows the groups of a partition whose mixed keys share their first depth bits. A partition beyond a worker's share is split
// by the next bits, unless one group makes up at least half of it: that group has to be loaded as a whole anyway.
func (s *sweeper[T]) sweep(p *partition[T], depth uint) error {
	if p.tuples <= s.workerShare || 2*p.majority.lead >= p.tuples || depth == 64 {
		return s.showGroups(p, depth)
	}
	parts := make([]partition[T], fan)
	s.pool.watch(parts)
	defer s.pool.unwatch(parts)
	if err := s.split(p, parts, depth); err != nil {
		return err
	}
	for i := range parts {
		if parts[i].tuples == 0 {
			continue
		}
		if err := s.sweep(&parts[i], depth+fanBits); err != nil {
			return err
		}
	}
	return nil
}

// split moves the tuples of a partition into parts. The parts may go to disk like any partition.
func (s *sweeper[T]) split(p *partition[T], parts []partition[T], depth uint) error {
	to := newPartitioner(s.Grouper, parts, depth, max(s.stageSize, s.pool.perBlock))
	add := func(tuples []T) error {
		for i := range tuples {
			key := mix(s.key(&tuples[i]))
			parts[bucket(key, depth)].majority.count(key)
		}
		return to.add(tuples)
	}
	blocks, runs := p.takeAll()
	buffer := s.bufferFor(min(s.stageSize, s.workerShare))
	for r := range splitRuns(runs, len(buffer), s.bytes(1)) {
		if err := s.pool.read(buffer[:r.tuples], r); err != nil {
			return err
		}
		if err := add(buffer[:r.tuples]); err != nil {
			return err
		}
	}
	for _, b := range blocks {
		if err := add(b); err != nil {
			return err
		}
		s.pool.release(b)
	}
	return nil
}

// showGroups loads a partition, sorts it and visits its groups.
func (s *sweeper[T]) showGroups(p *partition[T], depth uint) error {
	tuples := s.bufferFor(min(p.tuples, s.workerShare))
	if p.tuples > s.workerShare {
		bytes := s.bytes(p.tuples)
		s.pool.load(bytes)
		defer s.pool.load(-bytes)
		tuples = make([]T, p.tuples)
	}
	if err := s.load(p, tuples); err != nil {
		return err
	}
	s.sorter.sortAll(tuples, depth)
	s.partitions++
	for len(tuples) > 0 {
		key, n := s.key(&tuples[0]), 1
		for n < len(tuples) && s.key(&tuples[n]) == key {
			n++
		}
		if err := s.pool.failed(); err != nil {
			return err
		}
		s.groups++
		if err := s.visit(s.worker, tuples[:n:n]); err != nil {
			return err
		}
		tuples = tuples[n:]
	}
	return nil
}

// load moves all tuples of a partition into a slice of the same size.
func (s *sweeper[T]) load(p *partition[T], to []T) error {
	blocks, runs := p.takeAll()
	for r := range splitRuns(runs, max(1, readSize/int(s.bytes(1))), s.bytes(1)) {
		if err := s.pool.read(to[:r.tuples], r); err != nil {
			return err
		}
		to = to[r.tuples:]
	}
	for _, b := range blocks {
		to = to[copy(to, b):]
	}
	s.pool.release(blocks...)
	return s.pool.failed() // a Grouper that was closed in the meantime has no tuples left
}

// readSize is how many bytes are read before checking whether the work goes on.
const readSize = 1 << 20

// bufferFor gives a buffer for a number of tuples, at most the share of a worker. The first one is large enough for most
// partitions.
func (s *sweeper[T]) bufferFor(tuples int) []T {
	if tuples > cap(s.buffer) {
		enough := s.workerShare
		if s.buffer == nil {
			enough = max(tuples, s.usualSize)
		}
		s.pool.load(s.bytes(enough - cap(s.buffer)))
		s.buffer = make([]T, enough)
	}
	return s.buffer[:tuples]
}

func (s *sweeper[T]) bytes(tuples int) int64 { return int64(tuples) * int64(unsafe.Sizeof(*new(T))) }
