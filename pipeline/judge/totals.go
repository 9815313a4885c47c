package judge

import (
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Totals are what a judge adds up over its claims. Those of several judges are merged, in any order.
type Totals struct {
	Tally   *rules.Tally
	Input   rules.InputFacts
	Levels  *rules.Levels
	Balance rules.Balance
	Latest  LatestDays
	Clock   *RuleClock // nil where nobody asks how long rules take
}

// NewTotals are the totals of no claim.
func (s *Setup) NewTotals() Totals {
	return Totals{Tally: s.Auditor.NewTally(), Levels: s.Peers.NewLevels(), Clock: newRuleClock(s.Now, len(s.Auditor.Rules))}
}

// Merge adds other totals of the same setup.
func (t *Totals) Merge(o *Totals) {
	t.Tally.Merge(o.Tally)
	t.Input.Merge(&o.Input)
	t.Levels.Merge(o.Levels)
	t.Balance.Merge(&o.Balance)
	t.Latest.Merge(o.Latest)
	t.Clock.merge(o.Clock)
}

// LatestDays are the last days on which claims were filed or paid, and on which care or a trip took place.
type LatestDays struct{ Filed, Served civil.Day }

// Add takes the days of a claim into account.
func (l *LatestDays) Add(c *claim.Claim) {
	l.Filed = max(l.Filed, c.SentOn, c.PaidOn)
	l.Served = max(l.Served, c.Day())
}

// Merge takes other days into account.
func (l *LatestDays) Merge(o LatestDays) {
	l.Filed, l.Served = max(l.Filed, o.Filed), max(l.Served, o.Served)
}

// AsOf is the day that counts as today where none is given: the last on which a claim was filed or paid, or else served.
func (l *LatestDays) AsOf() civil.Day {
	if l.Filed.Known() {
		return l.Filed
	}
	return l.Served
}
