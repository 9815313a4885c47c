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
	"sync/atomic"
	"syscall"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// readerVariable is the environment variable that makes this program the reader process of one foreign Parquet file. Its value is
// the memory that the reader may take, in bytes.
//
// It is a variable and not a hidden command, so that every program with this package can be the reader: a test binary that did not
// know the command would run its own tests again and again.
const readerVariable = "VIGIE_PARQUET_READER"

// The open files of the reader process, beside stdout for the batches and stderr for one line that says why it gave up. Its stdin
// is a pipe from the parent on which nothing is written.
const foreignFile = 3

// Exit codes of a reader process that gave up in an orderly way. They differ from those of crashes and of the program itself.
const (
	childFailed = 40 + iota
	childNotATable
	childCorrupt
	childLimit
	childMemory
	childUnsupported
)

var childErrors = map[int]error{childNotATable: ErrNotATable, childCorrupt: ErrCorrupt, childLimit: ErrLimit, childUnsupported: ErrUnsupported}

// served says that the program has called ServeParquet, so that a copy of it can be the reader process.
var served atomic.Bool

// ServeParquet turns the process into the reader of one foreign Parquet file where another process of this program has started it for
// that; it does not return then. A program that reads Parquet files calls it first in main, before it looks at its arguments.
func ServeParquet() {
	served.Store(true)
	if limit, asked := os.LookupEnv(readerVariable); asked {
		os.Exit(childMain(limit))
	}
}

// childMain is the main function of the reader process.
func childMain(limit string) int {
	// Ctrl-C reaches every process of the terminal. The parent decides whether to stop, and then ends this process.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // returns when the parent has ended, in whatever way
		os.Exit(childFailed)
	}()
	bytes, err := strconv.ParseInt(limit, 10, 64)
	if err == nil {
		err = watchMemory(bytes)
	}
	if err == nil {
		err = sendFile(os.NewFile(foreignFile, "file"), os.Stdout)
	}
	if err == nil {
		return 0
	}
	for code, end := range childErrors {
		if errors.Is(err, end) {
			fmt.Fprint(os.Stderr, strings.TrimPrefix(err.Error(), end.Error()+": "))
			return code
		}
	}
	fmt.Fprint(os.Stderr, err)
	return childFailed
}

// watchMemory ends this process where it takes more memory than it may. The garbage collector works harder well before that, so
// that only memory in use counts. Growth that is too fast to be noticed is refused by the system at one and a half times the limit;
// that is only the second defence, because the runtime does not always survive such a refusal long enough to report it.
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

// sendFile writes the rows of a Parquet file as a stream of Arrow batches. A column that is not read is sent as a column of nulls.
func sendFile(f *os.File, to io.Writer) error {
	info, err := f.Stat()
	if err != nil {
		return withoutPath(err)
	}
	from := &faultFile{file: f}
	b, err := readParquet(from, info.Size())
	if err == nil {
		err = sendBatches(b, to)
	}
	if from.fault != nil {
		return from.fault
	}
	return err
}

func sendBatches(b batchSource, to io.Writer) error {
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

// sentSchema is the header of the stream: every column of the file in its place, with its name and type, and whether it has instants.
func sentSchema(b batchSource) *arrow.Schema {
	var fields []arrow.Field
	for _, c := range b.columns() {
		kind := arrow.DataType(arrow.Null)
		if c.at >= 0 {
			kind = c.kind
		}
		field := arrow.Field{Name: c.name, Type: kind, Nullable: true}
		if c.instant {
			field.Metadata = arrow.NewMetadata([]string{instantKey}, []string{"true"})
		}
		fields = append(fields, field)
	}
	return arrow.NewSchema(fields, nil)
}

// faultFile is a file that remembers an error of the file system, to tell it from errors in the content.
type faultFile struct {
	file  *os.File
	fault error
}

func (d *faultFile) ReadAt(b []byte, offset int64) (int, error) {
	n, err := d.file.ReadAt(b, offset)
	if err != nil && err != io.EOF {
		err = withoutPath(err)
		d.fault = err
	}
	return n, err
}
