package group

import (
	"cmp"
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// leg is a tuple as a rule might use it.
type leg struct {
	Vehicle uint64
	Minute  int32
	Kind    uint8
}

const legBytes = int64(unsafe.Sizeof(leg{}))

func vehicle(t *leg) uint64 { return t.Vehicle }

func inTime(a, b *leg) int {
	return cmp.Or(cmp.Compare(a.Minute, b.Minute), cmp.Compare(a.Kind, b.Kind))
}

func grouper(t testing.TB, o Options) *Grouper[leg] {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	g, err := New(o, vehicle, inTime)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g
}

// add adds the legs with a number of writers, each on its own goroutine.
func add(g *Grouper[leg], legs []leg, writers int) error {
	open := make([]*Writer[leg], writers)
	for i := range open {
		open[i] = g.Writer()
	}
	failed := make([]error, writers)
	var crew sync.WaitGroup
	for i, w := range open {
		crew.Go(func() {
			for at := i; at < len(legs) && failed[i] == nil; at += writers {
				failed[i] = w.Add(legs[at])
			}
			if err := w.Close(); failed[i] == nil {
				failed[i] = err
			}
		})
	}
	crew.Wait()
	return cmp.Or(failed...)
}

// sweep gives the groups by worker, in the order of the visits.
func sweep(t testing.TB, g *Grouper[leg]) [][][]leg {
	t.Helper()
	seen := make([][][]leg, g.workers)
	if err := g.Sweep(context.Background(), func(worker int, group []leg) error {
		seen[worker] = append(seen[worker], slices.Clone(group))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return seen
}

// byVehicle makes the groups with a map.
func byVehicle(legs []leg) map[uint64][]leg {
	groups := map[uint64][]leg{}
	for _, l := range legs {
		groups[l.Vehicle] = append(groups[l.Vehicle], l)
	}
	for _, group := range groups {
		slices.SortFunc(group, func(a, b leg) int { return inTime(&a, &b) })
	}
	return groups
}

// check wants every group once, with the content that a map gives.
func check(t interface{ Fatalf(string, ...any) }, seen [][][]leg, legs []leg) {
	want := byVehicle(legs)
	for _, group := range slices.Concat(seen...) {
		v := group[0].Vehicle
		if !slices.Equal(group, want[v]) {
			t.Fatalf("vehicle %d: got %v; want %v", v, group, want[v])
		}
		delete(want, v)
	}
	if len(want) > 0 {
		t.Fatalf("groups never shown: got %v; want none", slices.Collect(maps.Keys(want)))
	}
}

// within wants the peak to be at most the memory, one block for every goroutine, and twice the largest group where it is beyond a share.
func within(t interface{ Fatalf(string, ...any) }, g *Grouper[leg], memory int64, goroutines int, legs []leg) {
	most := memory + int64(goroutines)*g.pool.blockBytes()
	for _, group := range byVehicle(legs) {
		if len(group)*2 > g.workerShare {
			most += 2 * int64(len(group)) * legBytes
		}
	}
	if peak := g.Stats().Peak; peak > most {
		t.Fatalf("peak: got %d bytes; want at most %d", peak, most)
	}
}

// many makes legs of a number of vehicles. Their keys count from 0, as a poor hash might.
func many(legs, vehicles int) []leg {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]leg, legs)
	for i := range list {
		list[i] = leg{Vehicle: uint64(i % vehicles), Minute: r.Int32N(1 << 20), Kind: uint8(r.IntN(4))}
	}
	return list
}

func TestSizes(t *testing.T) {
	f := func(legs []leg, memory int64, workers int, spills bool) {
		t.Helper()
		g := grouper(t, Options{Memory: memory, Workers: workers})
		if err := add(g, legs, workers); err != nil {
			t.Fatal(err)
		}
		check(t, sweep(t, g), legs)
		within(t, g, memory, workers, legs)
		if got := g.Stats().Spilled > 0; got != spills {
			t.Errorf("spilled: got %v; want %v", got, spills)
		}
	}
	f(nil, 4<<10, 1, false)
	f(nil, 1<<20, 4, false)
	f([]leg{{7, 1, 2}}, 64<<10, 2, false)
	f(many(20_000, 20_000), 4<<20, 2, false)
	f(many(20_000, 20_000), 64<<10, 2, true)
	f(many(20_000, 1), 4<<20, 2, false) // one group, in memory
	f(many(20_000, 1), 64<<10, 2, true) // one group beyond the memory
	f(many(20_000, 2), 64<<10, 1, true) // two of them
	f(slices.Concat(many(1000, 1), many(19_000, 19_000)), 64<<10, 2, true)
	f(slices.Concat(many(60_000, 60_000), many(3000, 1)), 256<<10, 4, true)
}

// onePartition makes legs of as many vehicles, whose mixed keys begin with the same byte.
func onePartition(legs int) []leg {
	var list []leg
	for v := uint64(0); len(list) < legs; v++ {
		if mix(v)>>(64-fanBits) == 0x5a {
			list = append(list, leg{Vehicle: v, Minute: int32(v % 1000)})
		}
	}
	return list
}

func TestPartitionIsSplit(t *testing.T) {
	legs := onePartition(20_000)
	f := func(memory int64, parts int64) {
		t.Helper()
		g := grouper(t, Options{Memory: memory, Workers: 1})
		if err := add(g, legs, 1); err != nil {
			t.Fatal(err)
		}
		check(t, sweep(t, g), legs)
		within(t, g, memory, 1, legs)
		if got := g.Stats().Partitions; got != parts {
			t.Errorf("%d bytes: got %d partitions swept; want %d", memory, got, parts)
		}
	}
	f(4<<20, 1)     // 20,000 tuples of 16 bytes fit a quarter of it
	f(256<<10, fan) // 4,096 fit: split once
}

func TestMemoryIsWhatItSays(t *testing.T) {
	const allowed, tables = 8 << 20, 512 << 10
	legs := many(1<<20, 1<<18) // 16 MiB
	held := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := held()
	g := grouper(t, Options{Memory: allowed, Workers: 2})
	if err := add(g, legs, 2); err != nil {
		t.Fatal(err)
	}
	if got := held() - before; got > allowed+tables {
		t.Errorf("after the tuples were added: got %d bytes of heap; want at most %d", got, allowed+tables)
	}
	if got := g.Stats().Spilled; got < (16-8)<<20 {
		t.Errorf("spilled: got %d bytes; want at least what is beyond the memory", got)
	}
	var groups [2]int
	most := int64(0)
	if err := g.Sweep(context.Background(), func(worker int, group []leg) error {
		if groups[worker]++; worker == 0 && groups[worker]%20_000 == 0 {
			most = max(most, held()-before)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if most > allowed+tables {
		t.Errorf("during the sweep: got %d bytes of heap; want at most %d", most, allowed+tables)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.KeepAlive(legs)
}

func TestNewRefuses(t *testing.T) {
	f := func(err error, want string) {
		t.Helper()
		if got := ""; err != nil {
			if got = err.Error(); want == "" || !strings.Contains(got, want) {
				t.Errorf("got %q; want %q", got, want)
			}
		} else if want != "" {
			t.Errorf("got no error; want %q", want)
		}
	}
	type inner struct {
		N    int32
		Name string
	}
	f(checkStorable[leg](), "")
	f(checkStorable[uint64](), "")
	f(checkStorable[[4]struct{ A, B float32 }](), "")
	f(checkStorable[struct{}](), "without size")
	f(checkStorable[*leg](), "got a ptr")
	f(checkStorable[string](), "got a string")
	f(checkStorable[[]byte](), "got a slice")
	f(checkStorable[map[int]int](), "got a map")
	f(checkStorable[any](), "got a interface")
	f(checkStorable[func()](), "got a func")
	f(checkStorable[chan int](), "got a chan")
	f(checkStorable[[2]inner](), "got a string in [2]group.inner[].Name")
	f(checkStorable[struct{ In [3]inner }](), ".In[].Name")

	dir := t.TempDir()
	open := func(o Options) error {
		g, err := New(o, vehicle, inTime)
		if err == nil {
			g.Close()
		}
		return err
	}
	f(open(Options{Dir: dir, Memory: 1, Workers: 1}), "")
	f(open(Options{Memory: 1, Workers: 1}), "want a folder")
	f(open(Options{Dir: dir, Workers: 1}), "0 bytes of memory")
	f(open(Options{Dir: dir, Memory: 1}), "0 workers")
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f(open(Options{Dir: filepath.Join(file, "within"), Memory: 1, Workers: 1}), "cannot make a spill file: ")
	_, err := New(Options{Dir: dir, Memory: 1, Workers: 1}, func(t *inner) uint64 { return uint64(t.N) }, func(a, b *inner) int { return 0 })
	f(err, "cannot group tuples of group.inner")
}
