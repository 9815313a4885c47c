package tablefile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// readerOptions are options of the reader process. Tests set them.
type readerOptions struct {
	program []string      // this program if empty
	memory  int64         // bytes; 1 GiB if 0, which is enough for pages of 1 MiB in every column of a wide file, several times over
	timeout time.Duration // 60 s if 0
}

// parquetProcess reads a Parquet file in a process of its own, because the library that decodes it can panic, loop forever or take
// all memory where a file is corrupt, and recover does not catch all of that. The process is this program, started again; it gets
// the open file and a memory limit, and sends batches. It never outlives its parent, which waits for it at the end of the file,
// after an error and at close.
type parquetProcess struct {
	command *exec.Cmd
	parent  context.Context
	kill    context.CancelFunc
	stderr  stderrTail
	pipe    *timeoutPipe
	stream  *ipc.Reader
	list    []tableColumn
	memory  int64
	failed  error // of the last next, or from the end of the process
}

// startReader starts the process and waits for the header, which comes with the first batch.
func startReader(file *os.File, o Options) (batchSource, error) {
	f := &parquetProcess{parent: o.Context, memory: o.reader.memory}
	if f.parent == nil {
		f.parent = context.Background()
	}
	if f.memory <= 0 {
		f.memory = 1 << 30
	}
	if !served.Load() { // a copy of this program would do whatever the program does
		return nil, errors.New("cannot start the reader of Parquet files: the program has not called ServeParquet")
	}
	if err := f.start(file, o.reader); err != nil {
		return nil, fmt.Errorf("cannot start the reader of Parquet files: %w", err)
	}
	var err error
	if f.stream, err = ipc.NewReader(bufio.NewReaderSize(f.pipe, 64<<10)); err != nil {
		return nil, errors.Join(f.finish(err), f.pipe.Close())
	}
	for i, field := range f.stream.Schema().Fields() {
		f.list = append(f.list, tableColumn{name: field.Name, at: i, instant: field.HasMetadata() && field.Metadata.FindKey(instantKey) >= 0})
	}
	return f, nil
}

func (f *parquetProcess) start(file *os.File, o readerOptions) error {
	program := o.program
	if len(program) == 0 {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		program = []string{self}
	}
	out, in, err := os.Pipe()
	if err != nil {
		return err
	}
	widenPipe(out)
	var ctx context.Context
	ctx, f.kill = context.WithCancel(f.parent)
	f.command = exec.CommandContext(ctx, program[0], program[1:]...)
	// The reader needs nothing of the environment. The first lines of a crash are enough to report it; and a reader with the race
	// detector need not wait a second for late races before it ends.
	f.command.Env = []string{readerVariable + "=" + strconv.FormatInt(f.memory, 10), "GOTRACEBACK=none", "GORACE=atexit_sleep_ms=0"}
	f.command.ExtraFiles = []*os.File{file}
	f.command.Stdout, f.command.Stderr = in, &f.stderr
	f.command.WaitDelay = time.Second               // until stderr is closed
	if _, err = f.command.StdinPipe(); err == nil { // is closed when this process ends
		err = f.command.Start()
	}
	_ = in.Close()
	if err != nil {
		f.kill()
		_ = out.Close()
		return err
	}
	f.pipe = &timeoutPipe{from: out, process: f.command.Process.Pid, timeout: o.timeout}
	if f.pipe.timeout <= 0 {
		f.pipe.timeout = time.Minute
	}
	return nil
}

func (f *parquetProcess) columns() []tableColumn { return f.list }

func (f *parquetProcess) next() (arrow.Record, error) {
	if f.failed != nil {
		return nil, f.failed
	}
	if !f.stream.Next() {
		return nil, f.finish(f.stream.Err())
	}
	batch := f.stream.Record()
	if err := checkBatch(batch); err != nil {
		return nil, f.finish(err)
	}
	batch.Retain()
	return batch, nil
}

// close ends the process, if it has not ended yet.
func (f *parquetProcess) close() error {
	if f.command.ProcessState == nil {
		f.kill()
		_ = f.command.Wait()
		f.failed = os.ErrClosed
	}
	f.stream.Release()
	return f.pipe.Close()
}

