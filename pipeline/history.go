package pipeline

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/group"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// ledgerDays is how far back the ledger reaches, the day of the run included.
const ledgerDays = 365

// asOf is the day that counts as today: the one that was given, or the latest in tonight's files, a few implausible days left out.
func asOf(a *audit, r *results) civil.Day {
	if a.AsOf.Known() {
		return a.AsOf
	}
	day, _, _ := horizon(a, r).AsOf()
	return day
}

// horizon is that of tonight's claims: of those that stay or, where an earlier night decides which these are, of all.
func horizon(a *audit, r *results) *judge.Horizon { return cmp.Or(a.horizon, r.Horizon) }

// recall reads the claims of earlier nights, where a history is named, and leaves their group keys and totals with tonight's. They count
// beside tonight's and are not reported again.
func recall(ctx context.Context, a *audit, r *results) error {
	if a.History == "" {
		return nil
	}
	defer a.stopwatch.Stage("history")()
	if err := findPast(a, asOf(a, r)); err != nil || a.past == nil {
		return err
	}
	a.ledger = a.data.Ledger(a.past, a.setup.Pseudonyms != nil)
	var readers []*earlierReader
	err := dataset.Pass(ctx, a.data, []*dataset.Input{a.ledger}, func() dataset.Reader[[]*rules.Finding] {
		w := &earlierReader{Judge: a.setup.NewJudge(), data: a.data, tonight: r, keys: r.keys.Writer()}
		readers = append(readers, w)
		return w.read
	}, func(found []*rules.Finding) { r.earlier = append(r.earlier, found...) })
	for _, w := range readers {
		err = errors.Join(err, w.keys.Close())
		r.Totals.Merge(&w.Totals)
		r.originals.merge(&w.originals)
	}
	return err
}

// earlierReader looks at claims of earlier nights. It belongs to one goroutine.
type earlierReader struct {
	*judge.Judge
	data    *dataset.Dataset
	tonight *results
	keys    *group.Writer[claim.GroupKey]

	originals claimIDs // that lines of tonight reverse
}

func (w *earlierReader) read(t *dataset.Task) (found []*rules.Finding, err error) {
	chunk := t.Chunk.(*dataset.LedgerChunk)
	chunk.Each(&w.Line, func(at claimfile.Position) {
		switch {
		case w.tonight.ids.has(&w.Line): // what tonight's file says of it counts
		case w.data.Leaves(&w.Line):
			t.Counts.Cancelled++
			w.originals.add(&w.Line)
		case w.Line.Day() >= w.tonight.ledgerFrom:
			t.Counts.Context++
			w.Open()
			w.Input.Add(w.Case)
			w.Auditor.ContextGroupKeys(w.Case, func(k *claim.GroupKey) {
				if w.tonight.groups.has(k.Group) {
					k.Position = t.Position(at)
					err = cmp.Or(err, w.keys.Add(*k))
				}
			})
			w.Compare()
			found = append(found, w.earlierFindings(chunk)...)
		}
	}, func(tablefile.Reject) {})
	return found, err
}

// earlierFindings are the findings on a claim of an earlier night that count where they are repeated.
func (w *earlierReader) earlierFindings(chunk *dataset.LedgerChunk) (list []*rules.Finding) {
	for _, b := range chunk.Breaches() {
		if rule := rules.ByID(b.RuleID); rule != nil && w.Auditor.Index(rule) >= 0 {
			list = append(list, rules.EarlierFinding(rule, &w.Line, strings.Clone(b.SubjectKind), strings.Clone(b.SubjectID),
				strings.Clone(b.Occurrence), b.AtStake))
		}
	}
	return list
}

// claimIDs are sets of claim_ids, by kind of claim.
type claimIDs [2]map[string]struct{}

func (s *claimIDs) add(c *claim.Claim) {
	if s[c.Kind] == nil {
		s[c.Kind] = map[string]struct{}{}
	}
	s[c.Kind][strings.Clone(c.ClaimID)] = struct{}{}
}

func (s *claimIDs) has(c *claim.Claim) bool {
	_, found := s[c.Kind][c.ClaimID]
	return found
}

func (s *claimIDs) merge(o *claimIDs) {
	for kind, ids := range o {
		if s[kind] == nil {
			s[kind] = ids
			continue
		}
		for id := range ids {
			s[kind][id] = struct{}{}
		}
	}
}

// groupSet is the set of groups in which a claim of tonight is, as a bitmap over hashes: it may also hold a few others. A group without a
// claim of tonight was judged on an earlier night, so that claims of earlier nights leave no keys for it.
type groupSet [1 << 20]uint64

func (s *groupSet) add(group uint64)      { s[group%(1<<20)] |= 1 << (group >> 58) }
func (s *groupSet) has(group uint64) bool { return s[group%(1<<20)]>>(group>>58)&1 != 0 }

func (s *groupSet) merge(o *groupSet) {
	for i, bits := range o {
		s[i] |= bits
	}
}
