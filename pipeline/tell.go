package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strings"

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
	set := r.suppressions(o.AsOf)
	j.page = report.NewGatherer(o.RunID)
	told := func(rows []findings.Row) {
		for i := range rows {
			row := &rows[i]
			o.count(row.Rule, row.Verdict, row.Suppressed)
			j.page.Finding(&row.Finding, row.Suppressed.On, row.Suppressed.Until)
			if !row.Suppressed.On && row.Counts() {
				j.counted = append(j.counted, row.Light())
			}
		}
		_ = anomalies.Write(rows) // Close says it again
	}
	var held []findings.Row // of joined tables, which are not read in input order
	var tellers []*teller
	files, err := r.pass(ctx, r.everything(), func() reader {
		t := &teller{worker: r.newWorker(), said: j.said, marks: marks, asOf: o.AsOf, set: set, unsaid: r.auditor.NewTally()}
		tellers = append(tellers, t)
		return t.tell
	}, func(b batch) {
		if r.joined != nil {
			held = append(held, b.rows...)
		} else {
			told(b.rows)
		}
		j.patterns = append(j.patterns, b.patterns...)
		for _, bad := range b.rejects {
			j.repeats.add(bad)
		}
		_ = ledger.Write(b.ledger) // Close says it again
	})
	r.rowsInOrder(held)
	told(held)
	var failed error
	j.anomalies, failed = anomalies.Close()
	j.ledger, err = closed(ledger, cmp.Or(err, failed))
	if err != nil {
		return err
	}
	for _, t := range tellers {
		j.tally.Add(t.tally)
		j.tally.Subtract(t.unsaid)
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

// teller reads every claim again.
type teller struct {
	*worker
	said   []said // of claims alone, in input order
	next   int    // in said
	marks  *marks
	asOf   civil.Day
	set    suppressions
	unsaid *rules.Tally // what was said of claims that are rejected after all
}

func (w *teller) tell(t *task) (b batch) {
	var arena []byte
	t.chunk.Each(&w.line, func(at claimfile.Place) {
		w.at = at
		place := t.place(at)
		alone := w.alone(place)
		if w.run.repeated.has(place) {
			w.unsay(t, at, &b)
			return
		}
		told := len(b.rows)
		if together := w.marks.of[place]; len(alone)+len(together) > 0 {
			w.c.Open(&w.line)
			w.describe(t, alone, together, &b)
		}
		if w.stands(t) {
			arena = w.keep(t, b.rows[told:], &b, arena)
		}
	}, func(tablefile.Reject) {})
	return b
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
			w.add(t, rules.Describe(w.c, alone[0].ruling(w.run.auditor)), nil, b)
			alone = alone[1:]
			continue
		}
		m := &together[0]
		both := len(alone) > 0 && int(alone[0].rule) == m.Rule
		if !w.join(t, m, b) && both {
			w.add(t, rules.Describe(w.c, alone[0].ruling(w.run.auditor)), nil, b)
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
		finding := rules.Describe(w.c, ruling, m.Found...)
		if m.Handed {
			finding.Handed()
		}
		w.add(t, finding, m.Related, b)
	}
	return true
}

// add adds a finding, with what only the day of the run can tell of it: whether it lies within the periods for recovery and for a
// penalty, and whether somebody has set it aside.
func (w *teller) add(t *task, f rules.Finding, related []uint64, b *batch) {
	f.Related = w.marks.named(related)
	row := findings.Row{Finding: f, SourceFile: cmp.Or(w.at.File, t.name), SourceLine: w.at.Line}
	parameters := w.run.parameters
	row.Suppressed = w.set.of(f.ClaimID, f.SubjectID, f.Rule.ID)
	row.WithinPenalty = w.asOf <= f.Day.AddYears(int(parameters.On(law.PenaltyYears, f.Day)))
	if f.PaidOn.Known() {
		row.WithinRecovery = claim.No
		if w.asOf <= f.PaidOn.AddYears(int(parameters.On(law.RecoveryYears, f.Day))) {
			row.WithinRecovery = claim.Yes
		}
	}
	w.run.pseudonyms.hide(&row)
	b.rows = append(b.rows, row)
}

// keep puts the claim that was just read into the ledger, with those of its findings that count where they are repeated.
func (w *teller) keep(t *task, told []findings.Row, b *batch, arena []byte) []byte {
	breaches := t.breaches() // of a claim of tonight none
	for i := range told {    // of one of an earlier night nothing
		if f := &told[i].Finding; f.Counts() {
			breaches = append(breaches, findings.Breach{
				RuleID: f.Rule.ID, SubjectKind: f.SubjectKind, SubjectID: f.SubjectID, Occurrence: f.Occurrence, AtStake: f.AtStake,
			})
		}
	}
	w.run.pseudonyms.hideClaim(&w.line) // nothing reads it any more
	b.ledger = append(b.ledger, findings.LedgerRow{})
	return b.ledger[len(b.ledger)-1].Keep(&w.line, breaches, arena)
}

// marks are what the rules across claims flagged, and how the claims that belong to the findings are called.
type marks struct {
	of  map[uint64][]rules.Mark // by place of the claim, in catalogue order
	ids claimNames
}

// named gives the ids of claims by their places, in the order of the ids.
func (m *marks) named(places []uint64) []string {
	var ids []string
	for _, place := range places {
		if id, known := m.ids.of(place); known {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, strings.Compare)
	return slices.Compact(ids)
}

// claimNames are claim_ids by place, in input order.
type claimNames struct {
	places places
	ends   []int // of the ids in text
	text   []byte
}

func (n *claimNames) add(place uint64, id string) {
	n.text = append(n.text, id...)
	n.places, n.ends = append(n.places, place), append(n.ends, len(n.text))
}

func (n *claimNames) join(o *claimNames) {
	start := len(n.text)
	n.text, n.places = append(n.text, o.text...), append(n.places, o.places...)
	for _, end := range o.ends {
		n.ends = append(n.ends, start+end)
	}
}

func (n *claimNames) of(place uint64) (string, bool) {
	i, found := slices.BinarySearch(n.places, place)
	if !found {
		return "", false
	}
	return n.at(i), true
}

// at is the id that was added as the i-th.
func (n *claimNames) at(i int) string {
	start := 0
	if i > 0 {
		start = n.ends[i-1]
	}
	return string(n.text[start:n.ends[i]])
}

// sort puts names that were not added in input order into it.
func (n *claimNames) sort() {
	var sorted claimNames
	order := make([]int, len(n.places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(n.places[a], n.places[b]) })
	for _, i := range order {
		sorted.add(n.places[i], n.at(i))
	}
	*n = sorted
}
