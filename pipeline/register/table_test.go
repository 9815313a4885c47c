package register

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/rules/claim"
)

// stayTable builds a table by key with a hash of the test's choice; the facility numbers the rows.
func stayTable(keys []string, single bool, hash func(string) uint64) (table *Table[claim.Stay], refused int) {
	b := newBuilder(&schema[claim.Stay]{key: stays.key, single: single})
	b.table.hash = hash
	for i, k := range keys {
		row := claim.Stay{PatientID: k, FacilityID: fmt.Sprint(i)}
		if !b.add(&row, b.table.hashOf(k)) {
			refused++
		}
	}
	return b.finish(), refused
}

// agrees holds a table against a map of the row numbers of each key.
func agrees(t interface{ Errorf(string, ...any) }, table *Table[claim.Stay], want map[string][]string, absent []string) {
	for k, numbers := range want {
		var got []string
		for _, row := range table.Of(k) {
			if row.PatientID != k {
				t.Errorf("%q: got a row of %q", k, row.PatientID)
			}
			got = append(got, row.FacilityID)
		}
		if !slices.Equal(got, numbers) {
			t.Errorf("%q: got rows %v; want %v", k, got, numbers)
		}
	}
	for _, k := range absent {
		if _, known := want[k]; !known && table.Of(k) != nil {
			t.Errorf("%q: got rows %v; want none", k, table.Of(k))
		}
	}
}

func numbersOf(keys []string) map[string][]string {
	m := map[string][]string{}
	for i, k := range keys {
		m[k] = append(m[k], fmt.Sprint(i))
	}
	return m
}

func TestHundredThousandKeys(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	keys := make([]string, 100_000)
	for i := range keys {
		keys[i] = fmt.Sprintf("P%x", random.Uint32N(1<<20)) // about 5 % come twice
	}
	absent := make([]string, 100_000)
	for i := range absent {
		absent[i] = fmt.Sprintf("Q%x", random.Uint32N(1<<20))
	}
	want := numbersOf(keys)
	table, _ := stayTable(keys, false, nil)
	agrees(t, table, want, absent)

	first := map[string][]string{}
	for k, numbers := range want {
		first[k] = numbers[:1]
	}
	table, refused := stayTable(keys, true, nil)
	if refused != len(keys)-len(want) || table.Len() != len(want) {
		t.Errorf("got %d refused and %d kept; want %d and %d", refused, table.Len(), len(keys)-len(want), len(want))
	}
	agrees(t, table, first, absent)
}

func TestCollidingHashes(t *testing.T) {
	keys := []string{"a", "b", "a", "", "c", "b", "ab", "a", "d", "e", "f", "g", "h", "i", "j"}
	for _, hash := range []func(string) uint64{
		func(string) uint64 { return 0 },
		func(string) uint64 { return 1<<64 - 1 },
		func(k string) uint64 { return uint64(len(k)) },
	} {
		table, _ := stayTable(keys, false, hash)
		agrees(t, table, numbersOf(keys), []string{"z", "aa", "abc", "\x00"})
	}
}

func TestTableAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.StringMatching("[ab]{0,4}")).Draw(t, "keys")
		modulus := rapid.Uint64Range(1, 5).Draw(t, "modulus")
		table, _ := stayTable(keys, false, func(k string) uint64 { return uint64(len(k)) % modulus << 32 })
		agrees(t, table, numbersOf(keys), []string{"c", "abab", "bbbb", ""})
		var n int
		for range table.All() {
			n++
		}
		if n != len(keys) || table.Len() != len(keys) {
			t.Errorf("got %d rows in all and a length of %d; want %d", n, table.Len(), len(keys))
		}
	})
}

func TestKeyOfTwoParts(t *testing.T) {
	table, rejects, err := one(t, &routes, "departure_postcode,arrival_postcode,km\n75001,69003,465\n69003,75001,466\n")
	if err != nil || rejects != nil {
		t.Fatal(rejects, err)
	}
	f := func(key string, want claim.Km) {
		t.Helper()
		got := table.Of(key)
		if want == 0 && got == nil || len(got) == 1 && got[0].Km == want {
			return
		}
		t.Errorf("%q: got %+v; want %s km", key, got, want)
	}
	f("75001>69003", 4650)
	f("69003>75001", 4660)
	f("75001>75001", 0)
	f("75001 69003", 0)
	f("75001>69003>", 0)
	f("75001>6900", 0)
	f("75001>", 0)
	f("75001", 0)
	f("", 0)
	// The bytes decide, not the hash.
	table.hash = func(string) uint64 { return 7 }
	for i := range table.slots {
		table.slots[i] = slot{}
	}
	table.slots[7] = slot{hash: 7, key: 1}
	f("75001>69003", 4650)
	f("75001>69004", 0)
	f("75001969003", 0)
	f("75001>69003x", 0)
	f("75001", 0)
	f("", 0)
}

func TestLookingUpAllocatesNothing(t *testing.T) {
	stay, _ := stayTable([]string{"a", "b", "a"}, false, nil)
	route, _, err := one(t, &routes, "departure_postcode,arrival_postcode\n75001,69003\n")
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		if len(stay.Of("a")) != 2 || stay.Of("z") != nil || len(route.Of("75001>69003")) != 1 {
			t.Error("got other rows")
		}
	}); n != 0 {
		t.Errorf("got %v allocations; want 0", n)
	}
}

func TestBlocksKeepEveryRow(t *testing.T) {
	for _, n := range []int{0, 1, 1<<blockShift - 1, 1 << blockShift, 1<<blockShift + 1, 3<<blockShift + 5} {
		keys := make([]string, n)
		for i := range keys {
			keys[i] = fmt.Sprint(i)
		}
		table, _ := stayTable(keys, true, nil)
		agrees(t, table, numbersOf(keys), []string{fmt.Sprint(n), "-1"})
		i := 0
		for row := range table.All() {
			if row.FacilityID != fmt.Sprint(i) {
				t.Fatalf("%d rows: got row %s at place %d", n, row.FacilityID, i)
			}
			i++
		}
		if i != n {
			t.Errorf("got %d rows; want %d", i, n)
		}
	}
}

func TestScribe(t *testing.T) {
	s := newScribe()
	var texts, written []string
	for i := range 20_000 {
		text := fmt.Sprintf("text %d", i%7000)
		texts = append(texts, text)
		buffer := []byte(text)
		if i%2 == 0 {
			written = append(written, s.write(buffer))
		} else {
			written = append(written, s.writeOnce(buffer))
		}
		clear(buffer) // what was written does not lean on the bytes given
	}
	long := string(make([]byte, 3*blockBytes))
	texts, written = append(texts, long, ""), append(written, s.write([]byte(long)), s.writeOnce(nil))
	if !slices.Equal(texts, written) {
		t.Error("got other texts than were written")
	}
}
