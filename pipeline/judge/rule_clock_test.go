package judge

import (
	"testing"
	"time"

	"vigie/rules"
	"vigie/rules/claim"
)

// Of 130 claims on two workers, the first and the 65th of each are timed. Reading the clock takes a millisecond, and each rule two.
func TestRuleClock(t *testing.T) {
	all := rules.All()
	a := rules.NewAuditor(all)
	var at, reads, ofClaim int
	tick := func() time.Time {
		reads, ofClaim, at = reads+1, ofClaim+1, at+1
		if ofClaim > 2 { // a rule was asked before
			at += 2
		}
		return time.UnixMilli(int64(at))
	}
	clock := func() *RuleClock { return newRuleClock(tick, len(all)) }
	sum, workers := clock(), [2]*RuleClock{clock(), clock()}
	c := claim.NewCase(&claim.Context{Registers: &claim.Registers{}})
	c.Open(&claim.Claim{ClaimID: "C", Kind: claim.Transport, Service: claim.Taxi})
	for i := range 130 {
		ofClaim = 0
		workers[i%2].add(a, c)
	}
	for _, w := range workers {
		sum.merge(w)
	}
	if sum.claims != 130 || sum.timed != 4 {
		t.Fatalf("got %d claims, %d of them timed; want 130 and 4", sum.claims, sum.timed)
	}
	asked := 0
	for i, r := range all {
		want := 0.0
		if r.About == nil && r.Scope.Covers(claim.Transport, claim.Taxi) {
			asked++
			want = 0.260 // two milliseconds of each
		}
		if got := sum.Seconds(i); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%s: got %v s; want %v", r.ID, got, want)
		}
	}
	if want := 4 * (asked + 2); reads != want || asked < 20 {
		t.Errorf("the clock was read %d times for %d rules; want %d times", reads, asked, want)
	}
	if got := clock().Seconds(0); got != 0 {
		t.Errorf("no claim was timed: got %v s; want none", got)
	}
	var none *RuleClock // where nobody asks
	none.add(a, c)
	none.merge(sum)
}
