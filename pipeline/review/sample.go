// Package review lets people judge the rules: Sample draws findings of a published run for reviewers, and Score reads what they made of
// them back into a precision for each rule, with its interval.
package review

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"

	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/rules"
)

// Stratum is the findings of one rule with one verdict, those that somebody has set aside left out.
type Stratum struct {
	RuleID  string
	Verdict string
	Size    int64
	Sampled int64
}

type stratumKey struct{ rule, verdict string }

// strata are the strata of a run in the order of the catalogue, anomalies before reviews.
type strata struct {
	list []Stratum
	of   map[stratumKey]int
}

// at is the index of a stratum in the list, -1 where there is none.
func (s *strata) at(rule, verdict string) int {
	if i, ok := s.of[stratumKey{rule, verdict}]; ok {
		return i
	}
	return -1
}

// Drawn is a review sample that was drawn.
type Drawn struct {
	Strata   []Stratum
	Findings int64 // of the run that stand
	Drawn    int64 // of these
}

// Options say what sample is drawn.
type Options struct {
	N         int64 // findings
	Seed      uint64
	Separator rune // of the columns
}

// Sample draws findings of a published run for reviewers and writes them as CSV, in the order of anomalies.parquet. Every stratum gets at
// least one, the largest stratum first, as long as N allows; the rest is shared out by size. Within a stratum each finding is as likely as
// any other; the same run, N and seed give the same sample. publish.ErrForeign and publish.ErrTouched are errors of the folder.
func Sample(ctx context.Context, out string, o Options, w io.Writer) (*Drawn, error) {
	run, err := publish.OpenPublished(out, publish.AnomaliesFile)
	if err != nil {
		return nil, err
	}
	s, err := strataOf(ctx, run)
	if err != nil {
		return nil, err
	}
	done := new(Drawn)
	for _, stratum := range s.list {
		done.Findings += stratum.Size
	}
	allot(s.list, o.N)
	drawn, err := draw(ctx, run, s, o.Seed)
	if err != nil {
		return nil, err
	}
	for _, stratum := range s.list {
		done.Drawn += stratum.Sampled
	}
	done.Strata = s.list
	return done, writeSample(ctx, run, s, drawn, o.Separator, w)
}

// strataOf counts the findings that stand by rule and verdict.
func strataOf(ctx context.Context, run *publish.Published) (*strata, error) {
	s := &strata{of: map[stratumKey]int{}}
	err := eachStanding(ctx, run, []string{"anomaly_id", "rule_id", "verdict", "suppressed"}, func(_ int64, rows *findings.Rows) error {
		i := s.at(rows.Text(1), rows.Text(2))
		if i < 0 {
			key := stratumKey{strings.Clone(rows.Text(1)), strings.Clone(rows.Text(2))} // they point into the table
			i = len(s.list)
			s.of[key] = i
			s.list = append(s.list, Stratum{RuleID: key.rule, Verdict: key.verdict})
		}
		s.list[i].Size++
		return nil
	})
	slices.SortFunc(s.list, func(a, b Stratum) int {
		return cmp.Or(rules.CompareIDs(a.RuleID, b.RuleID), cmp.Compare(a.Verdict, b.Verdict))
	})
	for i, stratum := range s.list {
		s.of[stratumKey{stratum.RuleID, stratum.Verdict}] = i
	}
	return s, err
}

// eachStanding goes through the findings that nobody has set aside, by row. The fourth column that is named must be suppressed.
func eachStanding(ctx context.Context, run *publish.Published, columns []string, show func(row int64, rows *findings.Rows) error) (err error) {
	rows, err := findings.OpenRows(run, publish.AnomaliesFile, columns...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for row := int64(0); rows.Next(); row++ {
		if row%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if rows.Flag(3) {
			continue
		}
		if err := show(row, rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// allot divides n findings among strata: one for each, the largest first, and the rest in proportion to what a stratum has left,
// by the method of the largest remainder.
func allot(list []Stratum, n int64) {
	order := make([]int, len(list))
	var left int64 // findings beyond the first of each stratum
	for i := range list {
		order[i] = i
		left += list[i].Size - 1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].Size, list[a].Size) })
	for _, i := range order {
		if n > 0 {
			list[i].Sampled = 1
			n--
		}
	}
	if n = min(n, left); n == 0 {
		return
	}
	rest := n
	remainders := make([]int64, len(list))
	for i := range list {
		share := n * (list[i].Size - 1)
		list[i].Sampled += share / left
		rest -= share / left
		remainders[i] = share % left
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for _, i := range order[:rest] {
		list[i].Sampled++
	}
}

// ticket is a finding in the draw: the lowest numbers of a stratum win.
type ticket struct {
	number uint64
	id     [32]byte
	row    int64
}

func (t *ticket) order(o *ticket) int {
	return cmp.Or(cmp.Compare(t.number, o.number), bytes.Compare(t.id[:], o.id[:]))
}

// tickets is a heap with the highest number on top.
type tickets []ticket

func (h tickets) Len() int           { return len(h) }
func (h tickets) Less(i, j int) bool { return h[i].order(&h[j]) > 0 }
func (h tickets) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *tickets) Push(x any)        { *h = append(*h, x.(ticket)) }
func (h *tickets) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// draw picks the rows of the sample, in order. The number of a finding depends on the seed and on its id alone, not on its row.
func draw(ctx context.Context, run *publish.Published, s *strata, seed uint64) ([]int64, error) {
	heaps := make([]tickets, len(s.list))
	err := eachStanding(ctx, run, []string{"anomaly_id", "rule_id", "verdict", "suppressed"}, func(row int64, rows *findings.Rows) error {
		i := s.at(rows.Text(1), rows.Text(2))
		if s.list[i].Sampled == 0 {
			return nil
		}
		t := ticket{row: row}
		copy(t.id[:], rows.Text(0))
		sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, seed), rows.Text(0)...))
		t.number = binary.BigEndian.Uint64(sum[:])
		switch h := &heaps[i]; {
		case int64(len(*h)) < s.list[i].Sampled:
			heap.Push(h, t)
		case t.order(&(*h)[0]) < 0:
			(*h)[0] = t
			heap.Fix(h, 0)
		}
		return nil
	})
	var drawn []int64
	for _, h := range heaps {
		for i := range h {
			drawn = append(drawn, h[i].row)
		}
	}
	slices.Sort(drawn)
	return drawn, err
}
