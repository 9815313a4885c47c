package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

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

// tell reads the claims for the last time. It tells what was found of them together, and writes the ledger for the next night.
func (r *run) tell(ctx context.Context, j *judged, marks *marks, path string) (err error) {
	defer r.clock.stage("tell")()
	ledger, err := findings.CreateLedger(path, r.pseudonyms.Fingerprint())
	if err != nil {
		return err
	}
	breaches := breachesOf(j.rows)
	var tellers []*teller
	var found []row
	ids := map[uint64]string{} // tellers look at marks.ids meanwhile
	j.rows = r.dropRepeated(j.rows)
	files, err := r.pass(ctx, r.everything(), func() reader {
		t := &teller{worker: r.newWorker(), marks: marks, breaches: breaches, unsaid: r.auditor.NewTally()}
		tellers = append(tellers, t)
		return t.tell
	}, func(b batch) {
		found = append(found, b.rows...)
		j.patterns = append(j.patterns, b.patterns...)
		j.rejects = append(j.rejects, b.rejects...)
		for place, id := range b.ids {
			ids[place] = id
		}
		_ = ledger.Write(b.ledger) // Close says it again
	})
	info, closeErr := ledger.Close()
	if err = cmp.Or(err, closeErr); err != nil {
		return err
	}
	j.ledger, marks.ids = info, ids
	for _, t := range tellers {
		j.tally.Add(t.tally)
		j.tally.Subtract(t.unsaid)
	}
	for i := range j.files {
		j.files[i].add(&files[i])
	}
	r.inputOrder(j)
	r.inOrder(found)
	for i := range found {
		found[i].Related = marks.named(found[i].related)
	}
	j.rows = merge(j.rows, found)
	return nil
}

// breachesOf are the findings that the next nights count where they are repeated, by the place of the claim.
func breachesOf(rows []row) map[uint64][]findings.Breach {
	of := map[uint64][]findings.Breach{}
	for i := range rows {
		if f := &rows[i].Finding; f.Counts() {
			of[rows[i].place] = append(of[rows[i].place], findings.Breach{
				RuleID: f.Rule.ID, SubjectKind: f.SubjectKind, SubjectID: f.SubjectID, Occurrence: f.Occurrence, AtStake: f.AtStake,
			})
		}
	}
	return of
}

// teller reads every claim again.
type teller struct {
	*worker
	marks    *marks
	breaches map[uint64][]findings.Breach
	unsaid   *rules.Tally // what was said of claims that are rejected after all
}

func (w *teller) tell(t *task) (b batch) {
	var arena []byte
	t.chunk.Each(&w.line, func(at claimfile.Place) {
		w.at = at
		place := t.place(at)
		if w.run.repeated.has(place) {
			w.unsay(t, at, &b)
			return
		}
		if w.stands(t) {
			breaches := w.breaches[place]
			if t.earlier {
				breaches = t.breaches()
			}
			kept := w.line
			w.run.pseudonyms.hideClaim(&kept)
			b.ledger = append(b.ledger, findings.LedgerRow{})
			arena = b.ledger[len(b.ledger)-1].Keep(&kept, breaches, arena)
		}
		if _, named := w.marks.ids[place]; named {
			if b.ids == nil {
				b.ids = map[uint64]string{}
			}
			b.ids[place] = strings.Clone(w.line.ClaimID)
		}
		if list := w.marks.of[place]; len(list) > 0 {
			w.c.Open(&w.line)
			for i := range list {
				w.join(t, &list[i], &b)
			}
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
	for _, pattern := range m.Leads {
		b.patterns = append(b.patterns, pattern.Tell(w.c))
	}
	if ruling.Verdict.Flagged() && !rule.Across.Conduct {
		finding := rules.Describe(w.c, ruling, m.Found...)
		if m.Handed {
			finding.Handed()
		}
		found := w.row(t, finding)
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
