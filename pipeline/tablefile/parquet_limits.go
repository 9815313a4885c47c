//go:build linux

package tablefile

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// limitMemory limits how much more address space this process can get. Beyond that the runtime ends it with a fatal error that says
// so.
//
// The limit is RLIMIT_AS, on top of the address space that the runtime reserves at start. RLIMIT_DATA, which counts writable memory
// only, does not stop a Go program: the kernel does not check it when reserved pages become writable. A heap of any size gets
// through, and then a small request of the garbage collector fails, which crashes without a message.
func limitMemory(bytes int64) error {
	var pages int64
	b, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		_, err = fmt.Sscan(string(b), &pages)
	}
	if err != nil {
		return fmt.Errorf("cannot read how much memory the reader has: %w", err)
	}
	limit := uint64(pages)*uint64(os.Getpagesize()) + uint64(bytes)
	if err := unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
		return fmt.Errorf("cannot limit the memory of the reader: %w", err)
	}
	return nil
}

// processorTime is the processor time that a process has used; 0 where the process has ended.
func processorTime(process int) time.Duration {
	var t unix.Timespec
	// The id of the clock is derived from that of the process, see clock_getcpuclockid(3).
	if err := unix.ClockGettime(int32(^process<<3|2), &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// widenPipe lets a pipe hold about one batch, so that the reader decodes the next batch while this one is used. The system may
// refuse.
func widenPipe(pipe *os.File) {
	raw, err := pipe.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, 1<<20) })
}
