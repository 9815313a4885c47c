package parquet

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// Numbers come back through the second library's decoders, runs and packed groups in any order.
func TestHybrid(t *testing.T) {
	f := func(width int, want ...uint32) {
		t.Helper()
		r := runs{from: bytes.NewReader(appendHybrid(nil, want, width)), width: uint64(width), left: len(want)}
		var got []uint32
		for r.left > 0 {
			value, n, err := r.peek()
			if err != nil {
				t.Fatalf("%d of %d numbers of %d bits: %v", len(got), len(want), width, err)
			}
			got = append(got, slices.Repeat([]uint32{uint32(value)}, n)...)
			r.skip(n)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d bits: got %v; want %v", width, got, want)
		}
		if r.from.Len() > 0 {
			t.Errorf("%d bits: %d bytes are left", width, r.from.Len())
		}
	}
	f(1)
	f(1, 1)
	f(3, 1, 2, 3, 4, 5, 6, 7)
	f(3, 1, 2, 3, 4, 5, 6, 7, 0)
	f(3, 1, 2, 3, 4, 5, 6, 7, 0, 1)
	random := rand.New(rand.NewPCG(1, 2))
	for width := 1; width <= 24; width++ {
		for range 20 {
			var list []uint32
			for range random.IntN(40) {
				value, n := random.Uint32N(1<<width), 1
				if random.IntN(3) == 0 {
					n = random.IntN(600)
				}
				list = append(list, slices.Repeat([]uint32{value}, n)...)
			}
			f(width, list...)
		}
	}
}

// A page that ends before what its header tells of is an error, wherever it is cut.
func TestRunsEndEarly(t *testing.T) {
	whole := appendHybrid(nil, append(slices.Repeat([]uint32{300}, 20), 1, 2, 3, 400, 5, 6, 7, 8, 9), 9)
	for n := range whole {
		r := runs{from: bytes.NewReader(whole[:n]), width: 9, left: 29}
		var err error
		for r.left > 0 && err == nil {
			var length int
			if _, length, err = r.peek(); err == nil {
				r.skip(length)
			}
		}
		if err == nil {
			t.Errorf("cut to %d of %d bytes: got no error", n, len(whole))
		}
	}
}

func TestCachedDictionary(t *testing.T) {
	var d cachedDictionary
	f := func(s string, want uint32, kept string) {
		t.Helper()
		code, hash := d.add(s)
		if code != want || string(d.at(code)) != kept || hash != hashText(kept) {
			t.Errorf("%q: got %q at %d; want %q at %d", s, d.at(code), code, kept, want)
		}
	}
	for range 2 {
		f("", 0, "")
		f("a", 1, "a")
		f("", 0, "")
		f("é", 2, "é")
		f("a\xff", 3, "a\uFFFD")
		f("a\uFFFD", 3, "a\uFFFD")
		f("a", 1, "a")
		for i := range 1000 {
			s := string(rune('A' + i))
			f(s+"-", uint32(4+i), s+"-")
		}
		d.reset()
	}
}
