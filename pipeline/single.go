package pipeline

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/group"
	"vigie/pipeline/judge"
	"vigie/pipeline/night"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// judgeSingle puts the rules of single claims to every claim, and collects group keys for the rules of groups. What memory does not hold
// waits in the folder spill, which is made where it is missing.
func (a *audit) judgeSingle(ctx context.Context, spill string) (_ *results, err error) {
	if err := a.prepareClaims(ctx, spill); err != nil {
		return nil, err
	}
	defer a.stopwatch.Stage("judge")()
	r := &results{Totals: a.setup.NewTotals()}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.close())
		}
	}()
	folder := spill
	if a.Out == "" {
		folder = "" // nobody will read them
	}
	if r.rejects, err = newRejectLog(folder); err != nil {
		return nil, err
	}
	if r.duplicates, err = newRejectLog(folder); err != nil {
		return nil, err
	}
	if err = a.data.EachReject(ctx, r.rejects.add); err != nil {
		return nil, err
	}
	if a.survey == nil {
		r.keys, err = group.New(a.grouping(spill), func(k *claim.GroupKey) uint64 { return k.Group }, claim.CompareGroupKeys)
		if err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, r.keys.Close())
			}
		}()
	}
	ids, err := newSignatures(a.grouping(spill))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ids.Close()) }()
	if err = a.readClaims(ctx, r, ids); err != nil {
		return nil, err
	}
	if !a.data.InOrder() {
		slices.SortStableFunc(r.rulings, func(x, y judge.Ruling) int { return cmp.Compare(x.Position, y.Position) })
	}
	if err = settleDay(a, r); err != nil {
		return nil, err
	}
	r.ledgerFrom = asOf(a, r) - ledgerDays + 1
	r.repeated, err = repeatedClaims(ctx, ids, a.Workers)
	return r, err
}

// prepareClaims makes the claims ready to be read, and finds those that others reverse.
func (a *audit) prepareClaims(ctx context.Context, spill string) error {
	end := a.stopwatch.Stage("prepare")
	err := a.data.Prepare(ctx, spill, a.setup.Context.Registers)
	end()
	if err != nil {
		return err
	}
	logPassedOver(a)
	if j := a.data.Join(); j != nil && len(j.UnknownServices) > 0 {
		a.log.Warn().Interface("unknown_service", j.UnknownServices).Msg("acts of transport services that have no claims, by PRS_NAT_REF")
	}
	end = a.stopwatch.Stage("reversals")
	if err = a.data.ReadReversals(ctx); err == nil {
		err = pairReversals(ctx, a)
	}
	end()
	if err != nil {
		return err
	}
	return a.matchRegisters(ctx)
}

// matchRegisters finds the registers that match no claim of a sample: they prove no absence of a key.
func (a *audit) matchRegisters(ctx context.Context) error {
	defer a.stopwatch.Stage("match")()
	m := claim.NewMatching(a.setup.Context.Registers)
	if m.Done() {
		return nil
	}
	part, err := dataset.Sample(ctx, a.data, func(c *claim.Claim) bool { m.Add(c); return !m.Done() })
	if err != nil {
		return err
	}
	unmatched := m.Unmatched(part)
	a.setup.Context.Registers.ProveNothing(unmatched)
	for _, name := range slices.Sorted(maps.Keys(unmatched)) {
		if keys := unmatched[name]; keys > 0 {
			a.log.Warn().Str("register", name).Int64("keys", keys).Msg(judge.Unmatched(name, keys) + ": it proves nothing of anybody; leading zeros that were lost, another export, the wrong year?")
		}
	}
	return nil
}

// chunkRulings is what a chunk of the first pass came to.
type chunkRulings struct {
	rulings []judge.Ruling
	rejects []tablefile.Reject
}

// readClaims is the first pass over the claims.
func (a *audit) readClaims(ctx context.Context, r *results, ids *group.Grouper[signature]) error {
	var workers []*singleJudge
	newReader := func() dataset.Reader[chunkRulings] {
		w := newSingleJudge(a, r, ids)
		workers = append(workers, w)
		return w.read
	}
	err := dataset.Pass(ctx, a.data, a.data.Inputs(), newReader, func(c chunkRulings) {
		r.rulings = append(r.rulings, c.rulings...)
		for _, bad := range c.rejects {
			r.rejects.add(bad)
		}
	})
	a.data.Read()
	for _, w := range workers {
		err = errors.Join(err, w.close())
		r.sent.Merge(&w.tonight)
		r.originals.Merge(&w.originals)
		r.reversals.Merge(&w.reversals)
		if w.groups != nil {
			r.groups.Merge(w.groups)
		}
		r.Totals.Merge(&w.Totals)
	}
	return err
}

