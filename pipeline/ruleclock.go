package pipeline

import (
	"time"

	"vigie/rules"
	"vigie/rules/claim"
)

// timedClaims is how many claims of a worker go by for one on which each rule is timed: few enough that the run is no slower for it.
const timedClaims = 64

// ruleClock finds out what the rules of one claim take. Each worker has its own, or none where nobody asks.
type ruleClock struct {
	now   func() time.Time
	seen  int64
	timed int64
	tare  time.Duration   // what reading the clock takes, which is about as long as a fast rule: the least that was seen
	took  []time.Duration // on the timed claims, by the rule's place among the auditor's
}

// newRuleClock is none where no meter sees the run.
func (r *run) newRuleClock() *ruleClock {
	if r.Meter == nil {
		return nil
	}
	return &ruleClock{now: time.Now, took: make([]time.Duration, len(r.auditor.Rules))}
}

// see times the rules on every so manieth claim, before they judge it: as when they do, no register was asked about it yet.
func (k *ruleClock) see(a *rules.Auditor, c *claim.Case) {
	if k == nil {
		return
	}
	if k.seen++; k.seen%timedClaims != 1 {
		return
	}
	first := k.now()
	last := k.now()
	if tare := last.Sub(first); k.timed == 0 || tare < k.tare {
		k.tare = tare
	}
	k.timed++
	a.AskEach(c, func(rule int) {
		now := k.now()
		k.took[rule] += max(0, now.Sub(last)-k.tare)
		last = now
	})
}

// join adds what another clock saw.
func (k *ruleClock) join(o *ruleClock) {
	if k == nil {
		return
	}
	k.seen, k.timed = k.seen+o.seen, k.timed+o.timed
	for i, took := range o.took {
		k.took[i] += took
	}
}

// seconds is what a rule took on all claims, were they like those that were timed.
func (k *ruleClock) seconds(rule int) float64 {
	if k.timed == 0 {
		return 0
	}
	return k.took[rule].Seconds() * float64(k.seen) / float64(k.timed)
}
