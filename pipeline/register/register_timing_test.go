package register

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"vigie/rules/claim"
)

const manyPrescriptions = 1_000_000

// writePrescriptions writes about 120 MB, with every column filled as in a real register.
func writePrescriptions(b *testing.B) (dir string, size int64) {
	b.Helper()
	dir = b.TempDir()
	f, err := os.Create(filepath.Join(dir, "prescriptions.csv"))
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprint(w, header(&prescriptionsSchema))
	modes := []string{"ambulance", "seated", "individual", ""}
	for i := range manyPrescriptions {
		facility := ""
		if i%3 == 0 {
			facility = fmt.Sprintf("75%07d", i*7919%2000)
		}
		fmt.Fprintf(w, "RX%010d,PAT%09d,transport,%011d,%s,2025-%02d-%02dT%02d:30,%s,true,hospitalisation,%d,false,true,false,,false,,false,%s,T%08d\n",
			i, i*31%700_000, 10_000_000_000+i*7919%30_000, facility, i%12+1, i%28+1, i%24, modes[i%4], i%6+1, facility, i/2)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	size, err = f.Seek(0, 1)
	if err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return dir, size
}

func BenchmarkLoadPrescriptions(b *testing.B) {
	dir, size := writePrescriptions(b)
	b.SetBytes(size)
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var set *Set
	for b.Loop() {
		set = nil
		var err error
		if set, err = Load(dir, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := set.Supplied()[0].Rows; n != manyPrescriptions {
		b.Fatalf("got %d rows; want %d", n, manyPrescriptions)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-held")
	b.ReportMetric(float64(manyPrescriptions)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkOf(b *testing.B) {
	dir, _ := writePrescriptions(b)
	set, err := Load(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	keys := make([]string, 1<<16)
	for i := range keys {
		keys[i] = fmt.Sprintf("RX%010d", i*7919%manyPrescriptions)
	}
	var register claim.Register[claim.Prescription] = set.Registers().Prescriptions
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if len(register.Of(keys[i&(len(keys)-1)])) != 1 {
			b.Fatal("got no row of a key that is there")
		}
		i++
	}
}
