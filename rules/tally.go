package rules

import (
	"errors"
	"fmt"
	"slices"
)

// Tally counts the verdicts of an auditor. Each worker has its own; they are merged at the end.
type Tally struct {
	auditor  *Auditor
	claims   [slots]int64 // claims judged, by slot
	verdicts [][numVerdicts]int64
	lifted   []int64
	missing  []missingCounts
}

// TallyCounts is what a Tally has counted, as plain data.
type TallyCounts struct {
	Claims   []int64              // claims judged, by slot: the kinds of claim that the same rules speak of
	Verdicts [][numVerdicts]int64 // by rule of the auditor and verdict
	Lifted   []int64              // by rule
	Missing  [][]MissingCount     // by rule
}

// MissingCount is a column, register or parameter that was missing, and how many claims a rule could not decide for want of it.
type MissingCount struct {
	What   string
	Claims int64
}

// missingCounts are those of one rule. There are few, so a list is searched faster than a map.
type missingCounts []MissingCount

func (m *missingCounts) add(what string, claims int64) {
	for i := range *m {
		if (*m)[i].What == what {
			(*m)[i].Claims += claims
			return
		}
	}
	*m = append(*m, MissingCount{what, claims})
}

// byName gives the counts by what was missing; nil where nothing was.
func (m missingCounts) byName() (claims map[string]int64) {
	for _, x := range m {
		if claims == nil && x.Claims != 0 {
			claims = map[string]int64{}
		}
		if x.Claims != 0 {
			claims[x.What] = x.Claims
		}
	}
	return claims
}

// NewTally is an empty tally for the auditor's rules.
func (a *Auditor) NewTally() *Tally {
	n := len(a.Rules)
	return &Tally{auditor: a, verdicts: make([][numVerdicts]int64, n), lifted: make([]int64, n), missing: make([]missingCounts, n)}
}

// Counts gives what was counted so far. The lists are the tally's own.
func (t *Tally) Counts() TallyCounts {
	c := TallyCounts{Claims: t.claims[:], Verdicts: t.verdicts, Lifted: t.lifted, Missing: make([][]MissingCount, len(t.missing))}
	for i, m := range t.missing {
		c.Missing[i] = m
	}
	return c
}

// TallyOf makes a tally of counts. It fails where they are not those of an auditor with as many rules.
func (a *Auditor) TallyOf(c TallyCounts) (*Tally, error) {
	n := len(a.Rules)
	if len(c.Claims) != slots || len(c.Verdicts) != n || len(c.Lifted) != n || len(c.Missing) != n {
		return nil, fmt.Errorf("%w: got the verdicts of %d rules; want %d", errOtherCounts, len(c.Verdicts), n)
	}
	t := a.NewTally()
	copy(t.claims[:], c.Claims)
	t.verdicts, t.lifted = slices.Clone(c.Verdicts), slices.Clone(c.Lifted)
	for i, m := range c.Missing {
		t.missing[i] = slices.Clone(m)
	}
	return t, nil
}

// errOtherCounts is what was counted with other rules or registers.
var errOtherCounts = errors.New("counted with other rules or registers")

func (t *Tally) count(rule int, r *Ruling) {
	t.verdicts[rule][r.Verdict]++
	if r.Lifted {
		t.lifted[rule]++
	}
	if r.Verdict == InsufficientData {
		t.missing[rule].add(r.Missing, 1)
	}
}

// Found counts a finding on a claim of an earlier night, which was counted then: the verdict of the rule was another.
func (t *Tally) Found(rule int, v Verdict) { t.verdicts[rule][v]++ }

// Revise replaces the ruling of a rule on a claim alone by its ruling on the claim within its group.
func (t *Tally) Revise(rule int, alone, combined *Ruling) {
	t.verdicts[rule][alone.Verdict]--
	if alone.Lifted {
		t.lifted[rule]--
	}
	t.count(rule, combined)
}

// Merge adds what another tally of the same auditor counted.
func (t *Tally) Merge(o *Tally) {
	for s, n := range o.claims {
		t.claims[s] += n
	}
	for i := range o.verdicts {
		for v, n := range o.verdicts[i] {
			t.verdicts[i][v] += n
		}
		t.lifted[i] += o.lifted[i]
		for _, m := range o.missing[i] {
			t.missing[i].add(m.What, m.Claims)
		}
	}
}

// Subtract removes what another tally of the same auditor counted.
func (t *Tally) Subtract(o *Tally) {
	for s, n := range o.claims {
		t.claims[s] -= n
	}
	for i := range o.verdicts {
		for v, n := range o.verdicts[i] {
			t.verdicts[i][v] -= n
		}
		t.lifted[i] -= o.lifted[i]
		for _, m := range o.missing[i] {
			t.missing[i].add(m.What, -m.Claims)
		}
	}
}

// Coverage says how far one rule could judge: the claims by verdict, and what was missing where it could not. For a rule about
// subjects it counts the requests, subjects or targets that the rule looked at instead of claims.
type Coverage struct {
	Rule     *Rule
	Verdicts [numVerdicts]int64
	Lifted   int64            // of the compliant, those that an exception lifted
	Blamed   map[string]int64 // column or register → claims that it left undecided
}

// Coverage lists every rule of the auditor in catalogue order.
func (t *Tally) Coverage() []Coverage {
	outside := make([]int64, len(t.verdicts))
	for s, n := range t.claims {
		if n == 0 {
			continue
		}
		for i := range outside {
			outside[i] += n
		}
		for i := range t.auditor.checks[s] {
			outside[t.auditor.checks[s][i].index] -= n
		}
	}
	list := make([]Coverage, len(t.verdicts))
	for i, r := range t.auditor.Rules {
		list[i] = Coverage{r, t.verdicts[i], t.lifted[i], t.missing[i].byName()}
		if r.About == nil {
			list[i].Verdicts[NotApplicable] += outside[i]
		}
	}
	return list
}

// Claims is how many claims were judged.
func (t *Tally) Claims() int64 {
	var n int64
	for _, claims := range t.claims {
		n += claims
	}
	return n
}
