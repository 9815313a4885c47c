package group

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"testing"
	"unsafe"
)

// small and large are tuples as rules use them.
type (
	small struct {
		Key, Order uint64
		Rest       [6]int64
	}
	large struct {
		Key, Order uint64
		Rest       [14]int64
	}
)

const timed = 1 << 20 // tuples

func BenchmarkGroup(b *testing.B) {
	for _, workers := range []int{1, 2} {
		for _, memory := range []int64{512 << 20, 16 << 20} {
			name := fmt.Sprintf("workers=%d/memory=%dMiB", workers, memory>>20)
			b.Run("bytes=64/"+name, func(b *testing.B) {
				timeGroup(b, memory, workers, func(key, order uint64) small { return small{Key: key, Order: order} },
					func(t *small) uint64 { return t.Key }, func(x, y *small) int { return cmp.Compare(x.Order, y.Order) })
			})
			b.Run("bytes=128/"+name, func(b *testing.B) {
				timeGroup(b, memory, workers, func(key, order uint64) large { return large{Key: key, Order: order} },
					func(t *large) uint64 { return t.Key }, func(x, y *large) int { return cmp.Compare(x.Order, y.Order) })
			})
		}
	}
}

// timeGroup adds and sweeps groups of eight tuples, which come far apart.
func timeGroup[T any](b *testing.B, memory int64, workers int, tuple func(key, order uint64) T, key func(*T) uint64, compare func(x, y *T) int) {
	b.SetBytes(timed * int64(unsafe.Sizeof(*new(T))))
	b.ReportAllocs()
	var stats Stats
	for b.Loop() {
		g, err := New(Options{Dir: b.TempDir(), Memory: memory, Workers: workers}, key, compare)
		if err != nil {
			b.Fatal(err)
		}
		var crew sync.WaitGroup
		for worker := range workers {
			crew.Go(func() {
				w := g.Writer()
				for i := worker; i < timed; i += workers {
					if err := w.Add(tuple(uint64(i%(timed/8)), mix(uint64(i)))); err != nil {
						b.Error(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Error(err)
				}
			})
		}
		crew.Wait()
		if err := g.Sweep(context.Background(), func(_ int, group []T) error {
			if len(group) != 8 {
				return fmt.Errorf("a group of %d", len(group))
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		stats = g.Stats()
		if err := g.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(timed*float64(b.N)/b.Elapsed().Seconds(), "tuples/s")
	b.ReportMetric(float64(stats.Peak)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(stats.Spilled)/(1<<20), "spilled-MiB")
}
