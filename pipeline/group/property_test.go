package group

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestGroupsAreThoseOfAMap(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		vehicles := rapid.Uint64Range(1, 400).Draw(t, "vehicles")
		legs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) leg {
			return leg{rapid.Uint64Range(0, vehicles).Draw(t, "vehicle"), rapid.Int32Range(0, 50).Draw(t, "minute"), rapid.Uint8Range(0, 3).Draw(t, "kind")}
		}), 0, 1500).Draw(t, "legs")
		memory := rapid.Int64Range(4<<10, 64<<10).Draw(t, "memory")
		workers := rapid.IntRange(1, 4).Draw(t, "workers")
		writers := rapid.IntRange(1, 4).Draw(t, "writers")
		g, err := New(Options{Dir: dir, Memory: memory, Workers: workers}, vehicle, inTime)
		if err != nil {
			t.Fatal(err)
		}
		defer g.Close()
		if err := add(g, legs, writers); err != nil {
			t.Fatal(err)
		}
		seen := make([][][]leg, workers)
		if err := g.Sweep(context.Background(), func(worker int, group []leg) error {
			seen[worker] = append(seen[worker], slices.Clone(group))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		check(t, seen, legs)
		within(t, g, memory, max(workers, writers), legs)
		if got := g.Stats(); got.Tuples != int64(len(legs)) || got.Groups != int64(len(byVehicle(legs))) {
			t.Fatalf("stats: got %+v; want %d tuples in %d groups", got, len(legs), len(byVehicle(legs)))
		}
	})
}

func TestSequenceOfOneWorkerIsFixed(t *testing.T) {
	legs := many(30_000, 5000)
	sequence := func(memory int64, writers int) [][]leg {
		shuffled := slices.Clone(legs)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		g := grouper(t, Options{Memory: memory, Workers: 1})
		if err := add(g, shuffled, writers); err != nil {
			t.Fatal(err)
		}
		return sweep(t, g)[0]
	}
	want := sequence(64<<20, 1)
	check(t, [][][]leg{want}, legs)
	for i, group := range want[1:] {
		last, key := mix(want[i][0].Vehicle), mix(group[0].Vehicle)
		if last>>(64-fanBits) == key>>(64-fanBits) && last >= key {
			t.Fatalf("group %d of its partition: got key %#x after %#x; want mixed keys to rise", i+1, key, last)
		}
	}
	f := func(memory int64, writers int) {
		t.Helper()
		if got := sequence(memory, writers); !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%d bytes, %d writers: got another sequence of groups; want that of ample memory", memory, writers)
		}
	}
	f(64<<20, 4)
	f(1<<20, 1)
	f(256<<10, 2)
	f(16<<10, 1)
	f(6<<10, 3)
}
