package parquet

import (
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
)

// Limits say how rows are cut. Batches, pages and row groups depend on the rows alone, never on how many were given at a time or on what was
// ready first: the same rows give the same bytes.
type Limits struct {
	BatchRows       int   // rows of a batch: pages and row groups hold whole ones
	BatchBytes      int64 // or as many as weigh this much
	PageRows        int64 // rows of a page, in whole batches: the second reader holds a page in memory, boxed value by value
	PageBytes       int64 // or as many as take this much when encoded
	DictionaryBytes int   // of a dictionary, after which a column goes on without
	GroupRows       int64 // rows of a row group
	GroupBytes      int64 // or as many as weigh this much
}

// DefaultLimits are those of every published table.
var DefaultLimits = Limits{
	BatchRows: 4 << 10, BatchBytes: 4 << 20, PageRows: 16 << 10, PageBytes: 1 << 20, DictionaryBytes: 4 << 20,
	GroupRows: 128 << 10, GroupBytes: 64 << 20,
}

// Writer writes one table. Rows become columns on several goroutines and are encoded in order by one. Write, Add and Close are
// called from one goroutine; Close in any case, since it ends the others.
type Writer[R any] struct {
	table  *Table[R]
	limits Limits
	path   string

	pending []R
	weight  int64

	queue chan chan *Batch // in the order of their rows, ready or not; its capacity bounds the memory
	done  chan struct{}    // closed by the encoder

	mu     sync.Mutex
	err    error // first failure
	closed bool
	info   *FileInfo
}

// Create begins the file of a table, which must not be there yet. Only tests need other limits than DefaultLimits.
func Create[R any](path string, t *Table[R], cut Limits) (*Writer[R], error) {
	w := &Writer[R]{
		table: t, limits: cut, path: path,
		queue: make(chan chan *Batch, runtime.GOMAXPROCS(0)), done: make(chan struct{}),
	}
	s, err := openSink(path)
	if err != nil {
		return nil, fmt.Errorf("cannot create %s: %w", filepath.Base(path), err)
	}
	e, err := newEncoder(s, t, cut)
	if err != nil {
		return nil, fmt.Errorf("cannot create %s: %w", filepath.Base(path), err)
	}
	go w.encode(e)
	return w, nil
}

// Build turns rows into columns for Add, which are the writer's again from then on. Any goroutine may call it, at any time before
// Close; the rows may change afterwards.
func (w *Writer[R]) Build(rows []R) *Batch { return w.table.build(rows) }

// Add takes rows that Build has turned into columns, in the order of the file. An error may come from rows of an earlier call.
func (w *Writer[R]) Add(b *Batch) error {
	w.flush()
	slot := make(chan *Batch, 1)
	slot <- b
	w.queue <- slot
	return w.failure()
}

// Write takes rows, in the order of the file. Whatever they point to must not change until Close. An error may come from rows of an earlier
// call, and Close gives it again.
func (w *Writer[R]) Write(rows []R) error {
	for i := range rows {
		weight := int64(fixedBytes + w.table.Weight(&rows[i]))
		if len(w.pending) == w.limits.BatchRows || w.weight+weight > int64(w.limits.BatchBytes) {
			w.flush()
		}
		w.pending = append(w.pending, rows[i])
		w.weight += weight
	}
	return w.failure()
}

// flush has the rows that were written turned into columns.
func (w *Writer[R]) flush() {
	if len(w.pending) == 0 {
		return
	}
	rows, slot := w.pending, make(chan *Batch, 1)
	w.pending, w.weight = make([]R, 0, len(rows)), 0
	w.queue <- slot
	go func() { slot <- w.table.build(rows) }()
}

// Close writes what is left and the footer, syncs the file and says what it holds. After an error, of Add or Write too, there is no FileInfo
// and the file is of no use. A second Close gives what the first gave.
func (w *Writer[R]) Close() (*FileInfo, error) {
	if !w.closed {
		w.closed = true
		w.flush()
		close(w.queue)
		<-w.done
	}
	if err := w.failure(); err != nil {
		return nil, err
	}
	return w.info, nil
}

// encode is the goroutine of the encoder. After a failure it goes on emptying the queue, so that Write never hangs.
func (w *Writer[R]) encode(e *encoder) {
	defer close(w.done)
	sums := make([]Checksum, len(e.columns))
	var rows int64
	for slot := range w.queue {
		b := <-slot
		if w.failure() != nil {
			continue
		}
		if b.err != nil {
			w.fail(b.err)
			continue
		}
		if err := e.write(b); err != nil {
			w.fail(fmt.Errorf("cannot write %s: %w", w.table.Name, err))
			continue
		}
		for i := range b.leaves {
			sums[i] = sums[i].append(b.leaves[i].sum)
		}
		rows += int64(b.rows)
		w.table.release(b)
	}
	bytes, sum, err := e.close()
	if err != nil {
		w.fail(fmt.Errorf("cannot write %s: %w", w.table.Name, err))
	}
	if w.failure() != nil {
		return
	}
	w.info = &FileInfo{Name: filepath.Base(w.path), Rows: rows, Bytes: bytes, SHA256: sum, Path: w.path, Schema: w.table.Schema()}
	for i, path := range w.table.paths() {
		w.info.Columns = append(w.info.Columns, ColumnSum{Path: path, Checksum: sums[i]})
	}
}

func (w *Writer[R]) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

func (w *Writer[R]) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}
