package judge

import (
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// A few implausible days do not move the day of a run; days that are many, or near, or all there is, do.
func TestHorizon(t *testing.T) {
	march := civil.Date(2026, 3, 10)
	trip := func(served, sent, paid civil.Day) claim.Claim {
		return claim.Claim{Kind: claim.Transport, DepartedAt: served.At(9 * 3600), SentOn: sent, PaidOn: paid}
	}
	f := func(name string, want civil.Day, wantLeft int64, ordinary int, others ...claim.Claim) {
		t.Helper()
		parts := [2]*Horizon{NewHorizon(), NewHorizon()} // claims are shared among judges
		for i := range ordinary {
			c := trip(march, march+2, 0)
			parts[i%2].Add(&c)
		}
		for i := range others {
			parts[(i+1)%2].Add(&others[i])
		}
		parts[1].Merge(parts[0])
		if day, left, _ := parts[1].AsOf(); day != want || left != wantLeft {
			t.Errorf("%s: got %s and %d left out; want %s and %d", name, day, left, want, wantLeft)
		}
	}
	far := civil.Date(2062, 3, 12)
	f("nothing wrong", march+2, 0, 5)
	f("one cell of few claims", march+2, 1, 5, trip(march, march+2, far))
	f("the only claim", march+2, 1, 0, trip(march, march+2, far))
	f("the only day", far, 0, 0, trip(march, far, 0))
	f("a year too many", march+2, 1, 50, trip(march, march+367, 0))
	f("two cells of few claims", far, 0, 5, trip(march, 0, far), trip(march, 0, far))
	f("two cells of 2,001 claims", march+2, 2, 1999, trip(march, 0, far), trip(march, 0, far))
	f("two cells of 2,000 claims: not under 1 in 1,000", far, 0, 1998, trip(march, 0, far), trip(march, 0, far))
	f("two days, one behind the other", march+2, 2, 1999, trip(march, 0, far), trip(march, 0, far+FarDays+1))
	f("a late payment that others lead up to", march+590, 0, 5, trip(march, 0, march+300), trip(march, 0, march+590))
	f("a trip of its own that long after the others", far+1, 0, 5, trip(far, far+1, 0))
	f("the same among 1,001 claims", march+2, 1, 1000, trip(far, far+1, 0))
	f("exactly FarDays behind the others", march+2+FarDays, 0, 5, trip(march, march+2+FarDays, 0))
	f("nothing filed", march, 0, 0, trip(march, 0, 0), trip(march-400, 0, 0))
	f("no claims", 0, 0, 0)
}
