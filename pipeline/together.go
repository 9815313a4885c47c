package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/claim"
)

// together puts the rules across claims to the groups of claims and adds what they found. A trace holds only what a group
// is judged by: the claims that are flagged, and those that belong to a finding, are read once more to be told.
func (r *run) together(ctx context.Context, j *judged) error {
	marks, err := r.sweep(ctx, &j.world)
	if err != nil || len(marks.of) == 0 {
		return err
	}
	defer r.clock.stage("tell")()
	var found []row
	var tellers []*teller
	_, err = r.pass(ctx, func() reader {
		t := &teller{worker: r.newWorker(), marks: marks}
		tellers = append(tellers, t)
		return t.tell
	}, func(b batch) {
		found = append(found, b.rows...)
		for place, id := range b.ids {
			marks.ids[place] = id
		}
	})
	if err != nil {
		return err
	}
	for _, t := range tellers {
		j.tally.Add(t.tally)
	}
	for i := range found {
		found[i].Related = marks.named(found[i].related)
	}
	j.rows = merge(j.rows, found)
	return nil
}

// sweep judges every group. A claim that one rule flagged in several groups has one mark of it.
func (r *run) sweep(ctx context.Context, w *rules.World) (*marks, error) {
	defer r.clock.stage("groups")()
	w.Registers = r.context.Registers
	byWorker := make([][]rules.Mark, r.Workers)
	scratch := make([][]claim.Trace, r.Workers)
	err := r.traces.Sweep(ctx, func(worker int, group []claim.Trace) error {
		scratch[worker] = r.auditor.JudgeGroup(group, w, r.parameters, scratch[worker], func(m rules.Mark) {
			byWorker[worker] = append(byWorker[worker], m)
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := slices.Concat(byWorker...)
	slices.SortFunc(all, func(a, b rules.Mark) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Rule, b.Rule), a.Order(&b))
	})
	m := &marks{of: map[uint64][]rules.Mark{}, ids: map[uint64]string{}}
	for _, mark := range all {
		list := m.of[mark.Place]
		if n := len(list); n > 0 && list[n-1].Rule == mark.Rule {
			list[n-1] = list[n-1].Join(mark)
		} else {
			m.of[mark.Place] = append(list, mark)
		}
		for _, place := range mark.Related {
			m.ids[place] = ""
		}
	}
	return m, nil
}

// marks are what the rules across claims flagged, and the claims that belong to the findings.
type marks struct {
	of  map[uint64][]rules.Mark // by place of the claim, in catalogue order
	ids map[uint64]string       // by place; empty until the claim was read
}

// named gives the ids of claims by their places, in the order of the ids.
func (m *marks) named(places []uint64) []string {
	var ids []string
	for _, place := range places {
		if id := m.ids[place]; id != "" {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, strings.Compare)
	return slices.Compact(ids)
}

// teller reads the marked claims again.
type teller struct {
	*worker
	marks *marks
}

func (w *teller) tell(t *task) (b batch) {
	t.chunk.Each(&w.line, func(at claimfile.Place) {
		w.at = at
		place := t.place(at)
		if _, wanted := w.marks.ids[place]; wanted {
			if b.ids == nil {
				b.ids = map[uint64]string{}
			}
			b.ids[place] = strings.Clone(w.line.ClaimID)
		}
		list := w.marks.of[place]
		if len(list) == 0 {
			return
		}
		w.c.Open(&w.line)
		for i := range list {
			w.join(t, &list[i], &b)
		}
	}, func(tablefile.Reject) {})
	return b
}

// join tells a mark on the claim that was just read, unless the claim alone was told more gravely already.
func (w *teller) join(t *task, m *rules.Mark, b *batch) {
	rule := w.run.auditor.Rules[m.Rule]
	alone := rules.Ask(rule, w.c)
	ruling, together := m.With(alone, w.c)
	if !together {
		return
	}
	w.tally.Revise(m.Rule, &alone, &ruling)
	if ruling.Verdict.Flagged() {
		found := w.row(t, rules.Describe(w.c, ruling, m.Found...))
		found.related = m.Related
		b.rows = append(b.rows, found)
	}
}

// merge puts the findings of both shapes in output order. Where a claim has one of each from the same rule, that of the
// group is the graver and stands.
func merge(alone, together []row) []row {
	all := make([]row, 0, len(alone)+len(together))
	for len(alone) > 0 && len(together) > 0 {
		switch order := cmp.Or(cmp.Compare(alone[0].place, together[0].place), cmp.Compare(alone[0].rule, together[0].rule)); {
		case order < 0:
			all, alone = append(all, alone[0]), alone[1:]
		case order == 0:
			alone = alone[1:]
		default:
			all, together = append(all, together[0]), together[1:]
		}
	}
	return append(append(all, alone...), together...)
}
