package progress

import (
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
)

// garbageAllowed is how much garbage may pile up over what the registers hold before it is collected.
const garbageAllowed = 64 << 20

// EaseCollector lets garbage pile up by so much, as a share of what is alive by then: the registers, and later the rulings. To go over
// them again and again for the little garbage of a pass over the claims would cost more than the pass. No limit is set on the whole heap:
// one that stays close to a limit is collected without end. GOGC in the environment takes precedence. The function that it returns
// restores the setting.
func EaseCollector() (restore func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	percent := debug.SetGCPercent(int(min(400, max(15, 100*garbageAllowed/(m.HeapAlloc+1)))))
	return func() { debug.SetGCPercent(percent) }
}

// PeakMemory is the most memory that the process has held, in bytes; 0 where the system does not tell.
func PeakMemory() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss * 1024
}
