package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// BenchmarkCrowd judges one group of overlapping claims: of one vehicle, one patient, one crew, or the same claim again and again, as hours
// that were lost and placeholders make them. The time of a claim must not grow with the group (ns/claim).
func BenchmarkCrowd(b *testing.B) {
	kinds := []struct {
		name  string
		rule  *Rule
		alter func(line *claim.Claim, n int)
	}{
		{"vehicle", &vehicleInTwoPlaces, func(*claim.Claim, int) {}},
		{"vehicle of vsl", &vslOverloaded, func(line *claim.Claim, _ int) { line.Service = claim.VSL }},
		{"vehicle by day", &vehicleDayOverload, func(*claim.Claim, int) {}},
		{"patient", &patientInTwoPlaces, func(line *claim.Claim, n int) { line.PatientID, line.Plate = "PAT", fmt.Sprintf("AA%05dAA", n) }},
		{"crew", &crewInTwoVehicles, func(line *claim.Claim, n int) {
			line.DriverID, line.Plate = "D1", fmt.Sprintf("AA%05dAA", n)
		}},
		{"identical", &duplicateClaim, func(line *claim.Claim, _ int) {
			line.PatientID, line.DepartedAt, line.ArrivedAt = "PAT", march(10).Clock(9, 0), march(10).Clock(10, 0)
			line.DeparturePostcode, line.ArrivalPostcode = "75001", "69003"
		}},
	}
	for _, kind := range kinds {
		for _, size := range []int{2000, 8000, 16000} {
			b.Run(fmt.Sprintf("%s/claims=%d", kind.name, size), func(b *testing.B) {
				a := NewAuditor([]*Rule{kind.rule})
				members := busyDay(a, size, kind.alter)
				var scratch []claim.Member
				flagged := 0
				b.ReportAllocs()
				for b.Loop() {
					flagged = 0
					scratch = a.JudgeGroup(members, &InputFacts{}, law.Defaults(), scratch, func(GroupRuling) { flagged++ })
				}
				if flagged == 0 {
					b.Errorf("%s: got no ruling on %d overlapping claims", kind.rule.ID, size)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size), "ns/claim")
			})
		}
	}
}

// busyDay is the members of the largest group of so many trips in the first ten hours of a day, each between two of six places and half an hour
// long or more, which alter gives what they have in common.
func busyDay(a *Auditor, size int, alter func(line *claim.Claim, n int)) (members []claim.Member) {
	places := []string{"75001", "75002", "69001", "69003", "13001", "31000"}
	r := rand.New(rand.NewPCG(1, 2))
	groups := map[uint64][]claim.Member{}
	for n := range size {
		line := crewed(n, fmt.Sprint("D", n), "", "AA001AA", 0, 0)
		line.PatientID = fmt.Sprint("PAT", n)
		from := r.IntN(600)
		to := from + 30 + r.IntN(600)
		line.DepartedAt, line.ArrivedAt = march(10).Clock(from/60, from%60), march(10).Clock(to/60, to%60)
		line.DeparturePostcode, line.ArrivalPostcode = places[r.IntN(len(places))], places[r.IntN(len(places))]
		alter(line, n)
		a.Members(open(line, &claim.Registers{}), EveryRule, 0, func(m *claim.Member) {
			m.Position = uint64(n)
			groups[m.Group] = append(groups[m.Group], *m)
		})
	}
	for _, group := range groups {
		if len(group) > len(members) {
			members = group
		}
	}
	slices.SortFunc(members, func(x, y claim.Member) int { return claim.CompareMembers(&x, &y) })
	return members
}