// singleJudge judges the claims of chunks. It belongs to one goroutine.
type singleJudge struct {
	*judge.Judge
	data      *dataset.Dataset
	survey    bool
	nights    bool                          // there may be earlier nights, whose claims those of tonight hide
	keys      *group.Writer[claim.GroupKey] // nil for a survey
	ids       *group.Writer[signature]
	tonight   night.Claims
	originals night.IDs       // that lines reverse
	reversals night.Reversals // these lines, where there may be earlier nights
	groups    *night.Groups   // nil where there are no earlier nights
	err       error           // the first
}

func newSingleJudge(a *audit, r *results, ids *group.Grouper[signature]) *singleJudge {
	w := &singleJudge{Judge: a.setup.NewJudge(), data: a.data, survey: a.survey != nil, nights: a.History != "", ids: ids.Writer()}
	if !w.survey {
		w.keys = r.keys.Writer()
	}
	if w.nights {
		w.groups = new(night.Groups)
	}
	return w
}

func (w *singleJudge) close() error {
	if w.survey {
		return w.ids.Close()
	}
	return errors.Join(w.keys.Close(), w.ids.Close())
}

// sampleEvery says that a survey puts the claims of one chunk in so many to the rules. The first chunk is one of them, so that a small
// dataset is looked at as a whole.
const sampleEvery = 16

// sampled says whether a survey puts the claims of a chunk to the rules.
func sampled(t *dataset.Task) bool { return t.Chunk.Number()%sampleEvery == 0 }

func (w *singleJudge) read(t *dataset.Task) (c chunkRulings, err error) {
	judged := !w.survey || sampled(t)
	t.Chunk.Each(&w.Line, func(at claimfile.Position) {
		if w.nights && !claimfile.CancelsItself(&w.Line) { // one that names itself may mean a claim of an earlier night
			w.remember(t.Position(at))
		}
		reversed := w.data.IsReversed(&w.Line)
		if reversed && !claimfile.CancelsItself(&w.Line) {
			w.originals.Add(&w.Line)
		}
		if reversed || w.Line.Cancels != "" {
			t.Cancelled(at)
			return
		}
		position := t.Position(at)
		w.note(w.ids.Add(signatureOf(&w.Line, position)))
		switch reported := w.Reports(w.Line.Day()); {
		case !reported:
			t.Counts.Context++
			w.context(position)
		case judged:
			t.Counts.Claims++
			c.rulings = w.judge(c.rulings, position)
		default:
			t.Counts.Claims++
		}
		w.Horizon.Add(&w.Line)
		w.Compare()
	}, func(bad tablefile.Reject) {
		t.Counts.Rejected++
		c.rejects = append(c.rejects, bad.Clone())
	})
	return c, w.err
}

// remember keeps what tells the claim that was just read from one of an earlier night.
func (w *singleJudge) remember(position uint64) {
	if w.Line.Cancels != "" {
		w.reversals.Add(w.Line.Kind, w.Line.Cancels, w.Line.ClaimID)
	}
	kept := w.Line
	w.Pseudonyms.HideClaim(&kept) // as the ledger has it
	w.tonight.Add(&w.Line, night.Claim{Content: findings.ContentOf(&kept), Position: position})
}

// judge puts the rules to the claim that was just read, and appends what they flag.
func (w *singleJudge) judge(to []judge.Ruling, position uint64) []judge.Ruling {
	w.Open()
	w.Time()
	flagged, entered := w.Single(w.Tally)
	if w.survey {
		return to
	}
	w.Input.Add(w.Case)
	w.Auditor.GroupKeys(w.Case, entered, func(k *claim.GroupKey) { w.addKey(k, position) })
	return w.Rulings(to, position, flagged)
}

// context leaves group keys for a claim that is only context: like those of earlier nights, it counts and is not reported.
func (w *singleJudge) context(position uint64) {
	if w.survey {
		return
	}
	w.Open()
	w.Input.Add(w.Case)
	w.Auditor.ContextGroupKeys(w.Case, func(k *claim.GroupKey) { w.addKey(k, position) })
}

func (w *singleJudge) addKey(k *claim.GroupKey, position uint64) {
	if w.groups != nil {
		w.groups.Add(k.Group)
	}
	k.Position = position
	w.note(w.keys.Add(*k))
}

// note keeps the first failure.
func (w *singleJudge) note(err error) { w.err = cmp.Or(w.err, err) }
