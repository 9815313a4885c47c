package pipeline

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
	clock := func() *ruleClock { return &ruleClock{now: tick, took: make([]time.Duration, len(all))} }
	sum, workers := clock(), [2]*ruleClock{clock(), clock()}
	c := claim.NewCase(&claim.Context{Registers: &claim.Registers{}})
	c.Open(&claim.Claim{ClaimID: "C", Kind: claim.Transport, Service: claim.Taxi})
	for i := range 130 {
		ofClaim = 0
		workers[i%2].see(a, c)
	}
	for _, w := range workers {
		sum.join(w)
	}
	if sum.seen != 130 || sum.timed != 4 {
		t.Fatalf("got %d claims, %d of them timed; want 130 and 4", sum.seen, sum.timed)
	}
	asked := 0
	for i, r := range all {
		want := 0.0
		if r.About == nil && r.Scope.Covers(claim.Transport, claim.Taxi) {
			asked++
			want = 0.260 // two milliseconds of each
		}
		if got := sum.seconds(i); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%s: got %v s; want %v", r.ID, got, want)
		}
	}
	if want := 4 * (asked + 2); reads != want || asked < 20 {
		t.Errorf("the clock was read %d times for %d rules; want %d times", reads, asked, want)
	}
	if got := clock().seconds(0); got != 0 {
		t.Errorf("no claim was timed: got %v s; want none", got)
	}
	var none *ruleClock // where nobody asks
	none.see(a, c)
	none.join(sum)
}

// Without a meter there is no clock, so a run without metrics reads none.
func TestNoRuleClock(t *testing.T) {
	r := &run{auditor: rules.NewAuditor(rules.All())}
	if r.newRuleClock() != nil {
		t.Error("got a clock; want none without a meter")
	}
	r.Meter = &Meter{}
	if r.newRuleClock() == nil {
		t.Error("got no clock for a meter")
	}
}
