package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// rulingsOf applies one rule about groups to some claims, group by group, and merges the rulings of each claim.
func rulingsOf(r *Rule, lines ...*claim.Claim) map[uint64]GroupRuling {
	a := NewAuditor([]*Rule{r})
	groups := map[uint64][]claim.Member{}
	for position, line := range lines {
		a.Members(open(line, &claim.Registers{}), EveryRule, 0, func(m *claim.Member) {
			m.Position = uint64(position)
			groups[m.Group] = append(groups[m.Group], *m)
		})
	}
	rulings := map[uint64]GroupRuling{}
	for _, members := range groups {
		slices.SortFunc(members, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
		a.JudgeGroup(members, &InputFacts{}, law.Defaults(), nil, func(m GroupRuling) {
			if old, has := rulings[m.Position]; has {
				m = old.Merge(m)
			}
			rulings[m.Position] = m
		})
	}
	return rulings
}

// crewed is a trip with a crew of two at most, between hours of a day.
func crewed(n int, driver, attendant, plate string, from, to int) *claim.Claim {
	line := ride("PAT", fmt.Sprintf("C%04d", n), from, to, 20)
	line.Known = line.Known.With(claim.ColDriverID).With(claim.ColAttendantID)
	line.DriverID, line.AttendantID, line.Plate = driver, attendant, plate
	return line
}

// A claim is found through its driver and through its attendant. Each other claim counts once, also where both find more than are named.
func TestRelatedClaimsCountOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, size := range []int{3, 30, 400} {
		var lines []*claim.Claim
		for n := range size {
			from := 8 + r.IntN(6)
			crew := r.Perm(4)
			attendant := fmt.Sprint("D", crew[1])
			if r.IntN(4) == 0 {
				attendant = ""
			}
			lines = append(lines, crewed(n, fmt.Sprint("D", crew[0]), attendant, fmt.Sprint("AA00", r.IntN(3), "AA"), from, from+1+r.IntN(4)))
		}
		rulings := rulingsOf(&crewInTwoVehicles, lines...)
		largest := 0
		for i, a := range lines {
			want := 0
			for j, b := range lines {
				mate := b.DriverID == a.DriverID || b.DriverID == a.AttendantID ||
					b.AttendantID != "" && (b.AttendantID == a.DriverID || b.AttendantID == a.AttendantID)
				if i != j && mate && a.Plate != b.Plate && a.DepartedAt < b.ArrivedAt && b.DepartedAt < a.ArrivedAt {
					want++
				}
			}
			largest = max(largest, want)
			if m := rulings[uint64(i)]; m.Others != want || len(m.Related) < min(want, MostRelated) {
				t.Fatalf("of %d claims: got %d others, %d named; want %d", size, m.Others, len(m.Related), want)
			}
		}
		if size == 400 && largest <= MostRelated {
			t.Errorf("got at most %d others; want a claim with more than are named", largest)
		}
	}
}
