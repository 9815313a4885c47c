// Package group brings together the tuples that share a key, in bounded memory: what rules across claims are made of. It
// knows nothing of claims or rules.
//
// Several goroutines add tuples, each with a Writer of its own. A tuple goes to one of 256 partitions by the high bits of
// its mixed key and waits there in blocks of memory. Where the blocks would outgrow the memory allowed, the partition that
// holds most of them is appended to a spill file. Once all tuples are there, Sweep loads one partition after the other on
// every worker, sorts it, and shows every group once, complete and sorted. A partition too large for a worker's share is
// dealt out again by the next bits of the key.
//
// The groups, the tuples in them and their order do not depend on the memory, on the workers, or on the order in which the
// tuples came, provided that only tuples that are alike compare as equal.
//
// Memory: a tuple costs its size, in memory and on disk. Three quarters of the memory allowed hold tuples that wait, what
// writers stage included; a quarter holds what the workers of a sweep have loaded. Blocks are used again and not left to the
// garbage collector. What comes on top: 25 KiB of tables, 40 KiB for a worker that deals a partition out again, 24 bytes for a
// block, 16 for a run on disk, and while tuples are written to disk one block a worker. One thing has no bound but the data: a
// group is shown whole, so that one beyond a worker's share takes the room it needs, up to twice its size.
package group

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"vigie/pipeline/scratch"
)

// Misuse of a Grouper, and what calls under way return when it is closed.
var (
	ErrClosed = errors.New("the grouper is closed")
	errSwept  = errors.New("cannot group tuples: the sweep has begun")
)

// Options of a Grouper.
type Options struct {
	// Dir is the folder for the spill file; made with mode 0700 where it is missing. The file has mode 0600 and loses its
	// name as soon as it is open: nothing stays behind, even where the process is killed.
	Dir string
	// Memory is how many bytes tuples may take.
	Memory int64
	// Workers is how many goroutines sweep; it is also the number of writers that is expected.
	Workers int
}

// Stats tells what a Grouper did so far.
type Stats struct {
	Tuples     int64 // added, and out of the writers' hands
	Groups     int64 // shown
	Partitions int64 // sorted and swept; where one was dealt out again, its parts
	Spilled    int64 // bytes written to disk
	Peak       int64 // most bytes that tuples took in memory
}

// Grouper collects tuples of type T and shows them by groups. Its methods may be called from several goroutines.
type Grouper[T any] struct {
	memory  *memory[T]
	key     func(*T) uint64
	compare func(a, b *T) int
	workers int
	staged  int // tuples that a writer holds back
	share   int // tuples that a worker may have loaded

	mu         sync.Mutex
	partitions []partition[T]
	writers    int // open
	swept      bool
	shown      Stats // of the sweepers that have ended
}

// Shares of the memory, in parts of it. A block is small enough that partitions that hold one block each, hardly filled, leave
// room for as many again.
const (
	waitingParts, loadedParts, allParts = 3, 1, 4

	largestBlock = 16 << 10
	largestStage = 4096 // tuples
	stagePart    = 8    // the stages of all workers take at most this fraction of the room for waiting
)

// New prepares to group tuples by key and, within a group, in the order of compare. T is a fixed-size value without pointers: it
// is written to disk as it stands in memory. The key may be a poor hash. Where compare finds two tuples equal that are not
// alike, their order is that of arrival, which differs from run to run.
func New[T any](o Options, key func(*T) uint64, compare func(a, b *T) int) (*Grouper[T], error) {
	return newGrouper(o, key, compare, openSpill)
}

func newGrouper[T any](o Options, key func(*T) uint64, compare func(a, b *T) int, open func(dir string) (*scratch.Spill, error)) (*Grouper[T], error) {
	if err := storable[T](); err != nil {
		return nil, err
	}
	if o.Dir == "" || o.Memory <= 0 || o.Workers <= 0 {
		return nil, fmt.Errorf("cannot group tuples: got folder %q, %d bytes of memory, %d workers; want a folder and positive numbers", o.Dir, o.Memory, o.Workers)
	}
	spill, err := open(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("cannot make a spill file: %w", err)
	}
	size := int64(unsafe.Sizeof(*new(T)))
	waiting := o.Memory / allParts * waitingParts
	loaded := o.Memory / allParts * loadedParts
	g := &Grouper[T]{
		memory: &memory[T]{
			spill:    spill,
			perBlock: int(max(1, min(largestBlock, waiting/(2*fan))/size)),
			limit:    waiting,
		},
		key:        key,
		compare:    compare,
		workers:    o.Workers,
		staged:     int(max(1, min(largestStage, waiting/stagePart/int64(o.Workers)/(size+dealtBytes)))),
		share:      int(max(1, loaded/int64(o.Workers)/size)),
		partitions: make([]partition[T], fan),
	}
	g.memory.enlist(g.partitions)
	return g, nil
}

// Writer gives a writer for one goroutine. Each must be closed before the sweep.
func (g *Grouper[T]) Writer() *Writer[T] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.swept {
		return &Writer[T]{closed: errSwept}
	}
	g.writers++
	w := &Writer[T]{grouper: g, stage: make([]T, 0, g.staged), dealer: newDealer(g, g.partitions, 0, g.staged)}
	g.memory.charge(w.bytes())
	return w
}

// Sweep shows every group once, from as many goroutines as there are workers; the number of the worker comes with it, for state
// that belongs to one. The order between groups is not fixed, and visit must not depend on it. The slice is visit's own during
// the call. All writers must be closed, and there is one sweep. The first error, of visit or of the disk, or the end of the
// context, ends it; a group that is being shown is finished first.
func (g *Grouper[T]) Sweep(ctx context.Context, visit func(worker int, group []T) error) error {
	if err := g.begin(ctx); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { g.memory.fail(context.Cause(ctx)) })()
	turns := &turns[T]{list: largestFirst(g.partitions)}
	var crew sync.WaitGroup
	for worker := range g.workers {
		crew.Go(func() {
			s := &sweeper[T]{Grouper: g, worker: worker, visit: visit, sorter: sorter[T]{Grouper: g}}
			if err := s.sweepAll(turns); err != nil {
				g.memory.fail(err)
			}
			g.end(s)
		})
	}
	crew.Wait()
	return g.memory.failed()
}

func (g *Grouper[T]) begin(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch err := g.memory.failed(); {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case g.swept:
		return errSwept
	case g.writers > 0:
		return fmt.Errorf("cannot sweep: got %d writers still open; want none", g.writers)
	}
	g.swept = true
	return nil
}

func (g *Grouper[T]) end(s *sweeper[T]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shown.Groups += s.groups
	g.shown.Partitions += s.swept
}

// Close gives memory and disk back. It may be called at any time and more than once; calls under way on other goroutines then
// end with ErrClosed.
func (g *Grouper[T]) Close() error {
	if g.memory.closed.Swap(true) {
		return nil
	}
	g.memory.fail(ErrClosed)
	err := g.memory.spill.Close()
	for i := range g.partitions {
		g.partitions[i].take()
	}
	g.memory.drop()
	if err != nil {
		return fmt.Errorf("cannot close the spill file: %w", err)
	}
	return nil
}

// Stats tells what was done so far. Tuples are counted before the sweep takes them, groups and partitions once it has ended.
func (g *Grouper[T]) Stats() Stats {
	g.mu.Lock()
	defer g.mu.Unlock()
	stats := g.shown
	for i := range g.partitions {
		stats.Tuples += int64(g.partitions[i].size())
	}
	stats.Spilled = g.memory.spill.Size()
	stats.Peak = g.memory.most()
	return stats
}
