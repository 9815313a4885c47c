package pipeline

import (
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
)

// roomToCollect is how much garbage may pile up over what the registers hold before it is collected.
const roomToCollect = 128 << 20

// easeCollector lets garbage pile up while there is room for it. What lives longest, the registers, is there by then; going
// over it again and again for the little garbage of the claim pass costs more than the pass. The memory that a run was given
// for claims is a bound and no invitation: garbage does not fill it. GOGC in the environment keeps its say. The function that
// it returns puts everything back.
func easeCollector(memory int64) (restore func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	limit := debug.SetMemoryLimit(int64(m.Sys-m.HeapSys+m.HeapAlloc) + memory + roomToCollect)
	percent := debug.SetGCPercent(int(min(400, max(30, 100*roomToCollect/(m.HeapAlloc+1)))))
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// peakMemory is the most memory that the process has held, in bytes; 0 where the system does not tell.
func peakMemory() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss * 1024
}
