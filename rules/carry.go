package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// Where the claims are judged in several processes of one program, each carries what it counted to the one that adds up. Whoever
// reads it has the same rules and registers as whoever wrote it.

// errOther is what another set of rules or registers has counted.
var errOther = errors.New("counted by other rules or registers")

// MarshalText writes the id: every process of the program has the rule itself.
func (r *Rule) MarshalText() ([]byte, error) { return []byte(r.ID), nil }

// UnmarshalText reads the id alone; whoever wants the rule looks it up.
func (r *Rule) UnmarshalText(id []byte) error {
	r.ID = string(id)
	return nil
}

// tallyCarried is a Tally on its way.
type tallyCarried struct {
	Claims   []int64
	Verdicts [][numVerdicts]int64
	Lifted   []int64
	Blamed   []missingCounts
}

// MarshalJSON writes what was counted.
func (t *Tally) MarshalJSON() ([]byte, error) {
	return json.Marshal(tallyCarried{t.claims[:], t.verdicts, t.lifted, t.missing})
}

// UnmarshalJSON reads what a tally of the same auditor counted.
func (t *Tally) UnmarshalJSON(b []byte) error {
	var c tallyCarried
	if err := json.Unmarshal(b, &c); err != nil {
		return err
	}
	n := len(t.auditor.Rules)
	if len(c.Claims) != slots || len(c.Verdicts) != n || len(c.Lifted) != n || len(c.Blamed) != n {
		return fmt.Errorf("%w: got the verdicts of %d rules; want %d", errOther, len(c.Verdicts), n)
	}
	t.claims, t.verdicts, t.lifted, t.missing = [slots]int64(c.Claims), c.Verdicts, c.Lifted, c.Blamed
	return nil
}

// billedCarried is a billed on its way: claims, those of which the reimbursement is known, cents.
type billedCarried [3]int64

func (b Billed) carried() billedCarried {
	return billedCarried{b.Claims, b.Paid, int64(b.Reimbursed)}
}

func (c billedCarried) billed() Billed {
	return Billed{c[0], c[1], claim.Cents(c[2])}
}

// MarshalJSON writes what was counted: by dossier and member, on its item and altogether.
func (l *Levels) MarshalJSON() ([]byte, error) {
	all := make([][][2]billedCarried, len(l.of))
	for i, members := range l.of {
		all[i] = make([][2]billedCarried, len(members))
		for j, m := range members {
			all[i][j] = [2]billedCarried{m.OnItem.carried(), m.All.carried()}
		}
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what levels of the same peers counted.
func (l *Levels) UnmarshalJSON(b []byte) error {
	var all [][][2]billedCarried
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	if !slices.EqualFunc(all, l.of, func(a [][2]billedCarried, b []LevelCounts) bool { return len(a) == len(b) }) {
		return fmt.Errorf("%w: got levels of %d dossiers; want %d, with the same peers", errOther, len(all), len(l.of))
	}
	for i, members := range all {
		for j, m := range members {
			l.of[i][j] = LevelCounts{m[0].billed(), m[1].billed()}
		}
	}
	return nil
}

// balanceCarried is a Balance on its way.
type balanceCarried struct {
	Of         map[string][accountYears]billedCarried
	Untold     [accountYears]string
	OtherYears bool
}

// MarshalJSON writes what was counted.
func (b *Balance) MarshalJSON() ([]byte, error) {
	c := balanceCarried{map[string][accountYears]billedCarried{}, b.unknown, b.otherYears}
	for facility, years := range b.of {
		var of [accountYears]billedCarried
		for i := range years {
			of[i] = years[i].carried()
		}
		c.Of[facility] = of
	}
	return json.Marshal(c)
}

// UnmarshalJSON reads what another process counted.
func (b *Balance) UnmarshalJSON(text []byte) error {
	var c balanceCarried
	if err := json.Unmarshal(text, &c); err != nil {
		return err
	}
	*b = Balance{unknown: c.Untold, otherYears: c.OtherYears}
	for facility, years := range c.Of {
		at := b.account(facility)
		for i := range years {
			at[i] = years[i].billed()
		}
	}
	return nil
}

// patternCarried is a Pattern on its way.
type patternCarried struct {
	Rule             string
	On               civil.Day
	Occurrences      int64
	Threshold, Value Ratio
	AtStake          claim.Cents
	Found            []Found
}

// MarshalJSON writes a pattern.
func (p *Pattern) MarshalJSON() ([]byte, error) {
	return json.Marshal(patternCarried{p.Rule.ID, p.On, p.Occurrences, p.Threshold, p.Value, p.AtStake, p.Found})
}

// UnmarshalJSON reads a pattern that another process has shown.
func (p *Pattern) UnmarshalJSON(b []byte) error {
	var c patternCarried
	if err := json.Unmarshal(b, &c); err != nil {
		return err
	}
	rule := ByID(c.Rule)
	if rule == nil || rule.Across == nil || !rule.Across.Conduct {
		return fmt.Errorf("%w: got a pattern of %q; want a rule that shows one", errOther, c.Rule)
	}
	*p = Pattern{Rule: rule, On: c.On, Occurrences: c.Occurrences, Threshold: c.Threshold, Value: c.Value, AtStake: c.AtStake, Found: c.Found}
	return nil
}
