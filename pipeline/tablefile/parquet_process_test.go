//go:build unix

package tablefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
	"go.uber.org/goleak"
)

// claims writes a Parquet file with columns of several types, in several row groups, compressed or not.
func claims(t testing.TB, rows int, codec compress.Compression) []byte {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "claim_id", Type: arrow.BinaryTypes.String},
		{Name: "service", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "shared", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		{Name: "legs", Type: arrow.ListOf(arrow.PrimitiveTypes.Int32), Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range rows {
		b.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("C%09d", i*7919))
		for n, text := range []string{[]string{"taxi", "vsl", "ambulance"}[i%3], fmt.Sprintf("%d.50", i%900), "2025-03-01", fmt.Sprint(i%2 == 0)} {
			if i%11 == n {
				b.Field(n + 1).AppendNull()
			} else if err := b.Field(n + 1).AppendValueFromString(text); err != nil {
				t.Fatal(err)
			}
		}
		b.Field(5).AppendNull()
	}
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &out, parquet.NewWriterProperties(parquet.WithCompression(codec),
		parquet.WithMaxRowGroupLength(int64(rows/3+1)), parquet.WithDataPageSize(4<<10)), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b.NewRecord()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// long writes a file that is longer than what the reader can send ahead.
func long(t testing.TB) string {
	longOnce.Do(func() { longContent = claims(t, 200_000, compress.Codecs.Uncompressed) })
	return write(t, "t.parquet", longContent)
}

var (
	longOnce    sync.Once
	longContent []byte
)

// begun opens a long file and reads the first chunk.
func begun(t *testing.T, o Options) (f *File, path string, reader int) {
	t.Helper()
	path = long(t)
	f, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := step(f); err != nil {
		t.Fatal(err)
	}
	return f, path, f.source.(*parquetSource).batchSource.(*parquetProcess).command.Process.Pid
}

func step(f *File) error {
	c, err := f.Next()
	if err == nil {
		c.Release()
	}
	return err
}

// toEnd reads the remaining chunks and returns the error at the end.
func toEnd(f *File) error {
	for {
		if err := step(f); err != nil {
			return err
		}
	}
}

// refused checks the error for a file that could not be read to its end, and that the reader process is gone.
func refused(t *testing.T, err error, want string) {
	t.Helper()
	if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "cannot read t.parquet: ") {
		t.Errorf("got %v; want a corrupt t.parquet and %q", err, want)
	}
}

func gone(t *testing.T, reader int) {
	t.Helper()
	if err := syscall.Kill(reader, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the reader is still there: %v", err)
	}
}

func TestForeignRows(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, codec := range []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd} {
		const rows = 10_000
		got, f, err := readAll(write(t, "t.parquet", claims(t, rows, codec)), Options{})
		if err != nil || len(got) != rows {
			t.Fatalf("%s: got %d rows, %v", codec, len(got), err)
		}
		if h := strings.Join(f.Header(), "|"); h != "claim_id|service|amount|day|shared|legs (list<list: int32, nullable>)" {
			t.Errorf("%s: got header %s", codec, h)
		}
		for i, r := range got {
			want := []string{fmt.Sprintf("C%09d", i*7919), []string{"taxi", "vsl", "ambulance"}[i%3], fmt.Sprintf("%d.50", i%900), "2025-03-01", fmt.Sprint(i%2 == 0), ""}
			if n := i % 11; n < 4 {
				want[n+1] = ""
			}
			if strings.Join(r.Fields, "|") != strings.Join(want, "|") || r.Line != int64(i+2) {
				t.Fatalf("%s: line %d: got %q; want %q", codec, r.Line, r.Fields, want)
			}
		}
	}
	if got, _, err := readAll(write(t, "t.parquet", claims(t, 0, compress.Codecs.Snappy)), Options{}); err != nil || len(got) != 0 {
		t.Errorf("no rows: got %d rows, %v", len(got), err)
	}
}

