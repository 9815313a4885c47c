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
	rulings, err := a.sweep(ctx, &r.Input, members, chosen.because)
	if err = errors.Join(err, members.Close()); err != nil {
		return nil, err
	}
	rulings.IDs = ids
	return rulings, nil
}

// candidates are claims that may matter to rules of groups, each with the rules to which it may matter: in its groups as they are now, and as
// they were before tonight.
type candidates struct {
	at          positions
	now, before []rules.RuleSet
	because     map[uint64]uint64 // by group that was another before tonight: the position of a claim that has changed it
}

// candidate is one of them, in one group.
type candidate struct {
	position    uint64
	now, before rules.RuleSet
}

// prefilter finds the candidates among all claims by their group keys, which are closed.
func (a *audit) prefilter(ctx context.Context, r *results) (c candidates, err error) {
	defer a.stopwatch.Stage("prefilter")()
	workers := make([]groupPrefilter, a.Workers)
	err = r.keys.Sweep(ctx, func(worker int, keys []claim.GroupKey) error {
		workers[worker].group(a, r, keys)
		return nil
	})
	var all []candidate
	c.because = map[uint64]uint64{}
	for i := range workers {
		all = append(all, workers[i].found...)
		for _, p := range workers[i].changed {
			c.because[p[0]] = p[1]
		}
	}
	slices.SortFunc(all, func(x, y candidate) int { return cmp.Compare(x.position, y.position) })
	for _, x := range all {
		if r.repeated.has(x.position) {
			continue
		}
		if n := len(c.at); n > 0 && c.at[n-1] == x.position {
			c.now[n-1] |= x.now
			c.before[n-1] |= x.before
		} else {
			c.at, c.now, c.before = append(c.at, x.position), append(c.now, x.now), append(c.before, x.before)
		}
	}
	err = errors.Join(err, r.keys.Close())
	runtime.GC() // members need the memory that the keys held; the collector would let it pile up
	return c, err
}

// groupPrefilter selects the candidates of one group after another. It belongs to one goroutine.
type groupPrefilter struct {
	found       []candidate
	changed     [][2]uint64 // groups that were others before tonight, each with the position of a claim that has changed it
	now, before []claim.GroupKey
	scratch     []claim.GroupKey
}

// group selects the candidates of a group. One with claims of earlier nights is looked at twice, as it is and as it was: a claim that has
// come may hide another from the rules, as well as show it.
func (w *groupPrefilter) group(a *audit, r *results, keys []claim.GroupKey) {
	selectFrom := func(of []claim.GroupKey, add func(position uint64, by rules.RuleSet)) {
		if len(of) > 0 {
			w.scratch = a.setup.Auditor.PrefilterGroup(of, &r.Input, a.setup.Parameters, w.scratch, add)
		}
	}
	selectNow := func(position uint64, by rules.RuleSet) {
		w.found = append(w.found, candidate{position: position, now: by})
	}
	if a.ledger == nil {
		selectFrom(keys, selectNow)
		return
	}
	w.now, w.before = w.now[:0], w.before[:0]
	var left, came *claim.GroupKey
	for i := range keys {
		k := &keys[i]
		before, now := r.presence(a, k.Position)
		if now {
			w.now = append(w.now, *k)
		} else if left == nil {
			left = k
		}
		if before {
			w.before = append(w.before, *k)
		} else if came == nil {
			came = k
		}
	}
	selectFrom(w.now, selectNow)
	chosen := len(w.found)
	selectFrom(w.before, func(position uint64, by rules.RuleSet) {
		w.found = append(w.found, candidate{position: position, before: by})
	})
	if left == nil {
		left = came
	}
	if len(w.found) > chosen && left != nil {
		w.changed = append(w.changed, [2]uint64{left.Group, left.Position})
		w.found = append(w.found, candidate{position: left.Position}) // its id will be wanted
	}
}

// presence says whether a claim was there before tonight, and whether it is there now.
func (r *results) presence(a *audit, position uint64) (before, now bool) {
	if a.ledger.Holds(position) {
		return true, !r.leaving.has(position)
	}
	_, again := r.resent[position]
	return again, true
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
		w.Auditor.Members(w.Case, w.candidates.now[n], w.candidates.before[n], func(m *claim.Member) {
			m.Position, m.Earlier = position, t.Earlier || !w.Reports(w.Line.Day())
			err = errors.Join(err, w.members.Add(*m))
		})
	}, func(tablefile.Reject) {})
	return ids, err
}

// sweep judges every group, and gives the rulings by position of the claim.
func (a *audit) sweep(ctx context.Context, in *rules.InputFacts, members *group.Grouper[claim.Member], because map[uint64]uint64) (*judge.GroupRulings, error) {
	defer a.stopwatch.Stage("groups")()
	type worker struct {
		now, before []rules.GroupRuling
		scratch     []claim.Member
	}
	workers := make([]worker, a.Workers)
	err := members.Sweep(ctx, func(i int, of []claim.Member) error {
		w, p := &workers[i], a.setup.Parameters
		w.scratch = a.setup.Auditor.JudgeGroup(of, in, p, w.scratch, func(g rules.GroupRuling) { w.now = append(w.now, g) })
		w.scratch = a.setup.Auditor.JudgeBefore(of, because[of[0].Group], in, p, w.scratch, func(g rules.GroupRuling) { w.before = append(w.before, g) })
		return nil
	})
	var now, before []rules.GroupRuling
	for i := range workers {
		now, before = append(now, workers[i].now...), append(before, workers[i].before...)
	}
	return &judge.GroupRulings{Of: judge.MergeGroupRulings(now), Before: judge.MergeGroupRulings(before)}, err
}
