package register

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// stayTable makes a table by key with the given hash function. The facility is the number of the row.
func stayTable(keys []string, single bool, hash func(string) uint64) (table *Table[claim.Stay], refused int) {
	b := newBuilder(&rowSchema[claim.Stay]{key: staysSchema.key, uniqueKey: single})
	b.table.hash = hash
	for i, k := range keys {
		row := claim.Stay{PatientID: k, FacilityID: fmt.Sprint(i)}
		added, err := b.add(b.table.codec.pack(nil, &row), b.table.hashOf(k))
		if err != nil {
			panic(err)
		}
		if !added {
			refused++
		}
	}
	return b.finish(), refused
}

// agrees compares a table with a map from each key to its row numbers.
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
		keys[i] = fmt.Sprintf("P%x", random.Uint32N(1<<20)) // about 5 % occur twice
	}
	absent := make([]string, 100_000)
	for i := range absent {
		absent[i] = fmt.Sprintf("Q%x", random.Uint32N(1<<20))
	}
	want := numbersOf(keys)
	table, _ := stayTable(keys, false, nil)
	agrees(t, table, want, absent)

	once := map[string][]string{} // other keys have rows that contradict each other
	for k, numbers := range want {
		if len(numbers) == 1 {
			once[k] = numbers
		}
	}
	table, refused := stayTable(keys, true, nil)
	if refused != len(keys)-len(want) || table.Len() != len(want) {
		t.Errorf("got %d refused and %d kept; want %d and %d", refused, table.Len(), len(keys)-len(want), len(want))
	}
	agrees(t, table, once, append(absent, keys...))
	listed := 0
	for range table.All() {
		listed++
	}
	if listed != len(once) {
		t.Errorf("got %d rows listed; want %d", listed, len(once))
	}
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
	table, rejects, err := one(t, &routesSchema, "departure_postcode,arrival_postcode,km\n75001,69003,465\n69003,75001,466\n")
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
	// The bytes of the key decide, not the hash.
	table.hash = func(string) uint64 { return 7 }
	for i := range table.slots {
		table.slots[i] = slot{}
	}
	table.slots[7] = slot{hash: 7, first: 1}
	f("75001>69003", 4650)
	f("75001>69004", 0)
	f("75001969003", 0)
	f("75001>69003x", 0)
	f("75001", 0)
	f("", 0)
}

func TestLookingUpAllocatesNothing(t *testing.T) {
	stay, _ := stayTable([]string{"a", "b", "a"}, false, nil)
	route, _, err := one(t, &routesSchema, "departure_postcode,arrival_postcode\n75001,69003\n")
	if err != nil {
		t.Fatal(err)
	}
	stays, way := make([]claim.Stay, 0, 2), make([]claim.Route, 0, 1)
	if n := testing.AllocsPerRun(100, func() {
		if len(stay.Append(stays, "a")) != 2 || len(stay.Append(stays, "z")) != 0 || len(route.Append(way, "75001>69003")) != 1 {
			t.Error("got other rows")
		}
	}); n != 0 {
		t.Errorf("got %v allocations; want 0", n)
	}
}

func TestBlocksKeepEveryRow(t *testing.T) {
	long := strings.Repeat("x", blockBytes/3)
	for _, name := range []string{"", long, long + long + long + long} {
		for _, n := range []int{0, 1, 7, 100_000 / (1 + len(name)/1000)} {
			b := newBuilder(&rowSchema[claim.Stay]{key: staysSchema.key})
			for i := range n {
				row := claim.Stay{PatientID: fmt.Sprint(i), FacilityID: name, EnteredOn: civil.Day(i)}
				if _, err := b.add(b.table.codec.pack(nil, &row), b.table.hashOf(row.PatientID)); err != nil {
					t.Fatal(err)
				}
			}
			table, i := b.finish(), 0
			for row := range table.All() {
				if again := table.Of(row.PatientID); row.PatientID != fmt.Sprint(i) || row.EnteredOn != civil.Day(i) || row.FacilityID != name || len(again) != 1 || again[0] != *row {
					t.Fatalf("%d rows of %d bytes: got another row at place %d", n, len(name), i)
				}
				i++
			}
			if i != n || table.Len() != n {
				t.Errorf("got %d rows, and a length of %d; want %d", i, table.Len(), n)
			}
		}
	}
}

// A row that is packed and unpacked is the same row, whatever it has.
func TestPackedRowsComeBack(t *testing.T) {
	f := newRowCodec[claim.Prescription]()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 300, -1)
		want := claim.Prescription{
			PrescriptionID: text.Draw(t, "id"), PatientID: text.Draw(t, "patient"), PrescriberFacility: claim.AbsentText,
			Kind: claim.Care, SignedOn: civil.Day(rapid.Int32().Draw(t, "day")), SignedAt: civil.Moment(rapid.Int64().Draw(t, "at")),
			Trips: claim.NotGiven, EscortNeeded: claim.Yes, TreatmentID: text.Draw(t, "treatment"),
		}
		got := claim.Prescription{NamedPharmacyID: "left over", MedicalGrounds: claim.Yes}
		packed := f.pack([]byte("before"), &want)
		if n := f.unpack(&got, packed[len("before"):]); n != len(packed)-len("before") || got != want {
			t.Errorf("got %+v of %d bytes; want %+v of %d", got, n, want, len(packed)-len("before"))
		}
	})
}

// Every type of row of the contract can be packed, and no field is left out.
func TestFormsCoverTheirRows(t *testing.T) {
	covers(t, newRowCodec[claim.Prescription]())
	covers(t, newRowCodec[claim.Facility]())
	covers(t, newRowCodec[claim.Suppression]())
	covers(t, newRowCodec[holidayRow]())
	covers(t, newRowCodec[snapshotRow]())
}

func covers[Row any](t *testing.T, f *rowCodec[Row]) {
	t.Helper()
	row := reflect.TypeFor[Row]()
	held := map[uintptr]bool{}
	for _, at := range f.texts {
		held[at] = true
	}
	for _, s := range f.fixed {
		for at := range s.size {
			held[s.at+at] = true
		}
	}
	for i := range row.NumField() {
		if !held[row.Field(i).Offset] {
			t.Errorf("%s: %s is left out", row, row.Field(i).Name)
		}
	}
}
