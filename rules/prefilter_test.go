package rules

import (
	"reflect"
	"slices"
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A member and a group key have a byte for the rules of a key, and a RuleSet has 64 bits.
func TestRulesFitTheirSets(t *testing.T) {
	a := NewAuditor(All())
	for key, of := range a.across.byKey {
		if len(of) > 8 {
			t.Errorf("key %d: got %d rules; want at most 8", key, len(of))
		}
		extra := map[uintptr]bool{}
		for _, i := range of {
			if f := a.Rules[i].Across.Extra; f != nil {
				extra[reflect.ValueOf(f).Pointer()] = true
			}
		}
		if len(extra) > 1 {
			t.Errorf("key %d: got %d different Extras; want at most one, because their values would be combined", key, len(extra))
		}
	}
	across := 0
	for i, r := range a.Rules {
		if r.Across != nil {
			across++
			if a.across.sets[i] == 0 {
				t.Errorf("%s is the %dth rule across claims; want at most 64", r.ID, across)
			}
		}
	}
}

func TestPrefilters(t *testing.T) {
	at := func(from uint32, length uint16, extra uint32) claim.GroupKey {
		return claim.GroupKey{From: 60 * from, Length: length, Extra: extra, Rules: 1}
	}
	f := func(prefilter func(*KeyGroup), members []claim.GroupKey, want ...uint64) {
		t.Helper()
		for i := range members {
			members[i].Position = uint64(i)
		}
		var got []uint64
		prefilter(&KeyGroup{Members: members, Input: &InputFacts{}, parameters: law.Defaults(), bit: 1, candidate: func(position uint64, _ RuleSet) { got = append(got, position) }})
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("got %v; want %v", got, want)
		}
	}
	f(prefilterOverlapping, []claim.GroupKey{at(0, 60, 0), at(60, 60, 0)})                       // a hand-over
	f(prefilterOverlapping, []claim.GroupKey{at(0, 61, 0), at(60, 60, 0)}, 0, 1)                 // a minute together
	f(prefilterOverlapping, []claim.GroupKey{at(0, 0, 0), at(0, 0, 0), at(9, 0, 0)}, 0, 1)       // one instant
	f(prefilterOverlapping, []claim.GroupKey{at(0, 99, 0), at(10, 5, 0), at(50, 5, 0)}, 0, 1, 2) // the first lasts over both
	f(prefilterOverlappingOrExtra, []claim.GroupKey{at(0, 60, 0), at(70, 60, 1), at(200, 60, 0)}, 1)
	f(prefilterGroupsWithExtra, []claim.GroupKey{at(0, 0, 0), at(70, 0, 0)})
	f(prefilterGroupsWithExtra, []claim.GroupKey{at(0, 0, 0), at(70, 0, 1)}, 0, 1)
	f(prefilterGroupsBeyondExtra, []claim.GroupKey{at(0, 0, 2), at(70, 0, 2)})
	f(prefilterGroupsBeyondExtra, []claim.GroupKey{at(0, 0, 2), at(70, 0, 2), at(80, 0, 4)}, 0, 1, 2)

	trip := claim.GroupKey{Day: 100, Rules: 1}
	actOn := func(day civil.Day) claim.GroupKey { return claim.GroupKey{Day: day, Rules: 1, Context: 1} }
	f(prefilterTripsWithoutAct, []claim.GroupKey{trip, actOn(100)})
	f(prefilterTripsWithoutAct, []claim.GroupKey{trip, actOn(101)})
	f(prefilterTripsWithoutAct, []claim.GroupKey{trip, actOn(102)}, 0)
	f(prefilterTripsWithoutAct, []claim.GroupKey{actOn(99), trip}, 1)
}
