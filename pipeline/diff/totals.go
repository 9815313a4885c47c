package diff

import (
	"slices"
	"strings"

	"vigie/rules"
)

// ByCause counts by cause.
type ByCause [numCauses]int64

// Total is how many findings of a table and rule came, went or changed, by cause, and how many are the same.
type Total struct {
	Table   string
	RuleID  string
	Same    int64
	New     ByCause
	Gone    ByCause
	Changed ByCause
}

// By is how many came, went or changed by a cause.
func (t *Total) By(c Cause) int64 { return t.New[c] + t.Gone[c] + t.Changed[c] }

// Any says whether a finding of the rule came, went or changed.
func (t *Total) Any() bool { return t.By(ByData)+t.By(ByRules)+t.By(CannotTell)+t.By(ByWithdrawal) > 0 }

// Add adds the counts of another rule.
func (t *Total) Add(o *Total) {
	t.Same += o.Same
	for c := range numCauses {
		t.New[c] += o.New[c]
		t.Gone[c] += o.Gone[c]
		t.Changed[c] += o.Changed[c]
	}
}

// Totals counts by table and rule, rules in the order of the catalogue and those that this program does not know behind them.
func (d *Diff) Totals() []Total {
	var list []Total
	for _, t := range d.tables {
		totals := make([]Total, len(t.rules))
		for i, id := range t.rules {
			totals[i].Table, totals[i].RuleID = strings.TrimSuffix(t.name, ".parquet"), id
		}
		for row := range t.b.entries {
			e := &t.b.entries[row]
			total := &totals[e.rule]
			switch fate, twin := t.b.fate(row, t.a); fate {
			case Same:
				total.Same++
			case New:
				total.New[d.cause(New, total.RuleID, 0)]++
			case Changed:
				total.Changed[d.cause(Changed, total.RuleID, e.differing(twin))]++
			}
		}
		for row := range t.a.entries {
			e := &t.a.entries[row]
			total := &totals[e.rule]
			switch {
			case e.stands:
				total.Same++
			case e.twin < 0:
				total.Gone[d.causeGone(e, total.RuleID)]++
			}
		}
		slices.SortStableFunc(totals, func(x, y Total) int {
			return rules.CompareIDs(x.RuleID, y.RuleID)
		})
		list = append(list, totals...)
	}
	return list
}
