//go:build linux

package tablefile

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// limitMemory refuses this process so much more address space than it has now, at which its runtime ends it with a fatal
// error that says so.
//
// It is RLIMIT_AS, over what the runtime set aside at the start without using it. RLIMIT_DATA, which counts writable memory
// alone, does not hold a Go program: the kernel does not ask it when pages that were set aside become writable, so that a
// heap of any size goes through and the collector's next small request fails, which it does not survive in good order.
func limitMemory(bytes int64) error {
	var pages int64
	b, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		_, err = fmt.Sscan(string(b), &pages)
	}
	if err != nil {
		return fmt.Errorf("cannot tell the memory of the reader: %w", err)
	}
	limit := uint64(pages)*uint64(os.Getpagesize()) + uint64(bytes)
	if err := unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
		return fmt.Errorf("cannot limit the memory of the reader: %w", err)
	}
	return nil
}

// processorTime is how long a process has worked until now; 0 where it has ended.
func processorTime(process int) time.Duration {
	var t unix.Timespec
	// The number of a process's clock is made of its id, see clock_getcpuclockid(3).
	if err := unix.ClockGettime(int32(^process<<3|2), &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// widen lets a pipe hold about a batch, so that the reader decodes the next while one is judged. It may be refused.
func widen(pipe *os.File) {
	raw, err := pipe.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, 1<<20) })
}
