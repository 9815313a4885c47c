package claim

import (
	"fmt"
	"maps"
	"testing"
)

type rowsByKey[Row any] map[string][]Row

func (r rowsByKey[Row]) Of(key string) []Row { return r[key] }

func TestRegistersThatMatchNoClaim(t *testing.T) {
	trips := func(n int) (list []*Claim) {
		for i := range n {
			list = append(list, &Claim{Kind: Transport, Service: VSL, BillerID: fmt.Sprintf("075%04d", i%20), PatientID: "P1"})
		}
		return list
	}
	f := func(name string, operators rowsByKey[Operator], partial bool, claims []*Claim, part bool, want map[string]int64) {
		t.Helper()
		r := &Registers{Operators: operators, Accidents: rowsByKey[Accident]{"W1": {{}}}}
		r.Undecided("operators", nil, partial)
		m := NewMatching(r)
		for _, c := range claims {
			m.Add(c)
		}
		if got := m.Unmatched(part); !maps.Equal(got, want) {
			t.Errorf("%s: got %v; want %v", name, got, want)
		}
		r.ProveNothing(want)
		if r.Partial["operators"] != (partial || len(want) > 0) {
			t.Errorf("%s: got a register that is partial: %v", name, r.Partial)
		}
	}
	lost := rowsByKey[Operator]{"7500001": {{}}, "750001": {{}}}
	f("leading zeros lost", lost, false, trips(40), false, map[string]int64{"operators": 20})
	f("one of twenty", rowsByKey[Operator]{"0750019": {{}}}, false, trips(40), false, nil)
	f("the only key", lost, false, trips(1), false, map[string]int64{"operators": 1})
	f("a local extract", lost, true, trips(40), false, nil)
	f("no claim", lost, false, nil, false, nil)
	f("a part of the claims", lost, false, trips(2), true, map[string]int64{"operators": 2, "accidents": 0})
}
