package worker

import (
	"encoding/json"
	"errors"
	"fmt"

	"vigie/pipeline/judge"
	"vigie/rules"
	"vigie/rules/claim"
)

// Where claims are judged in several processes, each sends what it counted, as JSON, to the process that adds it up. All of them are the same
// program with the same registers; a rule is named by its id.

// counts are the accumulators of one process, as they are sent.
type counts struct {
	Tally      *rules.TallyCounts
	Levels     *[][][2]billed // by dossier and member: on its item, and altogether
	Balance    *balanceCounts
	Prescribed *rules.Prescribed // nil where no rule asks
}

// balanceCounts are rules.BalanceCounts as they are sent.
type balanceCounts struct {
	Facilities map[string][]billed
	Unknown    []string
	OtherYears bool
}

// billed is rules.Billed as it is sent: claims, those of which the reimbursement is known, and cents.
type billed [3]int64

func sentBilled(b rules.Billed) billed { return billed{b.Claims, b.Paid, int64(b.Reimbursed)} }

func (b billed) received() rules.Billed {
	return rules.Billed{Claims: b[0], Paid: b[1], Reimbursed: claim.Cents(b[2])}
}

func sentCounts(t *judge.Totals) counts {
	verdicts := t.Tally.Counts()
	dossiers := t.Levels.Counts()
	l := make([][][2]billed, len(dossiers))
	for i, list := range dossiers {
		l[i] = make([][2]billed, len(list))
		for j, m := range list {
			l[i][j] = [2]billed{sentBilled(m.OnItem), sentBilled(m.All)}
		}
	}
	all := t.Balance.Counts()
	b := balanceCounts{map[string][]billed{}, all.Unknown, all.OtherYears}
	for facility, years := range all.Facilities {
		for _, year := range years {
			b.Facilities[facility] = append(b.Facilities[facility], sentBilled(year))
		}
	}
	return counts{&verdicts, &l, &b, t.Prescribed}
}

// addTo adds what another process has sent to the totals of this one.
func (c *counts) addTo(sum *judge.Totals, a *rules.Auditor, p *rules.Peers) error {
	if c.Tally == nil || c.Levels == nil || c.Balance == nil || (c.Prescribed == nil) != (sum.Prescribed == nil) {
		return errors.New("got a part without what was counted; want it")
	}
	l := make([][]rules.LevelCounts, len(*c.Levels))
	for i, list := range *c.Levels {
		for _, m := range list {
			l[i] = append(l[i], rules.LevelCounts{OnItem: m[0].received(), All: m[1].received()})
		}
	}
	b := rules.BalanceCounts{Facilities: map[string][]rules.Billed{}, Unknown: c.Balance.Unknown, OtherYears: c.Balance.OtherYears}
	for facility, years := range c.Balance.Facilities {
		for _, year := range years {
			b.Facilities[facility] = append(b.Facilities[facility], year.received())
		}
	}
	tally, tallyErr := a.TallyOf(*c.Tally)
	levels, levelsErr := p.LevelsOf(l)
	balance, balanceErr := rules.BalanceOf(b)
	if err := errors.Join(tallyErr, levelsErr, balanceErr); err != nil {
		return err
	}
	sum.Tally.Merge(tally)
	sum.Levels.Merge(levels)
	sum.Balance.Merge(balance)
	sum.Prescribed.Merge(c.Prescribed)
	return nil
}

// UnmarshalJSON reads a group ruling, with the rules of its patterns in the place of their ids.
func (c *sentRuling) UnmarshalJSON(text []byte) error {
	type plain sentRuling
	var fresh plain // reading an id into a rule of the catalogue would rename it
	if err := json.Unmarshal(text, &fresh); err != nil {
		return err
	}
	for _, p := range fresh.Patterns {
		if p == nil || p.Rule == nil {
			return errors.New("got a pattern without its rule; want the id of a rule")
		}
		rule := rules.ByID(p.Rule.ID)
		if rule == nil || rule.Across == nil || !rule.Across.Conduct {
			return fmt.Errorf("got a pattern of %q; want a rule that reports patterns", p.Rule.ID)
		}
		p.Rule = rule
	}
	*c = sentRuling(fresh)
	return nil
}
