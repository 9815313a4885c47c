package pipeline

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/group"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/claim"
)

// mark puts the rules across claims to the groups of claims.
//
// It goes by steps, each over fewer claims than the one before. Every claim left hints, from which the groups are sifted:
// what can matter is read again for its traces, and these are judged. What was flagged, and what belongs to it, is told
// when the claims are read for the last time.
func (r *run) mark(ctx context.Context, j *judged, spill string) (*marks, error) {
	w := &j.world
	w.Registers = r.context.Registers
	wanted, by, err := r.sift(ctx, w, j.hints)
	if err != nil || len(wanted) == 0 {
		return &marks{}, err
	}
	traces, ids, err := r.trace(ctx, wanted, by, spill)
	if err != nil {
		return nil, err
	}
	m, err := r.sweep(ctx, w, traces)
	if err = errors.Join(err, traces.Close()); err != nil {
		return nil, err
	}
	m.ids = ids
	return m, nil
}

// kept is a claim that may matter, and the rules to which it may.
type kept struct {
	place uint64
	by    rules.RuleSet
}

// places is a set of claims, in input order.
type places []uint64

// of chooses the claims of a task that are in the set.
func (p places) of(t *task) tablefile.Filter {
	return func(line, offset int64) bool {
		_, found := slices.BinarySearch(p, t.place(claimfile.Position{Line: line, Offset: offset}))
		return found
	}
}

// sift gives the claims that may matter to rules across claims, and by which. The hints are closed.
func (r *run) sift(ctx context.Context, w *rules.World, hints *group.Grouper[claim.Hint]) (wanted places, by []rules.RuleSet, err error) {
	defer r.clock.stage("sift")()
	byWorker := make([][]kept, r.Workers)
	scratch := make([][]claim.Hint, r.Workers)
	err = hints.Sweep(ctx, func(worker int, group []claim.Hint) error {
		scratch[worker] = r.auditor.SiftGroup(group, w, r.parameters, scratch[worker], func(place uint64, by rules.RuleSet) {
			byWorker[worker] = append(byWorker[worker], kept{place, by})
		})
		return nil
	})
	all := slices.Concat(byWorker...)
	slices.SortFunc(all, func(a, b kept) int { return cmp.Compare(a.place, b.place) })
	for _, k := range all {
		if r.repeated.has(k.place) {
			continue
		}
		if n := len(wanted); n > 0 && wanted[n-1] == k.place {
			by[n-1] |= k.by
		} else {
			wanted, by = append(wanted, k.place), append(by, k.by)
		}
	}
	err = errors.Join(err, hints.Close())
	runtime.GC() // what the hints held is room for traces; the collector would let it pile up
	return wanted, by, err
}

// trace reads claims again and gathers their traces, and how they are called.
func (r *run) trace(ctx context.Context, wanted places, by []rules.RuleSet, spill string) (traces *group.Grouper[claim.Trace], ids claimNames, err error) {
	defer r.clock.stage("trace")()
	traces, err = group.New(r.grouping(spill), func(t *claim.Trace) uint64 { return t.Group }, claim.Order)
	if err != nil {
		return nil, ids, err
	}
	var tracers []*tracer
	_, err = r.pass(ctx, r.everything(), func() reader {
		t := &tracer{worker: r.newWorker(), wanted: wanted, by: by, traces: traces.Writer()}
		tracers = append(tracers, t)
		return t.trace
	}, func(b batch) { ids.join(&b.ids) })
	for _, t := range tracers {
		err = errors.Join(err, t.traces.Close())
	}
	if err != nil {
		return nil, ids, errors.Join(err, traces.Close())
	}
	if r.joined != nil {
		ids.sort()
	}
	return traces, ids, nil
}

// grouping is how groups are brought together.
func (r *run) grouping(spill string) group.Options {
	return group.Options{Dir: spill, Memory: cmp.Or(r.Memory, DefaultMemory), Workers: r.Workers}
}

// tracer reads the claims that may matter for their traces.
type tracer struct {
	*worker
	wanted places
	by     []rules.RuleSet // to which the claims of wanted may matter
	traces *group.Writer[claim.Trace]
}

func (w *tracer) trace(t *task) (b batch) {
	t.chunk.EachWanted(w.wanted.of(t), &w.line, func(at claimfile.Position) {
		w.c.Open(&w.line)
		place := t.place(at)
		b.ids.add(place, w.line.ClaimID)
		n, _ := slices.BinarySearch(w.wanted, place)
		w.run.auditor.Traces(w.c, w.by[n], func(trace *claim.Trace) {
			trace.Place, trace.Earlier = place, t.earlier || !w.run.reports(w.line.Day())
			b.err = errors.Join(b.err, w.traces.Add(*trace))
		})
	}, func(tablefile.Reject) {})
	return b
}

// sweep judges every group. A claim that one rule flagged in several groups has one mark of it.
func (r *run) sweep(ctx context.Context, w *rules.World, traces *group.Grouper[claim.Trace]) (*marks, error) {
	defer r.clock.stage("groups")()
	byWorker := make([][]rules.Mark, r.Workers)
	scratch := make([][]claim.Trace, r.Workers)
	err := traces.Sweep(ctx, func(worker int, group []claim.Trace) error {
		scratch[worker] = r.auditor.JudgeGroup(group, w, r.parameters, scratch[worker], func(m rules.Mark) {
			byWorker[worker] = append(byWorker[worker], m)
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &marks{of: joinMarks(slices.Concat(byWorker...))}, nil
}

// joinMarks makes one mark of those that a rule has set on a claim in several groups, and gives them by place of the claim, in
// catalogue order.
func joinMarks(all []rules.Mark) map[uint64][]rules.Mark {
	slices.SortFunc(all, func(a, b rules.Mark) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Rule, b.Rule), a.Order(&b))
	})
	of := map[uint64][]rules.Mark{}
	for _, mark := range all {
		list := of[mark.Place]
		if n := len(list); n > 0 && list[n-1].Rule == mark.Rule {
			list[n-1] = list[n-1].Join(mark)
		} else {
			of[mark.Place] = append(list, mark)
		}
	}
	return of
}
