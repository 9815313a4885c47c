package pipeline

import (
	"context"
	"errors"
	"path/filepath"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/group"
	"vigie/rules/claim"
)

// spillFolder is where, in the hidden folder of a run, hints and traces wait that memory does not hold.
const spillFolder = "spill"

// judge puts the rules of one claim to every claim, and gathers the hints for the rules across claims. Hints that memory does
// not hold wait in a folder, which is made where it is missing.
func (r *run) judge(ctx context.Context, spill string) (_ *judged, err error) {
	if err := r.data.watch(); err != nil {
		return nil, err
	}
	if err := r.joinTables(ctx, spill); err != nil {
		return nil, err
	}
	if r.reversed, err = r.reversals(ctx); err != nil {
		return nil, err
	}
	defer r.clock.stage("judge")()
	var hints *group.Grouper[claim.Hint]
	var ids *group.Grouper[signature]
	if !r.survey {
		hints, err = group.New(r.grouping(spill), func(h *claim.Hint) uint64 { return h.Group }, claim.HintOrder)
		if err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, hints.Close())
			}
		}()
		if ids, err = r.signatures(spill); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, ids.Close()) }()
	}
	out := &judged{tally: r.auditor.NewTally(), levels: r.peers.NewLevels(), clock: r.newRuleClock(), hints: hints}
	if out.rejects, err = newRejectLog(spill); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.close())
		}
	}()
	if out.repeats, err = newRejectLog(spill); err != nil {
		return nil, err
	}
	if r.joined != nil {
		if err = r.joined.EachReject(ctx, out.rejects.add); err != nil {
			return nil, err
		}
	}
	var workers []*worker
	newReader := func() reader {
		w := r.newWorker()
		if hints != nil {
			w.hints, w.ids = hints.Writer(), ids.Writer()
		}
		workers = append(workers, w)
		return w.judge
	}
	out.files, err = r.pass(ctx, r.data.claims, newReader, func(b batch) {
		out.said = append(out.said, b.said...)
		for _, bad := range b.rejects {
			out.rejects.add(bad)
		}
	})
	r.passed = true
	r.inOrder(out.said)
	for _, w := range workers {
		r.tonight.join(&w.tonight)
		if w.groups != nil {
			r.groups.join(w.groups)
		}
	}
	if err = out.gather(workers, err); err != nil {
		return nil, err
	}
	r.ledgerFrom = r.asOf(out) - ledgerDays + 1
	if ids != nil {
		err = r.findRepeated(ctx, ids)
	}
	return out, err
}

// reversals reads which claims a later line reverses, so that both leave before any rule.
func (r *run) reversals(ctx context.Context) (reversed [2]claimfile.CancelledIDs, err error) {
	defer r.clock.stage("reversals")()
	for _, kind := range []claim.Kind{claim.Transport, claim.Care} {
		var files []claimfile.Source
		for _, f := range r.data.claims {
			if f.kind == kind && !f.joined {
				o := r.tables(f.name)
				o.Context = ctx
				files = append(files, claimfile.Source{Path: filepath.Join(r.data.dir, f.name), Options: o})
			}
		}
		if reversed[kind], err = claimfile.ReadCancelled(kind, files, r.Workers); err != nil {
			return reversed, err
		}
	}
	return reversed, nil
}
