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
	Horizon *Horizon
	Clock   *RuleClock // nil where nobody asks how long rules take
}

// NewTotals are the totals of no claim.
func (s *Setup) NewTotals() Totals {
	return Totals{Tally: s.Auditor.NewTally(), Levels: s.Peers.NewLevels(), Horizon: NewHorizon(), Clock: newRuleClock(s.Now, len(s.Auditor.Rules))}
}

// Merge adds other totals of the same setup.
func (t *Totals) Merge(o *Totals) {
	t.Tally.Merge(o.Tally)
	t.Input.Merge(&o.Input)
	t.Levels.Merge(o.Levels)
	t.Balance.Merge(&o.Balance)
	t.Horizon.Merge(o.Horizon)
	t.Clock.merge(o.Clock)
}

// LatestDays are the last days on which claims of a step of the worker were filed or paid, and on which care or a trip took place.
type LatestDays struct{ Filed, Served civil.Day }

// Add takes the days of a claim into account.
func (l *LatestDays) Add(c *claim.Claim) {
	l.Filed = max(l.Filed, c.SentOn, c.PaidOn)
	l.Served = max(l.Served, c.Day())
}
