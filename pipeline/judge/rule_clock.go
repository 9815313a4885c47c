package judge

import (
	"time"

	"vigie/rules"
	"vigie/rules/claim"
)

// TimedClaims says that a judge times the rules on one claim in so many, so that the run is hardly slower for it.
const TimedClaims = 64

// RuleClock finds out how long the rules of single claims take. A nil one times nothing.
type RuleClock struct {
	now      func() time.Time
	claims   int64
	timed    int64
	overhead time.Duration   // what reading the clock takes, which is about as long as a fast rule: the least that was seen
	took     []time.Duration // on the timed claims, by rule index
}

// newRuleClock is nil where now is nil.
func newRuleClock(now func() time.Time, count int) *RuleClock {
	if now == nil {
		return nil
	}
	return &RuleClock{now: now, took: make([]time.Duration, count)}
}

// add times the rules on one claim in TimedClaims, before they judge it: no register was asked about it yet, as when they do.
func (k *RuleClock) add(a *rules.Auditor, c *claim.Case) {
	if k == nil {
		return
	}
	if k.claims++; k.claims%TimedClaims != 1 {
		return
	}
	first := k.now()
	last := k.now()
	if overhead := last.Sub(first); k.timed == 0 || overhead < k.overhead {
		k.overhead = overhead
	}
	k.timed++
	a.AskEach(c, func(index int) {
		now := k.now()
		k.took[index] += max(0, now.Sub(last)-k.overhead)
		last = now
	})
}

// merge adds what another clock measured.
func (k *RuleClock) merge(o *RuleClock) {
	if k == nil {
		return
	}
	k.claims, k.timed = k.claims+o.claims, k.timed+o.timed
	for i, took := range o.took {
		k.took[i] += took
	}
}

// Seconds is an estimate of how long a rule, by its index, took on all claims: as if all were like those that were timed.
func (k *RuleClock) Seconds(rule int) float64 {
	if k.timed == 0 {
		return 0
	}
	return k.took[rule].Seconds() * float64(k.claims) / float64(k.timed)
}
