package judge

import "vigie/rules"

// Totals are what a judge adds up over its claims. Those of several judges are merged, in any order.
type Totals struct {
	Tally      *rules.Tally
	Input      rules.InputFacts
	Levels     *rules.Levels
	Balance    rules.Balance
	Prescribed *rules.Prescribed // nil where no rule asks
	Horizon    *Horizon
	Clock      *RuleClock // nil where nobody asks how long rules take
}

// NewTotals are the totals of no claim.
func (s *Setup) NewTotals() Totals {
	return Totals{Tally: s.Auditor.NewTally(), Levels: s.Peers.NewLevels(), Prescribed: rules.NewPrescribed(s.Auditor), Horizon: NewHorizon(), Clock: newRuleClock(s.Now, len(s.Auditor.Rules))}
}

// Merge adds other totals of the same setup.
func (t *Totals) Merge(o *Totals) {
	t.Tally.Merge(o.Tally)
	t.Input.Merge(&o.Input)
	t.Levels.Merge(o.Levels)
	t.Balance.Merge(&o.Balance)
	t.Prescribed.Merge(o.Prescribed)
	t.Horizon.Merge(o.Horizon)
	t.Clock.merge(o.Clock)
}