// finish waits for the end of the process, whose stream has ended or could not be read, and decides what that means. Only the
// orderly end of the stream and of the process is the end of the file.
func (f *parquetProcess) finish(streamErr error) error {
	if streamErr == nil || f.pipe.ended != nil {
		_, _ = io.Copy(io.Discard, f.pipe) // until the process ends, or the timeout
	}
	if f.pipe.ended != io.EOF {
		f.kill()
	}
	timer := time.AfterFunc(f.pipe.timeout, f.kill)
	_ = f.command.Wait()
	timer.Stop()
	f.kill()
	f.failed = f.exitError(streamErr)
	return f.failed
}

func (f *parquetProcess) exitError(streamErr error) error {
	state := f.command.ProcessState
	code := state.ExitCode()
	message := f.stderr.String()
	switch {
	case f.parent.Err() != nil:
		return f.parent.Err()
	case interrupted(state):
		return context.Canceled
	case errors.Is(f.pipe.ended, errStuck):
		return unreadableError(f.pipe.ended.Error())
	case code == 0 && streamErr == nil:
		return errNoRecords
	case code == childFailed:
		return errors.New(message)
	case childErrors[code] != nil:
		return fmt.Errorf("%w: %s", childErrors[code], message)
	case code == childMemory, outOfMemory.MatchString(message):
		return unreadableError(fmt.Sprintf("it asked for more than %d MiB of memory", f.memory>>20))
	case code == 0 || f.pipe.ended != io.EOF:
		return unreadableError("what it sent makes no sense")
	case !state.Exited():
		return unreadableError("it was ended: " + state.String())
	}
	// The rest of what it wrote is not shown, because a crash may quote bytes of the file.
	return unreadableError("it crashed: " + state.String())
}

// interrupted reports whether a signal for the whole program ended the reader before it ignored such signals.
func interrupted(state *os.ProcessState) bool {
	status, known := state.Sys().(syscall.WaitStatus)
	return known && status.Signaled() && (status.Signal() == syscall.SIGINT || status.Signal() == syscall.SIGTERM)
}

// outOfMemory matches the messages of the runtime, and of the race detector, for a lack of memory.
var outOfMemory = regexp.MustCompile("out of memory|cannot allocate memory|address space|failed to allocate")

// unreadableError is the error for a file that the reader could not read to its end.
func unreadableError(reason string) error {
	return fmt.Errorf("%w: got a Parquet file that the reader gave up on (%s); want one that can be read to its end", ErrCorrupt, reason)
}

// stderrTail keeps the beginning of what the reader writes to stderr.
type stderrTail struct{ strings.Builder }

func (s *stderrTail) Write(b []byte) (int, error) {
	s.Builder.Write(b[:min(len(b), max(0, 1024-s.Len()))])
	return len(b), nil
}

// errStuck is the error for a reader that is alive and sends nothing.
var errStuck = errors.New("it made no progress")

// timeoutPipe reads what the reader sends, and gives up on a reader that is stuck. Only time spent waiting here counts. A slow disk
// is not a fault of the file: a reader that waits without working gets ten times the timeout; one that works gets half of it in
// processor time.
type timeoutPipe struct {
	from    *os.File
	process int
	timeout time.Duration
	ended   error // io.EOF once the process has ended, or why waiting ended
}

func (p *timeoutPipe) Read(b []byte) (int, error) {
	if p.ended != nil {
		return 0, p.ended
	}
	began, worked := time.Now(), processorTime(p.process)
	for {
		if err := p.from.SetReadDeadline(time.Now().Add(p.timeout)); err != nil {
			p.ended = err
			return 0, err
		}
		n, err := p.from.Read(b)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			p.ended = err
			return n, err
		}
		if processorTime(p.process)-worked >= p.timeout/2 || time.Since(began) >= 10*p.timeout {
			p.ended = fmt.Errorf("%w in %s", errStuck, time.Since(began).Round(time.Second/10))
			return 0, p.ended
		}
	}
}

func (p *timeoutPipe) Close() error { return p.from.Close() }
