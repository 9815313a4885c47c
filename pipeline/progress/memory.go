package progress

import (
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
)

// garbageAllowed is how much garbage may pile up over what the registers hold before it is collected.
const garbageAllowed = 64 << 20

// EaseCollector has the garbage collector run less often: only when garbage comes to about garbageAllowed, given what is alive at the
// moment of the call (the registers, and later the rulings). With the usual setting it would go over all of that again and again for the
// little garbage of a pass. It sets no limit on the whole heap: a heap that stays close to a limit is collected without end. GOGC and
// GOMEMLIMIT in the environment take precedence. The function that it returns restores the setting.
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