func TestForeignReaderIsKilled(t *testing.T) {
	defer goleak.VerifyNone(t)
	f, _, reader := begun(t, Options{})
	defer f.Close()
	if err := syscall.Kill(reader, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	err := toEnd(f)
	refused(t, err, "got a Parquet file that the reader gave up on (it was ended: signal: killed); want")
	if again := step(f); again == nil || again.Error() != err.Error() {
		t.Errorf("got %v after it; want the same error", again)
	}
	gone(t, reader)
}

// Signals that the terminal or the system sends to all processes are left to the parent.
func TestForeignReaderLeavesSignalsToItsParent(t *testing.T) {
	defer goleak.VerifyNone(t)
	f, _, reader := begun(t, Options{})
	defer f.Close()
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if err := syscall.Kill(reader, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := toEnd(f); err != io.EOF {
		t.Errorf("got %v; want the end of the file", err)
	}
	gone(t, reader)
}

// Other programs take the place of the reader, and do what a reader might do.
func TestForeignReaderMisbehaves(t *testing.T) {
	defer goleak.VerifyNone(t)
	path := write(t, "t.parquet", claims(t, 10, compress.Codecs.Snappy))
	patience := 500 * time.Millisecond
	f := func(want, script string) {
		t.Helper()
		_, _, err := readAll(path, Options{reader: readerOptions{timeout: patience, program: []string{"/bin/sh", "-c", script}}})
		refused(t, err, want)
		for _, name := range []string{"MARTIN", "2990175"} {
			if strings.Contains(err.Error(), name) {
				t.Errorf("got %v; want no word of what was read", err)
			}
		}
	}
	f("no progress", "while :; do :; done")
	f("no progress", "exec sleep 1000")
	f("signal: killed", "exec >&-; exec sleep 1000")

	patience = 0
	f("it crashed: exit status 2", "echo panic: MARTIN 2990175001001 >&2; exit 2")
	f("signal: segmentation fault", "kill -SEGV $$")
	f("more than 1024 MiB", "echo fatal error: runtime: out of memory >&2; exit 2")
	f("makes no sense", "echo vigie audits French transport and care claims")
	f("makes no sense", "exit 0")
	f("makes no sense", "yes")
	f("makes no sense", "exec cat /dev/zero")

	_, _, err := readAll(path, Options{reader: readerOptions{program: []string{"/bin/sh", "-c", "kill -TERM $$"}}})
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrCorrupt) {
		t.Errorf("got %v; want that it was interrupted", err)
	}
	_, _, err = readAll(path, Options{reader: readerOptions{program: []string{"/nowhere/vigie"}}})
	if err == nil || errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), "cannot start the reader") {
		t.Errorf("got %v; want that the reader cannot be started", err)
	}
}

// The wait for a reader that stops in the middle ends.
func TestForeignReaderHangs(t *testing.T) {
	defer goleak.VerifyNone(t)
	f, _, reader := begun(t, Options{})
	defer f.Close()
	f.source.(*parquetSource).batchSource.(*parquetProcess).pipe.timeout = 100 * time.Millisecond // only now: starting may take longer
	if err := syscall.Kill(reader, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	refused(t, toEnd(f), "no progress")
	gone(t, reader)
}

func TestForeignCancel(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithCancel(context.Background())
	f, path, reader := begun(t, Options{Context: ctx})
	defer f.Close()
	if err := syscall.Kill(reader, syscall.SIGSTOP); err != nil { // so that the wait would be long without the timeout
		t.Fatal(err)
	}
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := toEnd(f); !errors.Is(err, context.Canceled) || errors.Is(err, ErrCorrupt) {
		t.Errorf("got %v; want the cancelled context", err)
	}
	gone(t, reader)
	if _, err := Open(path, Options{Context: ctx}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; want the cancelled context", err)
	}
}

func TestForeignCloseEarly(t *testing.T) {
	defer goleak.VerifyNone(t)
	f, _, reader := begun(t, Options{})
	c, err := f.Next()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	gone(t, reader)
	rows := 0
	c.Each(func(r *Record) { rows += len(r.Fields) }) // the chunk stays valid
	if rows == 0 {
		t.Error("got no rows of a chunk that is still out")
	}
	c.Release()
	if err := step(f); err == nil {
		t.Error("got a chunk of a closed file")
	}
}

// A reader whose parent is killed ends too, whatever it is doing.
func TestForeignOrphan(t *testing.T) {
	if path := os.Getenv("TEST_FOREIGN_PARENT"); path != "" {
		f, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(os.Stderr, "reader", f.source.(*parquetSource).batchSource.(*parquetProcess).command.Process.Pid)
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	path := long(t)
	parent := exec.Command(os.Args[0], "-test.run=^TestForeignOrphan$")
	parent.Env = append(os.Environ(), "TEST_FOREIGN_PARENT="+path)
	out, _ := parent.CombinedOutput() // ends with the last process that holds stderr
	_, words, found := strings.Cut(string(out), "reader ")
	reader := 0
	if _, err := fmt.Sscan(words, &reader); err != nil || !found {
		t.Fatalf("got %s", out)
	}
	for range 600 {
		stat, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(reader), "stat"))
		if err != nil || bytes.Contains(stat, []byte(") Z ")) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the reader outlived its parent by a minute")
}
