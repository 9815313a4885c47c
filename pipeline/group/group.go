// Package group brings together the tuples that share a key, in bounded memory. Rules that look at several claims work on such groups.
// The package knows nothing of claims or rules.
//
// Several goroutines add tuples, each with its own Writer. The high bits of its mixed key assign a tuple to one of 256 partitions,
// where it waits in a block of memory. Where the blocks would take more than the allowed memory, the partition with the most blocks is
// appended to a spill file. When all tuples are added, Sweep loads the partitions one by one on every worker, sorts each, and shows
// every group once, complete and sorted. A partition that is larger than a worker's share is split by the next bits of the key.
//
// The groups, their tuples and the order of the tuples do not depend on the memory, on the workers, or on the order in which tuples were
// added, provided that only identical tuples compare as equal.
//
// Memory: a tuple takes its size, in memory and on disk. Three quarters of the allowed memory are for tuples that wait, including those
// that writers stage; one quarter is for the tuples that the workers of a sweep have loaded. Blocks are used again and not left to the
// garbage collector. In addition there are 25 KiB of tables, 64 KiB for each worker that sorts, 40 KiB for each that splits a
// partition, 24 bytes for each block, 16 bytes for each run on disk, and one block for each worker while tuples are written to disk.
// Only the data bounds one thing: a group is shown as a whole, so that a group beyond a worker's share takes up to twice its size.
//
// The spill file is a scratch file without a name: a crash leaves nothing behind.
package group

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"vigie/pipeline/scratch"
)

// ErrClosed is what calls return that are under way when the Grouper is closed, and later ones.
var (
	ErrClosed = errors.New("the grouper is closed")
	errSwept  = errors.New("cannot group tuples: the sweep has begun")
)

// Options of a Grouper.
type Options struct {
	// Dir is the folder for the spill file; made with mode 0700 where it is missing.
	Dir string
	// Memory is how many bytes tuples may take.
	Memory int64
	// Workers is how many goroutines sweep; it is also the number of writers that is expected.
	Workers int
}

// Stats are the numbers of the work so far.
type Stats struct {
	Tuples     int64 // added, without those that writers still stage
	Groups     int64 // shown
	Partitions int64 // sorted; where one was split, its parts
	Spilled    int64 // bytes written to disk
	Peak       int64 // largest number of bytes that tuples took in memory
}

// Grouper collects tuples of type T and shows them group by group. Its methods may be called from several goroutines.
type Grouper[T any] struct {
	pool        *blockPool[T]
	key         func(*T) uint64
	compare     func(a, b *T) int
	workers     int
	stageSize   int // tuples that a writer stages
	workerShare int // tuples that a worker may load

	mu         sync.Mutex
	partitions []partition[T]
	writers    int // open
	sweeping   bool
	shown      Stats // of the sweepers that have ended
}

// Shares of the memory, in parts of it. Blocks are so small that one nearly empty block for each partition takes at most half of the
// memory for tuples that wait.
const (
	pendingParts, loadedParts, allParts = 3, 1, 4

	largestBlock = 16 << 10
	largestStage = 4096 // tuples
	stagePart    = 8    // the stages of all workers take at most one in so many bytes of the memory for tuples that wait
)

// New makes a Grouper that groups tuples by key and sorts each group by compare. T must be of fixed size and without pointers, because
// it is written to disk as it is in memory. The key may be a poor hash. Where compare finds two different tuples equal, their order is
// that in which they were added, which differs from run to run.
func New[T any](o Options, key func(*T) uint64, compare func(a, b *T) int) (*Grouper[T], error) {
	return newGrouper(o, key, compare, openSpill)
}

func newGrouper[T any](o Options, key func(*T) uint64, compare func(a, b *T) int, open func(dir string) (*scratch.Spill, error)) (*Grouper[T], error) {
	if err := checkStorable[T](); err != nil {
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
	pending := o.Memory / allParts * pendingParts
	loaded := o.Memory / allParts * loadedParts
	g := &Grouper[T]{
		pool: &blockPool[T]{
			spill:    spill,
			perBlock: int(max(1, min(largestBlock, pending/(2*fan))/size)),
			limit:    pending,
		},
		key:         key,
		compare:     compare,
		workers:     o.Workers,
		stageSize:   int(max(1, min(largestStage, pending/stagePart/int64(o.Workers)/(size+positionBytes)))),
		workerShare: int(max(1, loaded/int64(o.Workers)/size)),
		partitions:  make([]partition[T], fan),
	}
	g.pool.watch(g.partitions)
	return g, nil
}

// Writer makes a writer for one goroutine. All writers must be closed before the sweep.
func (g *Grouper[T]) Writer() *Writer[T] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.sweeping {
		return &Writer[T]{closed: errSwept}
	}
	g.writers++
	w := &Writer[T]{grouper: g, stage: make([]T, 0, g.stageSize), partitioner: newPartitioner(g, g.partitions, 0, g.stageSize)}
	g.pool.charge(w.bytes())
	return w
}

// Sweep shows every group once, on as many goroutines as there are workers. visit gets the number of the worker, for state that
// belongs to one worker; it may change the slice, and must neither keep it nor depend on the order of the groups. All writers must be
// closed. There is one sweep. It ends with the first error of visit or of the disk, or with the context; a group that is being shown is
// finished first.
func (g *Grouper[T]) Sweep(ctx context.Context, visit func(worker int, group []T) error) error {
	if err := g.beginSweep(ctx); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { g.pool.fail(context.Cause(ctx)) })()
	queue := &partitionQueue[T]{list: largestFirst(g.partitions)}
	var workers sync.WaitGroup
	for worker := range g.workers {
		workers.Go(func() {
			s := &sweeper[T]{Grouper: g, worker: worker, visit: visit, sorter: sorter[T]{Grouper: g}}
			if err := s.sweepAll(queue); err != nil {
				g.pool.fail(err)
			}
			g.endSweep(s)
		})
	}
	workers.Wait()
	return g.pool.failed()
}

func (g *Grouper[T]) beginSweep(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch err := g.pool.failed(); {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case g.sweeping:
		return errSwept
	case g.writers > 0:
		return fmt.Errorf("cannot sweep: got %d writers still open; want none", g.writers)
	}
	g.sweeping = true
	return nil
}

func (g *Grouper[T]) endSweep(s *sweeper[T]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shown.Groups += s.groups
	g.shown.Partitions += s.partitions
}

// Close gives memory and disk back. It may be called at any time and more than once. Calls under way on other goroutines end with
// ErrClosed.
func (g *Grouper[T]) Close() error {
	if g.pool.closed.Swap(true) {
		return nil
	}
	g.pool.fail(ErrClosed)
	err := g.pool.spill.Close()
	for i := range g.partitions {
		g.partitions[i].takeAll()
	}
	g.pool.dropFree()
	if err != nil {
		return fmt.Errorf("cannot close the spill file: %w", err)
	}
	return nil
}

// Stats gives the numbers so far. Tuples are complete before the sweep, groups and partitions after it.
func (g *Grouper[T]) Stats() Stats {
	g.mu.Lock()
	defer g.mu.Unlock()
	stats := g.shown
	for i := range g.partitions {
		stats.Tuples += int64(g.partitions[i].size())
	}
	stats.Spilled = g.pool.spill.Size()
	stats.Peak = g.pool.peakBytes()
	return stats
}
