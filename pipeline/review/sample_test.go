package review

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAllot(t *testing.T) {
	f := func(n int64, sizes, want []int64) {
		t.Helper()
		list := make([]Stratum, len(sizes))
		for i, size := range sizes {
			list[i].Size = size
		}
		allot(list, n)
		for i := range list {
			if list[i].Sampled != want[i] {
				t.Errorf("%d of %v: got %d from stratum %d; want %v", n, sizes, list[i].Sampled, i, want)
			}
		}
	}
	f(0, []int64{5, 1}, []int64{0, 0})
	f(1, []int64{1, 5}, []int64{0, 1})
	f(2, []int64{1, 5, 3}, []int64{0, 1, 1})
	f(3, []int64{1, 5, 3}, []int64{1, 1, 1})
	f(6, []int64{1, 5, 3}, []int64{1, 3, 2})
	f(9, []int64{1, 5, 3}, []int64{1, 5, 3})
	f(90, []int64{1, 5, 3}, []int64{1, 5, 3})
	f(10, []int64{1000, 1, 1}, []int64{8, 1, 1})
}

// A sample has as many findings as were asked for, where there are as many, and none more than its stratum holds.
func TestAllotAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.Int64Range(1, 1000), 1, 30).Draw(t, "sizes")
		n := rapid.Int64Range(0, 40_000).Draw(t, "n")
		var all, got int64
		list := make([]Stratum, len(sizes))
		for i, size := range sizes {
			list[i].Size = size
			all += size
		}
		allot(list, n)
		for _, s := range list {
			got += s.Sampled
			if s.Sampled > s.Size || n >= int64(len(sizes)) && s.Sampled < 1 {
				t.Fatalf("got %d of a stratum of %d", s.Sampled, s.Size)
			}
		}
		if got != min(n, all) {
			t.Fatalf("got %d; want %d", got, min(n, all))
		}
	})
}

func TestInert(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		got := Inert(text)
		if got != want {
			t.Errorf("%q: got %q; want %q", text, got, want)
		}
		if back := Active(got); back != text {
			t.Errorf("%q: came back as %q", text, back)
		}
	}
	f("", "")
	f("CLAIM-1", "CLAIM-1")
	f("2,32 € ; autres lignes : 1", "2,32 € ; autres lignes : 1")
	f("=1+1", "'=1+1")
	f("+33", "'+33")
	f("-1", "'-1")
	f("@SUM(A1)", "'@SUM(A1)")
	f("＝1", "'＝1")
	f(" =1", "' =1")
	f("'=1", "''=1")
	f("''=1", "'''=1")
	f("'quoted", "'quoted")
	f("a;=1", "a;'=1")
	f("a,=1\n-2", "a,'=1\n'-2")
	f("\t=1", "\t'=1")
	f("\r=1", "\r'=1")
	f("==1", "'==1")
	f(";=;=", ";'=;'=")
}

// What was made inert comes back as it was.
func TestInertReversible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune(" '=+-@;,\t\r\nx")), 0, 12, -1).Draw(t, "text")
		if back := Active(Inert(text)); back != text {
			t.Fatalf("%q: came back as %q through %q", text, back, Inert(text))
		}
	})
}
