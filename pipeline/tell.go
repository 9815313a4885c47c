package pipeline

import (
	"cmp"
	"context"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/report"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// tell reads the claims for the last time. What was found of each, alone and together with others, is told as it goes by, and
// the claim goes into the ledger for the next night: nothing but what is under way is held in memory.
func (r *run) tell(ctx context.Context, j *judged, marks *marks, draft *findings.Draft, o *Outcome) error {
	defer r.clock.stage("tell")()
	ledger, err := findings.CreateLedger(draft.Path(findings.LedgerFile), r.pseudonyms.Fingerprint())
	if err != nil {
		return err
	}
	anomalies, err := findings.CreateAnomalies(draft.Path(findings.AnomaliesFile), o.RunID)
	if err != nil {
		_, _ = ledger.Close()
		return err
	}
	easeCollector() // more lives by now
	set := r.suppressions(o.AsOf)
	j.page = report.NewGatherer(o.RunID)
	var held *heldFindings // of joined tables, which are not read in input order
	if r.joined != nil {
		if held, err = holdFindings(draft.Path(spillFolder)); err != nil {
			_, _ = ledger.Close()
			_, _ = anomalies.Close()
			return err
		}
		defer held.Close()
	}
	number := r.data.order()
	var tellers []*teller
	files, err := r.pass(ctx, r.everything(), func() reader {
		t := &teller{
			worker: r.newWorker(), said: j.said, marks: marks, asOf: o.AsOf, set: set, unsaid: r.auditor.NewTally(),
			anomalies: anomalies, ledger: ledger, page: report.NewGatherer(o.RunID), number: number,
		}
		tellers = append(tellers, t)
		return t.tell
	}, func(b batch) {
		if held != nil {
			held.add(b.held)
		} else {
			_ = anomalies.Add(b.anomalies) // Close says it again
		}
		j.patterns = append(j.patterns, b.patterns...)
		for _, bad := range b.rejects {
			j.repeats.add(bad)
		}
		_ = ledger.Add(b.ledger)
	})
	j.said, marks.of, marks.ids = nil, nil, claimNames{} // it is told
	j.ledger, err = closed(ledger, err)
	if held != nil && err == nil {
		easeCollector() // less lives by now
		err = held.each(func(stored []byte) error {
			row, err := r.row(stored)
			return cmp.Or(err, anomalies.Write([]findings.Row{row}))
		})
	}
	if j.anomalies, err = closed(anomalies, err); err != nil {
		return err
	}
	for _, t := range tellers {
		j.tally.Add(t.tally)
		j.tally.Subtract(t.unsaid)
		j.page.Join(t.page)
		j.counted = append(j.counted, t.counted...)
		o.join(&t.counts)
	}
	for i := range j.files {
		j.files[i].add(&files[i])
	}
	return nil
}

// closed closes a table; an error from before goes first.
func closed[R any](w *findings.Writer[R], before error) (*findings.FileInfo, error) {
	info, err := w.Close()
	return info, cmp.Or(before, err)
}

// teller reads every claim again. It turns findings and claims into columns itself, so that tables are built on every core.
type teller struct {
	*worker
	said   []said // of claims alone, in input order
	next   int    // in said
	marks  *marks
	asOf   civil.Day
	set    suppressions
	unsaid *rules.Tally // what was said of claims that are rejected after all
	words  rules.Teller

	anomalies *findings.Writer[findings.Row]
	ledger    *findings.Writer[findings.LedgerRow]
	rows      []findings.Row       // of the chunk
	kept      []findings.LedgerRow // of the chunk, in the arena
	arena     []byte
	breaches  []findings.Breach // of the claim that was just read
	number    map[string]int    // of claim files, in input order

	page    *report.Gatherer
	counted []*rules.Finding // where repetition counts
	counts  Outcome          // of findings
}

func (w *teller) tell(t *task) (b batch) {
	w.rows = w.rows[:0]
	w.words.Reset()
	w.kept, w.arena = w.kept[:0], w.arena[:0]
	if c, ok := t.chunk.(*ledgerChunk); ok {
		w.tellEarlier(t, c, &b)
	} else {
		t.chunk.Each(&w.line, func(at claimfile.Position) { w.tellOne(t, at, &b) }, func(tablefile.Reject) {})
	}
	for i := range w.rows {
		w.told(&w.rows[i])
	}
	if w.run.joined == nil {
		b.anomalies = w.anomalies.Build(w.rows)
	} else {
		b.held = w.run.hold(w.rows, w.number)
	}
	b.ledger = w.ledger.Build(w.kept)
	return b
}

// tellOne tells the claim of tonight that was just read.
func (w *teller) tellOne(t *task, at claimfile.Position, b *batch) {
	w.at = at
	place := t.place(at)
	alone := w.alone(place)
	if w.run.repeated.has(place) {
		w.unsay(t, at, b)
		return
	}
	told := len(w.rows)
	if together := w.marks.of[place]; len(alone)+len(together) > 0 {
		w.c.Open(&w.line)
		w.describe(t, alone, together, b)
	}
	if !w.leaves() && w.line.Day() >= w.run.ledgerFrom {
		w.keep(w.rows[told:])
	}
}

// told counts a finding, and shows it to the report.
func (w *teller) told(row *findings.Row) {
	w.counts.count(row.Rule, row.Verdict, row.Suppressed)
	w.page.Finding(&row.Finding, row.Suppressed.On, row.Suppressed.Until)
	if !row.Suppressed.On && row.Counts() {
		w.counted = append(w.counted, row.Light())
	}
}

// alone is what was said of the claim at a place. Mostly that stands where the last one was.
func (w *teller) alone(place uint64) []said {
	start := w.next
	after := start == 0 || start <= len(w.said) && w.said[start-1].place < place
	if before := start == len(w.said) || place <= w.said[start].place; !after || !before {
		start, _ = slices.BinarySearchFunc(w.said, place, func(s said, place uint64) int { return cmp.Compare(s.place, place) })
	}
	w.next = start
	for w.next < len(w.said) && w.said[w.next].place == place {
		w.next++
	}
	return w.said[start:w.next]
}

// describe tells what was said of the claim alone and together with others, in catalogue order. Where one rule has said both, the
// answer of the group stands where it is the graver.
func (w *teller) describe(t *task, alone []said, together []rules.Mark, b *batch) {
	for len(alone)+len(together) > 0 {
		if len(together) == 0 || len(alone) > 0 && int(alone[0].rule) < together[0].Rule {
			w.add(t, alone[0].ruling(w.run.auditor), &unmarked)
			alone = alone[1:]
			continue
		}
		m := &together[0]
		both := len(alone) > 0 && int(alone[0].rule) == m.Rule
		if !w.join(t, m, b) && both {
			w.add(t, alone[0].ruling(w.run.auditor), &unmarked)
		}
		if both {
			alone = alone[1:]
		}
		together = together[1:]
	}
}

// join tells a mark on the claim that was just read, unless the claim alone was told more gravely already.
func (w *teller) join(t *task, m *rules.Mark, b *batch) (told bool) {
	rule := w.run.auditor.Rules[m.Rule]
	alone := rules.Ask(rule, w.c)
	ruling, together := m.With(alone, w.c)
	if !together {
		return false
	}
	w.tally.Revise(m.Rule, &alone, &ruling)
	for _, pattern := range m.Leads {
		b.patterns = append(b.patterns, pattern.Tell(w.c))
	}
	if ruling.Verdict.Flagged() && !rule.Across.Conduct {
		w.add(t, ruling, m)
	}
	return true
}

// unmarked is a mark that adds nothing to what is said of a claim alone.
var unmarked rules.Mark

// add adds a finding, with what only the day of the run can tell of it: whether it lies within the periods for recovery and for a
// penalty, and whether somebody has set it aside.
func (w *teller) add(t *task, r rules.Ruling, m *rules.Mark) {
	w.rows = append(w.rows, findings.Row{SourceFile: cmp.Or(w.at.File, t.name), SourceLine: w.at.Line})
	row := &w.rows[len(w.rows)-1]
	f := &row.Finding
	w.words.Describe(f, w.c, r, m.Found...)
	if m.Handed {
		f.Handed()
	}
	f.Related = w.marks.named(m.Related)
	parameters := w.run.parameters
	row.Suppressed = w.set.of(f.ClaimID, f.SubjectID, f.Rule.ID)
	row.WithinPenalty = w.asOf <= f.Day.AddYears(int(parameters.On(law.PenaltyYears, f.Day)))
	if f.PaidOn.Known() {
		row.WithinRecovery = claim.No
		if w.asOf <= f.PaidOn.AddYears(int(parameters.On(law.RecoveryYears, f.Day))) {
			row.WithinRecovery = claim.Yes
		}
	}
	w.run.pseudonyms.hide(row)
}

// keep puts the claim that was just read into the ledger, with those of its findings that count where they are repeated.
func (w *teller) keep(told []findings.Row) {
	w.breaches = w.breaches[:0]
	for i := range told {
		if f := &told[i].Finding; f.Counts() {
			w.breaches = append(w.breaches, findings.Breach{
				RuleID: f.Rule.ID, SubjectKind: f.SubjectKind, SubjectID: f.SubjectID, Occurrence: f.Occurrence, AtStake: f.AtStake,
			})
		}
	}
	w.run.pseudonyms.hideClaim(&w.line) // nothing reads it any more
	w.kept = append(w.kept, findings.LedgerRow{})
	w.arena = w.kept[len(w.kept)-1].Keep(&w.line, w.breaches, w.arena)
}
