package group

import (
	"sync/atomic"
	"unsafe"
)

// sweeper is a worker of a sweep.
type sweeper[T any] struct {
	*Grouper[T]
	worker int
	visit  func(worker int, group []T) error
	sorter sorter[T]
	room   []T // to load a partition into, up to the share of a worker
	usual  int // tuples of the largest partition that a share holds
	groups int64
	swept  int64 // partitions
}

// turns are the partitions that the workers of a sweep take one after the other.
type turns[T any] struct {
	list  []*partition[T]
	taken atomic.Int64
}

func (t *turns[T]) next() *partition[T] {
	if i := t.taken.Add(1) - 1; i < int64(len(t.list)) {
		return t.list[i]
	}
	return nil
}

// largest is the size of the largest partition that has no more than so many tuples. The list begins with the largest.
func (t *turns[T]) largest(most int) int {
	for _, p := range t.list {
		if p.tuples <= most {
			return p.tuples
		}
	}
	return 0
}

func (s *sweeper[T]) sweepAll(t *turns[T]) error {
	s.usual = t.largest(s.share)
	for p := t.next(); p != nil; p = t.next() {
		if err := s.sweep(p, fanBits); err != nil {
			return err
		}
	}
	s.memory.load(-s.bytes(cap(s.room)))
	s.room = nil
	return nil
}

// sweep shows the groups of a partition whose mixed keys share so many high bits. Where it is too large, it is dealt out by the
// next bits, unless one group makes up half of it or more: that has to be loaded whole anyway.
func (s *sweeper[T]) sweep(p *partition[T], depth uint) error {
	if p.tuples <= s.share || 2*p.majority.lead >= p.tuples || depth == 64 {
		return s.show(p, depth)
	}
	parts := make([]partition[T], fan)
	s.memory.enlist(parts)
	defer s.memory.dismiss(parts)
	if err := s.dealOut(p, parts, depth); err != nil {
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

// dealOut moves the tuples of a partition into parts, which may go to disk like any partition.
func (s *sweeper[T]) dealOut(p *partition[T], parts []partition[T], depth uint) error {
	dealer := newDealer(s.Grouper, parts, depth, max(s.staged, s.memory.perBlock))
	deal := func(tuples []T) error {
		for i := range tuples {
			key := mix(s.key(&tuples[i]))
			parts[bucket(key, depth)].majority.count(key)
		}
		return dealer.deal(tuples)
	}
	blocks, runs := p.take()
	room := s.roomFor(min(s.staged, s.share))
	for r := range pieces(runs, len(room), s.bytes(1)) {
		if err := s.memory.read(room[:r.tuples], r); err != nil {
			return err
		}
		if err := deal(room[:r.tuples]); err != nil {
			return err
		}
	}
	for _, b := range blocks {
		if err := deal(b); err != nil {
			return err
		}
		s.memory.release(b)
	}
	return nil
}

// show loads a partition, sorts it and visits its groups.
func (s *sweeper[T]) show(p *partition[T], depth uint) error {
	room := s.roomFor(min(p.tuples, s.share))
	if p.tuples > s.share {
		bytes := s.bytes(p.tuples)
		s.memory.load(bytes)
		defer s.memory.load(-bytes)
		room = make([]T, p.tuples)
	}
	if err := s.load(p, room); err != nil {
		return err
	}
	s.sorter.sort(room, depth)
	s.swept++
	for len(room) > 0 {
		key, n := s.key(&room[0]), 1
		for n < len(room) && s.key(&room[n]) == key {
			n++
		}
		if err := s.memory.failed(); err != nil {
			return err
		}
		s.groups++
		if err := s.visit(s.worker, room[:n:n]); err != nil {
			return err
		}
		room = room[n:]
	}
	return nil
}

// load moves all tuples of a partition into the room, which is as large.
func (s *sweeper[T]) load(p *partition[T], room []T) error {
	blocks, runs := p.take()
	for r := range pieces(runs, max(1, readAtOnce/int(s.bytes(1))), s.bytes(1)) {
		if err := s.memory.read(room[:r.tuples], r); err != nil {
			return err
		}
		room = room[r.tuples:]
	}
	for _, b := range blocks {
		room = room[copy(room, b):]
	}
	s.memory.release(blocks...)
	return s.memory.failed() // a Grouper closed meanwhile has no tuples left
}

// readAtOnce is how many bytes are read before asking whether the work goes on.
const readAtOnce = 1 << 20

// roomFor gives room for so many tuples, at most the share of a worker. The first time it is enough for most partitions.
func (s *sweeper[T]) roomFor(tuples int) []T {
	if tuples > cap(s.room) {
		enough := s.share
		if s.room == nil {
			enough = max(tuples, s.usual)
		}
		s.memory.load(s.bytes(enough - cap(s.room)))
		s.room = make([]T, enough)
	}
	return s.room[:tuples]
}

func (s *sweeper[T]) bytes(tuples int) int64 { return int64(tuples) * int64(unsafe.Sizeof(*new(T))) }
