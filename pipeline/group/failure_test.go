package group

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"vigie/pipeline/scratch"
)

// smallDisk is full after a number of bytes, and may be unable to read them.
type smallDisk struct {
	scratch.Disk
	free   atomic.Int64
	broken bool
}

func (d *smallDisk) WriteAt(b []byte, offset int64) (int, error) {
	if d.free.Add(-int64(len(b))) < 0 {
		return 0, &fs.PathError{Op: "write", Path: "tuples", Err: syscall.ENOSPC}
	}
	return d.Disk.WriteAt(b, offset)
}

func (d *smallDisk) ReadAt(b []byte, offset int64) (int, error) {
	if d.broken {
		return len(b) / 2, &fs.PathError{Op: "read", Path: "tuples", Err: syscall.EIO}
	}
	return d.Disk.ReadAt(b, offset)
}

// onDisk gives a grouper with little memory on such a disk.
func onDisk(t *testing.T, workers int, free int64, broken bool) (*Grouper[leg], *smallDisk) {
	t.Helper()
	var d *smallDisk
	g, err := newGrouper(Options{Dir: t.TempDir(), Memory: 64 << 10, Workers: workers}, vehicle, inTime, func(dir string) (*scratch.Spill, error) {
		f, err := scratch.Create(dir, "tuples-")
		d = &smallDisk{Disk: f, broken: broken}
		d.free.Store(free)
		return scratch.SpillTo(d), err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g, d
}

func TestDiskFull(t *testing.T) {
	f := func(workers int, free int64) {
		t.Helper()
		g, _ := onDisk(t, workers, free, false)
		err := add(g, many(50_000, 10_000), workers)
		if !errors.Is(err, syscall.ENOSPC) || !strings.HasPrefix(err.Error(), "cannot spill tuples: ") {
			t.Errorf("while adding: got %v; want a full disk", err)
		}
		if again := g.Sweep(context.Background(), nil); again != err {
			t.Errorf("sweep: got %v; want %v", again, err)
		}
		if err := g.Close(); err != nil {
			t.Errorf("close: got %v; want nil", err)
		}
	}
	f(1, 0)
	f(1, 100_000)
	f(4, 0)
	f(4, 300_000)
}

func TestDiskFullWhileSweeping(t *testing.T) {
	g, disk := onDisk(t, 1, 1<<30, false)
	if err := add(g, onePartition(20_000), 1); err != nil {
		t.Fatal(err)
	}
	disk.free.Store(0)
	err := g.Sweep(context.Background(), func(int, []leg) error { return nil })
	if !errors.Is(err, syscall.ENOSPC) || !strings.HasPrefix(err.Error(), "cannot spill tuples: ") {
		t.Errorf("got %v; want a full disk", err)
	}
}

func TestUnreadableDisk(t *testing.T) {
	f := func(workers int) {
		t.Helper()
		g, _ := onDisk(t, workers, 1<<30, true)
		if err := add(g, many(50_000, 10_000), workers); err != nil {
			t.Fatal(err)
		}
		err := g.Sweep(context.Background(), func(int, []leg) error { return nil })
		if !errors.Is(err, syscall.EIO) || !strings.HasPrefix(err.Error(), "cannot read spilled tuples: ") {
			t.Errorf("got %v; want a broken disk", err)
		}
	}
	f(1)
	f(4)
}

func TestSpillFileIsPrivateAndNameless(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "spill")
	g := grouper(t, Options{Dir: dir, Memory: 64 << 10, Workers: 1})
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: got %v, %v; want mode 0700", info.Mode(), err)
	}
	empty := func(when string) {
		t.Helper()
		if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
			t.Errorf("%s: got %v, %v; want an empty folder", when, names, err)
		}
	}
	if err := add(g, many(50_000, 10_000), 1); err != nil {
		t.Fatal(err)
	}
	if g.Stats().Spilled == 0 {
		t.Fatal("nothing was spilled")
	}
	empty("after spilling")
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	empty("after closing")
	if err := g.pool.spill.ReadFull(make([]byte, 1), 0); !errors.Is(err, os.ErrClosed) {
		t.Errorf("file after closing: got %v; want it closed", err)
	}
}

func TestEndOfTheContext(t *testing.T) {
	f := func(memory int64) {
		t.Helper()
		g := grouper(t, Options{Memory: memory, Workers: 1})
		legs := many(20_000, 5000)
		if err := add(g, legs, 1); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		groups := 0
		err := g.Sweep(ctx, func(int, []leg) error {
			groups++
			cancel()
			for g.pool.failed() == nil {
				runtime.Gosched()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || groups != 1 {
			t.Errorf("got %v after %d groups; want %v after one", err, groups, context.Canceled)
		}
	}
	f(8 << 20)
	f(64 << 10)

	g := grouper(t, Options{Memory: 1 << 20, Workers: 2})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := g.Sweep(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("before the sweep: got %v; want %v", err, context.Canceled)
	}
}

func TestVisitFails(t *testing.T) {
	g := grouper(t, Options{Memory: 64 << 10, Workers: 4})
	if err := add(g, many(20_000, 5000), 4); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := g.Sweep(context.Background(), func(int, []leg) error { return broken }); err != broken {
		t.Errorf("got %v; want %v", err, broken)
	}
}

func TestCloseAtAnyTime(t *testing.T) {
	f := func(memory int64) {
		t.Helper()
		g := grouper(t, Options{Memory: memory, Workers: 1})
		if err := add(g, many(20_000, 5000), 1); err != nil {
			t.Fatal(err)
		}
		groups := 0
		err := g.Sweep(context.Background(), func(int, []leg) error {
			groups++
			return g.Close()
		})
		if err != ErrClosed || groups != 1 {
			t.Errorf("during the sweep: got %v after %d groups; want %v after one", err, groups, ErrClosed)
		}

		g = grouper(t, Options{Memory: memory, Workers: 2})
		started, added := make(chan struct{}), make(chan error)
		go func() {
			w := g.Writer()
			defer w.Close()
			for i := uint64(0); ; i++ {
				if err := w.Add(leg{Vehicle: i}); err != nil {
					added <- err
					return
				}
				if i == 10_000 {
					close(started)
				}
			}
		}()
		<-started
		if err := errors.Join(g.Close(), g.Close()); err != nil {
			t.Errorf("close: got %v; want nil", err)
		}
		if err := <-added; err != ErrClosed {
			t.Errorf("while adding: got %v; want %v", err, ErrClosed)
		}
		if err := g.Sweep(context.Background(), nil); err != ErrClosed {
			t.Errorf("sweep: got %v; want %v", err, ErrClosed)
		}
	}
	f(8 << 20)
	f(64 << 10)
}

func TestOrderOfCalls(t *testing.T) {
	f := func(got error, want string) {
		t.Helper()
		if got == nil || got.Error() != want {
			t.Errorf("got %v; want %s", got, want)
		}
	}
	none := func(int, []leg) error { return nil }
	g := grouper(t, Options{Memory: 1 << 20, Workers: 1})
	w := g.Writer()
	f(g.Sweep(context.Background(), none), "cannot sweep: got 1 writers still open; want none")
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	f(w.Add(leg{}), "cannot add a tuple: the writer is closed")
	if err := g.Sweep(context.Background(), none); err != nil {
		t.Fatal(err)
	}
	f(g.Sweep(context.Background(), none), "cannot group tuples: the sweep has begun")
	f(g.Writer().Add(leg{}), "cannot group tuples: the sweep has begun")
}
