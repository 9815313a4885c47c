package pipeline

import (
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
)

// roomToCollect is how much garbage may pile up over what the registers hold before it is collected.
const roomToCollect = 64 << 20

// easeCollector lets garbage pile up by so much as a share of what lives by then: the registers, and later what was said. Going
// over them again and again for the little garbage of the claim pass costs more than the pass. No limit is set on the whole: a
// heap that lives close to one would be gone over without end. GOGC in the environment keeps its say. The function that it
// returns puts it back.
func easeCollector() (restore func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	percent := debug.SetGCPercent(int(min(400, max(15, 100*roomToCollect/(m.HeapAlloc+1)))))
	return func() { debug.SetGCPercent(percent) }
}

// peakMemory is the most memory that the process has held, in bytes; 0 where the system does not tell.
func peakMemory() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss * 1024
}
