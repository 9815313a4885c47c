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

// readerOptions of the process that reads a Parquet file; tests set what is no zero.
type readerOptions struct {
	program  []string      // this program if empty
	memory   int64         // bytes, 1 GiB if 0: pages of 1 MiB in every column of a wide file, several times over
	patience time.Duration // 60 s if 0
}

// foreign reads a Parquet file in a process of its own, because the library that decodes it can panic, run without end or
// take all memory where a file is corrupt, and some of that no recover catches. The process is this program once more; it
// gets the open file and its memory limit, and sends batches. It never outlives its parent, which reaps it at the end of
// the file, at an error and at close.
type foreign struct {
	command *exec.Cmd
	parent  context.Context
	kill    context.CancelFunc
	said    said
	pipe    *patientPipe
	stream  *ipc.Reader
	header  []column
	memory  int64
	failed  error // of the last next, or how the process ended
}

// readForeign starts the reader and waits for its first batch, with which the header comes.
func readForeign(file *os.File, o Options) (batches, error) {
	f := &foreign{parent: o.Context, memory: o.reader.memory}
	if f.parent == nil {
		f.parent = context.Background()
	}
	if f.memory <= 0 {
		f.memory = 1 << 30
	}
	if err := f.start(file, o.reader); err != nil {
		return nil, fmt.Errorf("cannot start the reader of Parquet files: %w", err)
	}
	var err error
	if f.stream, err = ipc.NewReader(bufio.NewReaderSize(f.pipe, 64<<10)); err != nil {
		return nil, errors.Join(f.finish(err), f.pipe.Close())
	}
	for i, field := range f.stream.Schema().Fields() {
		f.header = append(f.header, column{name: field.Name, at: i})
	}
	return f, nil
}

func (f *foreign) start(file *os.File, o readerOptions) error {
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
	widen(out)
	var ctx context.Context
	ctx, f.kill = context.WithCancel(f.parent)
	f.command = exec.CommandContext(ctx, program[0], program[1:]...)
	// Nothing of the environment is the reader's business. A crash is told by its first lines, and where the race detector is
	// built in, it need not wait a second for late races before it ends.
	f.command.Env = []string{readerSwitch + "=" + strconv.FormatInt(f.memory, 10), "GOTRACEBACK=none", "GORACE=atexit_sleep_ms=0"}
	f.command.ExtraFiles = []*os.File{file}
	f.command.Stdout, f.command.Stderr = in, &f.said
	f.command.WaitDelay = time.Second               // for stderr to close
	if _, err = f.command.StdinPipe(); err == nil { // which closes with this process
		err = f.command.Start()
	}
	_ = in.Close()
	if err != nil {
		f.kill()
		_ = out.Close()
		return err
	}
	f.pipe = &patientPipe{from: out, process: f.command.Process.Pid, patience: o.patience}
	if f.pipe.patience <= 0 {
		f.pipe.patience = time.Minute
	}
	return nil
}

func (f *foreign) columns() []column { return f.header }

func (f *foreign) next() (arrow.Record, error) {
	if f.failed != nil {
		return nil, f.failed
	}
	if !f.stream.Next() {
		return nil, f.finish(f.stream.Err())
	}
	batch := f.stream.Record()
	if err := sound(batch); err != nil {
		return nil, f.finish(err)
	}
	batch.Retain()
	return batch, nil
}

// close ends the reader where it has not ended yet.
func (f *foreign) close() error {
	if f.command.ProcessState == nil {
		f.kill()
		_ = f.command.Wait()
		f.failed = os.ErrClosed
	}
	f.stream.Release()
	return f.pipe.Close()
}

// finish reaps the reader, whose stream has ended or made no sense, and says how that is to be taken. Only a stream that
// ended as it should, of a process that ended as it should, is the end of the file.
func (f *foreign) finish(nonsense error) error {
	if nonsense == nil || f.pipe.ended != nil {
		_, _ = io.Copy(io.Discard, f.pipe) // until the process ends, or the patience
	}
	if f.pipe.ended != io.EOF {
		f.kill()
	}
	lingers := time.AfterFunc(f.pipe.patience, f.kill)
	_ = f.command.Wait()
	lingers.Stop()
	f.kill()
	f.failed = f.end(nonsense)
	return f.failed
}

func (f *foreign) end(nonsense error) error {
	state := f.command.ProcessState
	code := state.ExitCode()
	words := f.said.String()
	switch {
	case f.parent.Err() != nil:
		return f.parent.Err()
	case interrupted(state):
		return context.Canceled
	case errors.Is(f.pipe.ended, errStuck):
		return gaveUp(f.pipe.ended.Error())
	case code == 0 && nonsense == nil:
		return errNoRecords
	case code == childFailed:
		return errors.New(words)
	case childEnds[code] != nil:
		return fmt.Errorf("%w: %s", childEnds[code], words)
	case code == childMemory, outOfMemory.MatchString(words):
		return gaveUp(fmt.Sprintf("it asked for more than %d MiB of memory", f.memory>>20))
	case code == 0 || f.pipe.ended != io.EOF:
		return gaveUp("what it sent makes no sense")
	case !state.Exited():
		return gaveUp("it was ended: " + state.String())
	}
	// What else it said is not shown: a crash may tell of the bytes that it stumbled over.
	return gaveUp("it crashed: " + state.String())
}

// interrupted says whether a signal that was meant for the whole program ended the reader before it could leave it to its
// parent.
func interrupted(state *os.ProcessState) bool {
	status, known := state.Sys().(syscall.WaitStatus)
	return known && status.Signaled() && (status.Signal() == syscall.SIGINT || status.Signal() == syscall.SIGTERM)
}

// outOfMemory is how the runtime says so, and the race detector's.
var outOfMemory = regexp.MustCompile("out of memory|cannot allocate memory|address space|failed to allocate")

// gaveUp is the error of a file that the reader could not read to its end.
func gaveUp(reason string) error {
	return fmt.Errorf("%w: got a Parquet file that the reader gave up on (%s); want one that can be read to its end", ErrCorrupt, reason)
}

// said keeps the beginning of what the reader says on stderr.
type said struct{ strings.Builder }

func (s *said) Write(b []byte) (int, error) {
	s.Builder.Write(b[:min(len(b), max(0, 1024-s.Len()))])
	return len(b), nil
}

// errStuck is a reader that is alive and sends nothing.
var errStuck = errors.New("it made no progress")

// patientPipe reads what the reader sends, and gives up on one that is stuck. Only time spent waiting here counts, not
// that in which nobody asks for more. A slow disk is no fault of the file: a reader that waits without working is given
// ten times the patience, and one that works is given up when it has worked for half of it.
type patientPipe struct {
	from     *os.File
	process  int
	patience time.Duration
	ended    error // io.EOF once the process has ended, or why no more is waited for
}

func (p *patientPipe) Read(b []byte) (int, error) {
	if p.ended != nil {
		return 0, p.ended
	}
	began, worked := time.Now(), processorTime(p.process)
	for {
		if err := p.from.SetReadDeadline(time.Now().Add(p.patience)); err != nil {
			p.ended = err
			return 0, err
		}
		n, err := p.from.Read(b)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			p.ended = err
			return n, err
		}
		if processorTime(p.process)-worked >= p.patience/2 || time.Since(began) >= 10*p.patience {
			p.ended = fmt.Errorf("%w in %s", errStuck, time.Since(began).Round(time.Second/10))
			return 0, p.ended
		}
	}
}

func (p *patientPipe) Close() error { return p.from.Close() }
