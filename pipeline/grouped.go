package pipeline

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/group"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/claim"
)

// judgeGroups puts the rules of groups to the claims that share a key.
//
// It goes by steps, each over fewer claims than the one before. The prefilter looks at the group keys that every claim left, and finds the
// candidates: the claims that can matter. These are read again as members of their groups, and each group is judged. What is found is
// described when the claims are read for the last time.
func (a *audit) judgeGroups(ctx context.Context, r *results, spill string) (*judge.GroupRulings, error) {
	r.Input.Registers = a.setup.Context.Registers
	chosen, err := a.prefilter(ctx, r)
	if err != nil || len(chosen.at) == 0 {
		return &judge.GroupRulings{}, err
	}
	members, ids, err := a.readMembers(ctx, chosen, spill)
	if err != nil {
		return nil, err
	}
	of, err := a.sweep(ctx, &r.Input, members)
	if err = errors.Join(err, members.Close()); err != nil {
		return nil, err
	}
	return &judge.GroupRulings{Of: of, IDs: ids}, nil
}

// candidates are claims that may matter to rules of groups, each with the rules to which it may matter.
type candidates struct {
	at positions
	by []rules.RuleSet
}

// prefilter finds the candidates among all claims by their group keys, which are closed.
func (a *audit) prefilter(ctx context.Context, r *results) (c candidates, err error) {
	defer a.stopwatch.Stage("prefilter")()
	type candidate struct {
		position uint64
		by       rules.RuleSet
	}
	byWorker := make([][]candidate, a.Workers)
	buffers := make([][]claim.GroupKey, a.Workers)
	err = r.keys.Sweep(ctx, func(worker int, keys []claim.GroupKey) error {
		buffers[worker] = a.setup.Auditor.PrefilterGroup(keys, &r.Input, a.setup.Parameters, buffers[worker], func(position uint64, by rules.RuleSet) {
			byWorker[worker] = append(byWorker[worker], candidate{position, by})
		})
		return nil
	})
	all := slices.Concat(byWorker...)
	slices.SortFunc(all, func(x, y candidate) int { return cmp.Compare(x.position, y.position) })
	for _, x := range all {
		if r.repeated.has(x.position) {
			continue
		}
		if n := len(c.at); n > 0 && c.at[n-1] == x.position {
			c.by[n-1] |= x.by
		} else {
			c.at, c.by = append(c.at, x.position), append(c.by, x.by)
		}
	}
	err = errors.Join(err, r.keys.Close())
	runtime.GC() // members need the memory that the keys held; the collector would let it pile up
	return c, err
}

// readMembers reads the candidates again as members of their groups, and their ids.
func (a *audit) readMembers(ctx context.Context, c candidates, spill string) (members *group.Grouper[claim.Member], ids judge.ClaimIDs, err error) {
	defer a.stopwatch.Stage("members")()
	members, err = group.New(a.grouping(spill), func(m *claim.Member) uint64 { return m.Group }, claim.CompareMembers)
	if err != nil {
		return nil, ids, err
	}
	var readers []*memberReader
	err = dataset.Pass(ctx, a.data, a.everything(), func() dataset.Reader[judge.ClaimIDs] {
		w := &memberReader{Judge: a.setup.NewJudge(), candidates: c, members: members.Writer()}
		readers = append(readers, w)
		return w.read
	}, func(more judge.ClaimIDs) { ids.Merge(&more) })
	for _, w := range readers {
		err = errors.Join(err, w.members.Close())
	}
	if err != nil {
		return nil, ids, errors.Join(err, members.Close())
	}
	if !a.data.InOrder() {
		ids.Sort()
	}
	return members, ids, nil
}

// memberReader reads candidates as members of their groups. It belongs to one goroutine.
type memberReader struct {
	*judge.Judge
	candidates candidates
	members    *group.Writer[claim.Member]
}

func (w *memberReader) read(t *dataset.Task) (ids judge.ClaimIDs, err error) {
	t.Chunk.EachWanted(w.candidates.at.of(t), &w.Line, func(at claimfile.Position) {
		w.Open()
		position := t.Position(at)
		ids.Add(position, w.Line.ClaimID)
		n, _ := slices.BinarySearch(w.candidates.at, position)
		w.Auditor.Members(w.Case, w.candidates.by[n], func(m *claim.Member) {
			m.Position, m.Earlier = position, t.Earlier || !w.Reports(w.Line.Day())
			err = errors.Join(err, w.members.Add(*m))
		})
	}, func(tablefile.Reject) {})
	return ids, err
}

// sweep judges every group, and gives the rulings by position of the claim.
func (a *audit) sweep(ctx context.Context, in *rules.InputFacts, members *group.Grouper[claim.Member]) (map[uint64][]rules.GroupRuling, error) {
	defer a.stopwatch.Stage("groups")()
	byWorker := make([][]rules.GroupRuling, a.Workers)
	buffers := make([][]claim.Member, a.Workers)
	err := members.Sweep(ctx, func(worker int, of []claim.Member) error {
		buffers[worker] = a.setup.Auditor.JudgeGroup(of, in, a.setup.Parameters, buffers[worker], func(g rules.GroupRuling) {
			byWorker[worker] = append(byWorker[worker], g)
		})
		return nil
	})
	return judge.MergeGroupRulings(slices.Concat(byWorker...)), err
}
