package scratch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Whatever memory holds at a time, records come in the order of their keys, those of one key as they were added.
func TestSorter(t *testing.T) {
	type record struct {
		key  uint64
		text string
	}
	f := func(records, memory int) {
		t.Helper()
		s, err := CreateSorter(t.TempDir(), "rows-", memory)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		random := rand.New(rand.NewPCG(1, 2))
		var want []record
		for len(want) < records {
			var batch Records
			for range random.IntN(4) {
				r := record{random.Uint64N(uint64(records)), fmt.Sprint(len(want))}
				batch.Append(r.key, func(to []byte) []byte { return append(to, r.text...) })
				want = append(want, r)
			}
			s.Add(batch)
		}
		slices.SortStableFunc(want, func(a, b record) int { return int(a.key) - int(b.key) })
		i := 0
		err = s.Each(func(got []byte) error {
			if i >= len(want) || string(got) != want[i].text {
				t.Fatalf("%d records, %d bytes: record %d: got %q", records, memory, i, got)
			}
			i++
			return nil
		})
		if err != nil || i != len(want) {
			t.Errorf("%d records, %d bytes: got %d records, %v; want %d", records, memory, i, err, len(want))
		}
	}
	f(0, 100)
	f(1, 100)
	f(200, 1)
	f(200, 50)
	f(200, 1<<20)
}

// A log gives its records back as often as it is asked, and a failure of the disk instead of records that it lost.
func TestLog(t *testing.T) {
	l, err := CreateLog(t.TempDir(), "log-")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"", "a", strings.Repeat("b", 100_000)}
	for _, s := range want {
		l.Add([]byte(s))
	}
	for range 2 {
		i := 0
		for got, err := range l.Each() {
			if err != nil || string(got) != want[i] {
				t.Fatalf("record %d: got %d bytes, %v; want %d", i, len(got), err, len(want[i]))
			}
			i++
		}
		if i != len(want) {
			t.Errorf("got %d records; want %d", i, len(want))
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l.Add([]byte(strings.Repeat("c", 100_000)))
	for _, err = range l.Each() {
		if err != nil {
			break
		}
	}
	if err == nil {
		t.Error("behind a write that failed: got no error")
	}
}
