package pipeline

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/group"
	"vigie/pipeline/judge"
	"vigie/pipeline/night"
	"vigie/rules/claim"
)

// The ledger of an earlier night is read twice before groups are judged. The first time (touch) finds the groups that tonight changes: those
// that a claim leaves, beside those to which one comes. The second time (recall) every claim of these groups leaves its group keys, those too
// that leave: so each group can be judged as it was and as it is. Groups that nothing has changed were judged before, and are left alone.

// recall reads the claims of earlier nights, where a history is named, and leaves their group keys and totals with tonight's.
func recall(ctx context.Context, a *audit, r *results) error {
	if a.History == "" {
		return nil
	}
	defer a.stopwatch.Stage("history")()
	if err := findPast(a, asOf(a, r)); err != nil || a.past == nil {
		return err
	}
	a.ledger = a.data.Ledger(a.past, a.setup.Pseudonyms != nil)
	if err := touch(ctx, a, r); err != nil {
		return err
	}
	r.resent = map[uint64][]findings.Reported{}
	var readers []*earlierReader
	err := dataset.Pass(ctx, a.data, []*dataset.Input{a.ledger}, func() dataset.Reader[recalled] {
		w := &earlierReader{Judge: a.setup.NewJudge(), data: a.data, tonight: r, keys: r.keys.Writer()}
		readers = append(readers, w)
		return w.read
	}, func(c recalled) {
		r.leaving = append(r.leaving, c.leaving...)
		for _, s := range c.resent {
			r.resent[s.position] = s.reported
		}
	})
	for _, w := range readers {
		err = errors.Join(err, w.keys.Close())
		r.Totals.Merge(&w.Totals)
		r.originals.Merge(&w.originals)
		r.replaced += w.replaced
	}
	slices.Sort(r.leaving)
	return err
}

// recalled is what a chunk of the ledger came to.
type recalled struct {
	leaving positions // claims of the ledger that stand no more
	resent  []resentClaim
}

// resentClaim is a claim of the ledger that came again tonight as it was: where it stands tonight, and the findings that stand on it.
type resentClaim struct {
	position uint64
	reported []findings.Reported
}

// earlierReader looks at claims of earlier nights. It belongs to one goroutine.
type earlierReader struct {
	*judge.Judge
	data    *dataset.Dataset
	tonight *results
	keys    *group.Writer[claim.GroupKey]

	originals night.IDs // that lines of tonight reverse
	replaced  int64
}

func (w *earlierReader) read(t *dataset.Task) (c recalled, err error) {
	chunk := t.Chunk.(*dataset.LedgerChunk)
	var is night.Fate
	var again night.Claim
	chunk.EachRow(func(_ int64, row *findings.LedgerRow) bool {
		is, again = w.tonight.fateOf(w.data, row)
		return is != night.Aged
	}, &w.Line, func(at claimfile.Position, _ *findings.LedgerRow, reported []findings.Reported) {
		position := t.Position(at)
		switch is {
		case night.Resent:
			c.resent = append(c.resent, resentClaim{again.Position, cloneReported(reported)})
			return
		case night.Cancelled:
			t.Counts.Cancelled++
			w.originals.Add(&w.Line)
		case night.Replaced:
			w.replaced++
		}
		w.Open()
		if is == night.Stays {
			t.Counts.Context++
			w.Input.Add(w.Case)
			w.Compare()
			w.Open()
		} else {
			c.leaving = append(c.leaving, position)
		}
		w.Auditor.ContextGroupKeys(w.Case, func(k *claim.GroupKey) {
			if w.tonight.groups.Has(k.Group) {
				k.Position = position
				err = cmp.Or(err, w.keys.Add(*k))
			}
		})
	})
	return c, err
}

// touch adds the groups that claims of the ledger leave to those of tonight's claims. A claim that belongs to two groups of one kind, as a
// trip with a crew of two does, may have a finding by either: where one of them changes, the other is judged too.
func touch(ctx context.Context, a *audit, r *results) error {
	var all touched
	err := dataset.Pass(ctx, a.data, []*dataset.Input{a.ledger}, func() dataset.Reader[touched] {
		j := a.setup.NewJudge()
		return func(t *dataset.Task) (found touched, err error) {
			var is night.Fate
			t.Chunk.(*dataset.LedgerChunk).EachRow(func(_ int64, row *findings.LedgerRow) bool {
				is, _ = r.fateOf(a.data, row)
				_, known := row.Content()
				return is == night.Cancelled || is == night.Replaced || is == night.Stays && (len(row.Reported) > 0 || !known)
			}, &j.Line, func(claimfile.Position, *findings.LedgerRow, []findings.Reported) {
				j.Open()
				var last claim.GroupKey
				j.Auditor.ContextGroupKeys(j.Case, func(k *claim.GroupKey) {
					switch {
					case is != night.Stays:
						found.left = append(found.left, k.Group)
					case last.Group != 0 && last.Key() == k.Key():
						found.pairs = append(found.pairs, [2]uint64{last.Group, k.Group})
					}
					last = *k
				})
			})
			return found, nil
		}
	}, func(more touched) {
		all.left, all.pairs = append(all.left, more.left...), append(all.pairs, more.pairs...)
	})
	for _, group := range all.left {
		r.groups.Add(group)
	}
	var also []uint64 // added once all pairs were looked at: a pair does not touch the next one
	for _, p := range all.pairs {
		if r.groups.Has(p[0]) || r.groups.Has(p[1]) {
			also = append(also, p[:]...)
		}
	}
	for _, group := range also {
		r.groups.Add(group)
	}
	return err
}

// touched are groups that claims of the ledger leave, and the two groups of one kind of claims on which a finding stands.
type touched struct {
	left  []uint64
	pairs [][2]uint64
}

func cloneReported(list []findings.Reported) []findings.Reported {
	list = slices.Clone(list)
	for i := range list {
		t := &list[i]
		for _, s := range [...]*string{&t.RuleID, &t.RunID, &t.SubjectKind, &t.SubjectID, &t.Occurrence} {
			*s = strings.Clone(*s)
		}
	}
	return list
}

// fateOf says what becomes of a claim of the ledger; again is the claim of tonight with its id, where there is one.
func (r *results) fateOf(d *dataset.Dataset, row *findings.LedgerRow) (is night.Fate, again night.Claim) {
	return r.sent.Of(row, d.IsReversed(&claim.Claim{Kind: row.Kind, ClaimID: row.ClaimID}), r.ledgerFrom)
}

// reversalOf is the id of the line of tonight that reverses a claim of an earlier night; empty where a table has no id of its own.
func (r *results) reversalOf(d *dataset.Dataset, c *claim.Claim) string {
	return cmp.Or(r.reversals.Of(c), d.Reversal(c))
}
