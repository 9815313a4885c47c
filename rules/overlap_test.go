package rules

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// tripsOf is a group of trips, from and to in minutes, in order of time.
func tripsOf(spans ...[3]int64) *Group {
	g := &Group{parameters: law.Defaults()}
	for n, span := range spans {
		m := claim.Member{Position: uint64(n), Day: march(10), From: 60 * span[0], To: 60 * span[1], Patient: uint64(span[2])}
		g.Members = append(g.Members, m)
	}
	slices.SortFunc(g.Members, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
	return g
}

// someTrips are up to a dozen trips of up to five patients within an hour.
func someTrips(r *rand.Rand) *Group {
	spans := make([][3]int64, r.IntN(13))
	for i := range spans {
		from := r.Int64N(60)
		spans[i] = [3]int64{from, from + r.Int64N(30), 1 + r.Int64N(5)}
	}
	return tripsOf(spans...)
}

// Second by second: two trips overlap for as many minutes as both have a patient on board.
func TestOverlappingAgreesWithACount(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		g := someTrips(r)
		got := map[[2]int]int64{}
		overlapping(g, func(i, j int, minutes int64) {
			if _, twice := got[[2]int{i, j}]; twice || i >= j {
				t.Fatalf("got the pair %d, %d twice or backwards", i, j)
			}
			got[[2]int{i, j}] = minutes
		})
		for i := range g.Members {
			for j := i + 1; j < len(g.Members); j++ {
				together := int64(0)
				for at := int64(0); at < 5400; at++ {
					if on(g, i, at, arrivalOf) && on(g, j, at, arrivalOf) {
						together++
					}
				}
				want, counts := together/60, together > 300
				if minutes, found := got[[2]int{i, j}]; found != counts || found && minutes != want {
					t.Fatalf("%v: got %d minutes, found %t; want %d, %t", spansOf(g), minutes, found, want, counts)
				}
			}
		}
	}
}

// Second by second: the largest number of patients on board with a trip.
func TestAboardAgreesWithACount(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		g := someTrips(r)
		for name, off := range map[string]func(*claim.Member) int64{"to the arrival": arrivalOf, "less the margin": shortlyBefore(g)} {
			got := make([]int, len(g.Members))
			aboard(g, off, func(now []int, patients int) {
				at := g.Members[now[len(now)-1]].From
				for _, m := range now {
					if !on(g, m, at, off) {
						t.Fatalf("%v: got %d on board at %d; want only who is", spansOf(g), m, at/60)
					}
					got[m] = max(got[m], patients)
				}
			})
			want := make([]int, len(g.Members))
			for at := int64(0); at < 5400; at++ {
				seated := map[uint64]bool{}
				for m := range g.Members {
					if on(g, m, at, off) {
						seated[g.Members[m].Patient] = true
					}
				}
				for m := range g.Members {
					if on(g, m, at, off) {
						want[m] = max(want[m], len(seated))
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%v, %s: got %v patients; want %v", spansOf(g), name, got, want)
			}
		}
	}
}

func on(g *Group, m int, at int64, off func(*claim.Member) int64) bool {
	return g.Members[m].From <= at && at < off(&g.Members[m])
}

func spansOf(g *Group) (spans [][3]int64) {
	for i := range g.Members {
		m := &g.Members[i]
		spans = append(spans, [3]int64{m.From / 60, m.To / 60, int64(m.Patient)})
	}
	return spans
}

// The margin is five minutes: a shorter or equal overlap does not count, and a hand-over is none.
func TestMargin(t *testing.T) {
	f := func(from int64, want int64) {
		t.Helper()
		got := int64(-1)
		overlapping(tripsOf([3]int64{0, 60, 1}, [3]int64{from, 90, 2}), func(_, _ int, minutes int64) { got = minutes })
		if got != want {
			t.Errorf("a trip from minute %d: got %d minutes together; want %d", from, got, want)
		}
	}
	f(53, 7)
	f(54, 6)
	f(55, -1)
	f(60, -1)
	f(61, -1)
}

// Each member is flagged once, with the gravest and then the highest of its findings, and the others of all of them.
func TestMeetings(t *testing.T) {
	g := tripsOf([3]int64{0, 60, 1}, [3]int64{10, 60, 2}, [3]int64{20, 60, 3}, [3]int64{30, 60, 4})
	var rulings []GroupRuling
	g.flag = func(m GroupRuling) { rulings = append(rulings, m) }
	var found meetings
	found.flag(g, nil)
	if rulings != nil {
		t.Fatalf("got %v of nothing; want no rulings", rulings)
	}
	found.pair(0, 1, Review, 50)
	found.pair(0, 2, Review, 40)
	found.pair(2, 0, Anomaly, 10)
	found.flag(g, func(of *meeting) []Found { return []Found{numberFound("n", of.number)} })
	f := func(n int, position uint64, v Verdict, number string, related ...uint64) {
		t.Helper()
		if m := rulings[n]; m.Position != position || m.Verdict != v || m.Found[0].Value.Raw != number || !slices.Equal(m.Related, related) {
			t.Errorf("got claim %d %s, %s, with %v; want %d %s, %s, with %v", m.Position, m.Verdict, m.Found[0].Value.Raw, m.Related, position, v, number, related)
		}
	}
	if len(rulings) != 3 {
		t.Fatalf("got %d rulings; want one for each of three", len(rulings))
	}
	f(0, 0, Anomaly, "10", 1, 2)
	f(1, 1, Review, "50", 0)
	f(2, 2, Anomaly, "10", 0)
}

// Findings do not depend on the order in which the claims were read.
func TestGroupsInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		g := someTrips(r)
		if len(g.Members) == 0 {
			continue
		}
		judged := func(order []claim.Member) (rulings []GroupRuling) {
			a := NewAuditor(All())
			for i := range order {
				order[i].Key, order[i].Rules = claim.ByPlate, 1<<len(a.across.byKey[claim.ByPlate])-1
				order[i].Service, order[i].Departure, order[i].Arrival = claim.VSL, 1, 2
			}
			slices.SortFunc(order, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
			a.JudgeGroup(order, &InputFacts{Registers: &claim.Registers{}}, law.Defaults(), nil, func(m GroupRuling) { rulings = append(rulings, m) })
			slices.SortFunc(rulings, func(a, b GroupRuling) int {
				return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.RuleIndex, b.RuleIndex), a.Compare(&b))
			})
			return rulings
		}
		want := judged(slices.Clone(g.Members))
		shuffled := slices.Clone(g.Members)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		got := judged(shuffled)
		if !slices.EqualFunc(got, want, func(a, b GroupRuling) bool {
			return a.Position == b.Position && a.RuleIndex == b.RuleIndex && a.Compare(&b) == 0
		}) {
			t.Fatalf("%v shuffled: got %v; want %v", spansOf(g), got, want)
		}
	}
}
