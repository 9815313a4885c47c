package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
)

// profile writes cpu.pprof from now on, and heap.pprof at the end, into the existing folder that VIGIE_PROFILE names. Without this
// variable it does nothing. scripts/bench --profile reads them. A profile that cannot be written is reported and changes no exit code.
func profile() (stop func()) {
	dir := os.Getenv("VIGIE_PROFILE")
	if dir == "" {
		return func() {}
	}
	cpu, err := os.Create(filepath.Join(dir, "cpu.pprof"))
	if err == nil {
		err = pprof.StartCPUProfile(cpu)
	}
	return func() {
		pprof.StopCPUProfile()
		heap, failed := os.Create(filepath.Join(dir, "heap.pprof"))
		if failed == nil {
			failed = pprof.WriteHeapProfile(heap)
		}
		for _, e := range []error{err, failed} {
			if e != nil {
				fmt.Fprintln(os.Stderr, "cannot write a profile:", e)
			}
		}
	}
}
