package register

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"vigie/pipeline/tablefile"
)

// loader reads one register after another, each on all workers.
type loader struct {
	dir     string
	options Options
	reject  func(tablefile.Reject)
	workers int
}

// load reads the files of one register, in order, as one register.
func load[Row any](l *loader, s *rowSchema[Row], files []string) (*Table[Row], Supplied, error) {
	b := newBuilder(s)
	supplied := Supplied{Name: s.name, Complete: true}
	for _, name := range files {
		r, sum, rejected, err := loadFile(l, b, s, name)
		if err != nil {
			return nil, Supplied{}, err
		}
		supplied.Rejected += rejected
		supplied.Files = append(supplied.Files, File{Name: r.file, Sum: sum, Understood: r.notes})
		supplied.Missing = appendNew(supplied.Missing, r.missing)
		supplied.Unknown = appendNew(supplied.Unknown, r.unknown)
	}
	for _, name := range s.names() {
		if !slices.Contains(supplied.Missing, name) {
			supplied.Found = append(supplied.Found, name)
		}
	}
	t := b.finish()
	supplied.Rows, supplied.keyless, supplied.zeros = t.Len()+b.repeated, b.keyless, b.zeros
	supplied.unread = append(b.unread, slices.Sorted(maps.Keys(t.doubted))...)
	return t, supplied, nil
}

func appendNew(to, names []string) []string {
	for _, n := range names {
		if !slices.Contains(to, n) {
			to = append(to, n)
		}
	}
	return to
}

func loadFile[Row any](l *loader, b *builder[Row], s *rowSchema[Row], name string) (r *fileReader[Row], sum tablefile.Sum, rejected int, err error) {
	f, err := tablefile.Open(filepath.Join(l.dir, name), tablefile.Options{
		Name: folderName + "/" + name, Encoding: l.options.Encoding, Instants: l.options.Instants, ChunkSize: l.options.chunkSize, Context: l.options.Context,
		Columns: s.names(),
	})
	if err != nil {
		return nil, sum, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err = f.RefuseInstants(nil); err != nil {
		return nil, sum, 0, err
	}
	if r, err = s.bind(b.table, f.Name(), f.Header()); err != nil {
		return nil, sum, 0, err
	}
	r.comma = f.Delimiter() != ','
	if rejected, err = readAll(l, f, r, b); err != nil {
		return nil, sum, 0, err
	}
	return r, f.Sum(), rejected, nil
}

// contradicted is why a second row of a unique key is rejected.
const contradicted = "got a key that an earlier row has with other values; want one row for each key"

// chunkJob is a chunk that a worker decodes.
type chunkJob[Row any] struct {
	chunk *tablefile.Chunk
	done  chan *batch[Row]
}

// readAll decodes the chunks of a file on every worker, and adds the rows in the order of the file. The number of chunks in use is
// limited, so that memory does not grow with the file.
func readAll[Row any](l *loader, f *tablefile.File, r *fileReader[Row], b *builder[Row]) (rejected int, err error) {
	var group errgroup.Group
	inOrder := make(chan chunkJob[Row], l.workers)
	toWorkers := make(chan chunkJob[Row])
	group.Go(func() error {
		defer close(inOrder)
		defer close(toWorkers)
		for {
			c, err := f.Next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			j := chunkJob[Row]{c, make(chan *batch[Row], 1)}
			inOrder <- j
			toWorkers <- j
		}
	})
	batches := sync.Pool{New: func() any { return new(batch[Row]) }}
	for range l.workers {
		group.Go(func() error {
			for j := range toWorkers {
				done := batches.Get().(*batch[Row])
				r.decode(j.chunk, done)
				j.done <- done
			}
			return nil
		})
	}
	var failed error
	for j := range inOrder {
		done := <-j.done
		if failed == nil {
			var refused int
			refused, failed = b.addBatch(done, j.chunk, r, l.reject)
			rejected += refused
		}
		j.chunk.Release()
		batches.Put(done)
	}
	return rejected, errors.Join(group.Wait(), failed)
}

// addBatch adds the rows of a batch and shows its rejects, with those for a key that was contradicted. It returns the number of rejects.
func (b *builder[Row]) addBatch(done *batch[Row], c *tablefile.Chunk, r *fileReader[Row], reject func(tablefile.Reject)) (rejected int, err error) {
	r.notes = r.notes.Merge(done.notes)
	b.unread, b.keyless, b.zeros = append(b.unread, done.unread...), b.keyless || done.keyless, b.zeros|done.zeros
	var against []int64 // lines that contradict an earlier one
	from := 0
	for i, end := range done.ends {
		added, err := b.add(done.rows[from:end], done.hashes[i])
		if err != nil {
			return 0, fmt.Errorf("cannot read %s line %d: %w", r.file, done.lines[i], err)
		}
		if !added {
			against = append(against, done.lines[i])
		}
		from = end
	}
	if against != nil {
		// This is rare, so the records are read again; their positions are not stored for every row.
		c.Each(func(record *tablefile.Record) {
			if _, found := slices.BinarySearch(against, record.Line); found {
				done.rejects = append(done.rejects, record.Reject(r.file, r.schema.keyColumn(), contradicted))
			}
		})
		slices.SortFunc(done.rejects, func(a, b tablefile.Reject) int { return int(a.Line - b.Line) })
	}
	for _, bad := range done.rejects {
		reject(bad)
	}
	return len(done.rejects), done.failed
}

// registerEntry is a register as Load needs it, whatever its type of rows.
type registerEntry struct {
	name    string
	columns []string
	load    func(l *loader, set *Set, files []string) error
}

// entryOf makes the entry of a schema. put stores the table in the set.
func entryOf[Row any](s *rowSchema[Row], put func(set *Set, t *Table[Row])) registerEntry {
	return registerEntry{s.name, s.names(), func(l *loader, set *Set, files []string) error {
		t, supplied, err := load(l, s, files)
		if err != nil {
			return fmt.Errorf("cannot load register %s: %w", s.name, err)
		}
		set.supplied = append(set.supplied, supplied)
		if s.name == snapshotName {
			put(set, t)
			return nil
		}
		set.registers.Undecided(s.name, supplied.unread, supplied.keyless)
		set.registers.NoteZeros(s.name, supplied.zeros)
		if t.Len() > 0 { // a register without rows says nothing of anybody: it counts as not supplied
			put(set, t)
		}
		return nil
	}}
}
