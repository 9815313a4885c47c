package claim

import (
	"iter"
	"slices"
	"testing"
)

type facilities []Facility

func (f facilities) Of(id string) []Facility {
	for i := range f {
		if f[i].FacilityID == id {
			return f[i : i+1]
		}
	}
	return nil
}

func (f facilities) All() iter.Seq[*Facility] {
	return func(yield func(*Facility) bool) {
		for i := range f {
			if !yield(&f[i]) {
				return
			}
		}
	}
}

// A structure can replace another of its kind if it has all its specialties, and not the other way round.
func TestStructuresOfTheSameUse(t *testing.T) {
	var s structures
	all := facilities{
		{FacilityID: "A", Kind: "hospital", Specialties: "dialysis;oncology"},
		{FacilityID: "B", Kind: "hospital", Specialties: " oncology ; surgery;dialysis;dialysis"},
		{FacilityID: "C", Kind: "hospital", Specialties: "dialysis"},
		{FacilityID: "D", Kind: "esms", Specialties: "dialysis;oncology"},
		{FacilityID: "E", Kind: "hospital", Specialties: "oncology;dialysis"},
	}
	f := func(id string, want ...string) {
		t.Helper()
		var got []string
		for _, able := range s.of(id, all).able() {
			got = append(got, able.FacilityID)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("in the place of %s: got %q; want %q", id, got, want)
		}
	}
	f("A", "A", "B", "E")
	f("B", "B")
	f("C", "A", "B", "C", "E")
	f("D", "D")
	f("E", "A", "B", "E")
	if s.of("F", all) != nil {
		t.Error("got a group for a facility that is not listed; want none")
	}
}

func TestShare(t *testing.T) {
	f := func(amount Cents, parts, whole int64, want Cents) {
		t.Helper()
		if got := amount.Share(parts, whole); got != want {
			t.Errorf("%d of %d of %s: got %s; want %s", parts, whole, amount, got, want)
		}
	}
	f(10000, 1, 4, 2500)
	f(10002, 1, 4, 2501) // 25.005: half up
	f(10001, 1, 4, 2500)
	f(100, 1, 3, 33)
	f(100, 2, 3, 67)
	f(1, 1, 2, 1)
	f(10000, 4, 4, 10000)
	f(10000, 5, 4, 10000)
	f(10000, 0, 4, 0)
	f(10000, -1, 4, 0)
	f(-10000, 1, 4, 0)
	f(1e15, 1<<30-1, 1<<30, 999999999068677) // beyond 64 bits on the way: 10^15 - 10^15/2^30
}
