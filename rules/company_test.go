package rules

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// overlapRules are the rules that look at every two claims that overlap, or at everybody on board.
var overlapRules = []*Rule{&crewInTwoVehicles, &patientInTwoPlaces, &vehicleInTwoPlaces, &ambulanceTwoPatients, &vslOverloaded, &sharedCodeAlone,
	&sharedIncompatible, &sharedWithoutAbatement, &sharedDetour, &moreVehiclesThanFleet}

// crowdOf is a group of claims that overlap, with few values each; large says how many.
func crowdOf(r *rand.Rand, key claim.Key, large int) []claim.Member {
	var members []claim.Member
	span, days := int64(1+r.IntN(120)), r.IntN(4)
	doubt := r.IntN(8) == 0
	for n := range large {
		from := 60 * r.Int64N(span)
		m := claim.Member{
			Key: key, Group: uint64(key), Position: uint64(n), Rules: 0xff, Day: march(10), From: from, To: from + 20*r.Int64N(3*span), Service: claim.VSL,
			Patient: uint64(1 + r.IntN(2+large/3)), Plate: uint64(r.IntN(4)), Biller: uint64(1 + r.IntN(2)), Mate: uint64(r.IntN(4)),
			Departure: claim.Postcode(1 + r.IntN(3)), Arrival: claim.Postcode(r.IntN(4)), SharedCode: []uint8{0, 0, 2, 3, 4, 1, claim.ThreeOrMore, claim.CodeUnknown}[r.IntN(8)],
			Limit: int32(r.IntN(3)), Earlier: r.IntN(2+days) == 0, Doubt: doubt && r.IntN(9) == 0,
			Detour: []claim.Km{90, 110, 210, 310, claim.NotGiven}[r.IntN(5)], NoDetour: uint8(r.IntN(len(detourMayLack))),
			Opinion: []uint8{uint8(Anomaly), uint8(Compliant), uint8(InsufficientData), uint8(Anomaly)}[r.IntN(4)],
		}
		if key != claim.ByCrew {
			m.Mate = 0
		}
		if key == claim.ByPatient && r.IntN(3) == 0 {
			m.Kind, m.To = claim.Care, m.From
		}
		copy(m.ID[:], fmt.Sprintf("C%04d", r.IntN(1e4)))
		members = append(members, m)
	}
	slices.SortFunc(members, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
	return members
}

// ruled judges a group by one rule, and merges its rulings of each claim.
func ruled(r *Rule, members []claim.Member, quick bool) map[uint64]GroupRuling {
	rulings := map[uint64]GroupRuling{}
	g := Group{Members: slices.Clone(members), Input: &InputFacts{Registers: &claim.Registers{}}, parameters: law.Defaults(), rule: r, quick: quick}
	g.flag = func(m GroupRuling) {
		m.Patterns = nil
		if old, has := rulings[m.Position]; has {
			m = old.Merge(m)
		}
		rulings[m.Position] = m
	}
	r.Across.Judge(&g)
	return rulings
}

// Claims that overlap by the thousand are not looked at pair by pair. On small groups, both ways give the same: verdicts, facts, related
// claims and their number.
func TestCrowdsAgreeWithPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for n := range 300 {
		for _, rule := range overlapRules {
			members := crowdOf(r, rule.Across.Key, 1+r.IntN(12+n%40))
			want, got := ruled(rule, members, false), ruled(rule, members, true)
			if !reflect.DeepEqual(got, want) {
				for position := range want {
					if !reflect.DeepEqual(got[position], want[position]) {
						t.Errorf("%s: claim %d of %d:\ngot  %+v\nwant %+v", rule.ID, position, len(members), got[position], want[position])
					}
				}
				t.Fatalf("%s: got %d rulings; want %d", rule.ID, len(got), len(want))
			}
		}
	}
}

// With more others than are named, both ways name the same first ones and count all.
func TestLargeCrowdsAgreeWithPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 3 {
		for _, rule := range overlapRules {
			members := crowdOf(r, rule.Across.Key, 150)
			if want, got := ruled(rule, members, false), ruled(rule, members, true); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: the two ways differ", rule.ID)
			}
		}
	}
}
