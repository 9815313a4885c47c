package tablefile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// readerSwitch is the environment variable that turns this program into the reader of one foreign Parquet file; its value
// is the memory that the reader may take, in bytes.
//
// It is a variable that this package looks at, and no hidden command, so that every program that reads Parquet has the
// reader in it: a test binary that did not know the command would start its own tests over and over.
const readerSwitch = "VIGIE_PARQUET_READER"

// The reader's open files beside stdout, where the batches go, and stderr, where one line says why it gave up. Its stdin
// is a pipe from the parent on which nothing is ever written.
const foreignFile = 3

// How a reader that gave up in good order ends, away from the codes of crashes and of the program itself.
const (
	childFailed = 40 + iota
	childNotATable
	childCorrupt
	childLimit
	childMemory
)

var childEnds = map[int]error{childNotATable: ErrNotATable, childCorrupt: ErrCorrupt, childLimit: ErrLimit}

func init() {
	limit, asked := os.LookupEnv(readerSwitch)
	if !asked {
		return
	}
	// On a goroutine of its own: while a package is initialised its goroutine is tied to one thread, which is slow.
	code := make(chan int)
	go func() { code <- childMain(limit) }()
	os.Exit(<-code)
}

// childMain is the whole life of the reader.
func childMain(limit string) int {
	// A Ctrl-C reaches every process at the terminal. Whether to stop is for the parent to say, who then ends this one.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the parent, however that ends
		os.Exit(childFailed)
	}()
	bytes, err := strconv.ParseInt(limit, 10, 64)
	if err == nil {
		err = watchMemory(bytes)
	}
	if err == nil {
		err = send(os.NewFile(foreignFile, "file"), os.Stdout)
	}
	if err == nil {
		return 0
	}
	for code, end := range childEnds {
		if errors.Is(err, end) {
			fmt.Fprint(os.Stderr, strings.TrimPrefix(err.Error(), end.Error()+": "))
			return code
		}
	}
	fmt.Fprint(os.Stderr, err)
	return childFailed
}

// watchMemory ends this process where it takes more memory than it may. The collector works harder well before that, so that
// only what is in use at a time counts. What comes faster than it can be watched, the system refuses at half as much
// again; the runtime does not always survive that long enough to say what happened, which is why it is not left to it.
func watchMemory(most int64) error {
	debug.SetMemoryLimit(most / 4 * 3)
	go func() {
		taken := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for range time.Tick(10 * time.Millisecond) {
			metrics.Read(taken)
			if taken[0].Value.Uint64()-taken[1].Value.Uint64() > uint64(most) {
				os.Exit(childMemory)
			}
		}
	}()
	return limitMemory(most / 2 * 3)
}

// send writes the rows of a Parquet file as a stream of Arrow batches. A column that is not read stands in its place as one
// of nulls.
func send(f *os.File, to io.Writer) error {
	info, err := f.Stat()
	if err != nil {
		return reasonOf(err)
	}
	from := &disk{file: f}
	b, err := readParquet(from, info.Size())
	if err == nil {
		err = sendBatches(b, to)
	}
	if from.fault != nil {
		return from.fault
	}
	return err
}

func sendBatches(b batches, to io.Writer) error {
	out := bufio.NewWriterSize(to, 1<<20)
	schema := sentSchema(b)
	w := ipc.NewWriter(out, ipc.WithSchema(schema))
	for {
		batch, err := b.next()
		if errors.Is(err, errNoRecords) {
			break
		}
		if err != nil {
			return err
		}
		cells := make([]arrow.Array, schema.NumFields())
		for i, c := range b.columns() {
			if c.at < 0 {
				cells[i] = array.NewNull(int(batch.NumRows()))
			} else {
				cells[i] = batch.Column(c.at)
			}
		}
		sent := array.NewRecord(schema, cells, batch.NumRows())
		if err := guard(func() error { return w.Write(sent) }); err != nil {
			return err
		}
		sent.Release()
		batch.Release()
		if err := out.Flush(); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return out.Flush()
}

// sentSchema is the header: every column of the file in its place, with nothing but its name and type.
func sentSchema(b batches) *arrow.Schema {
	var fields []arrow.Field
	for _, c := range b.columns() {
		kind := arrow.DataType(arrow.Null)
		if c.at >= 0 {
			kind = c.kind
		}
		fields = append(fields, arrow.Field{Name: c.name, Type: kind, Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

// disk is a file that remembers where the file system failed, as against what the bytes say.
type disk struct {
	file  *os.File
	fault error
}

func (d *disk) ReadAt(b []byte, offset int64) (int, error) {
	n, err := d.file.ReadAt(b, offset)
	if err != nil && err != io.EOF {
		err = reasonOf(err)
		d.fault = err
	}
	return n, err
}
