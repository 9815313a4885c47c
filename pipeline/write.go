package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/parquet"
	"vigie/pipeline/progress"
	"vigie/pipeline/publish"
	"vigie/pipeline/report"
	"vigie/pipeline/scratch"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

// write reads the claims for the last time. What was found of each, alone and in its groups, is described and written to the draft as the
// claim is read, and the claim goes into the ledger for the next night. Memory holds what is under way, and what results say they hold.
func (a *audit) write(ctx context.Context, r *results, groups *judge.GroupRulings, draft *publish.Draft, o *Outcome) error {
	defer a.stopwatch.Stage("write")()
	t, err := a.createTables(draft, o.RunID)
	if err != nil {
		return err
	}
	progress.EaseCollector() // more is alive by now
	r.page = report.NewAggregator(o.RunID)
	set := a.setup.Suppressions(o.AsOf)
	var writers []*findingWriter
	err = dataset.Pass(ctx, a.data, a.everything(), func() dataset.Reader[chunkFindings] {
		j := a.setup.NewJudge()
		w := &findingWriter{
			Describer: a.setup.NewDescriber(j, groups, o.AsOf, set), data: a.data, results: r, tables: t,
			page: report.NewAggregator(o.RunID), late: newLateRejects(j, r), audit: a, runID: o.RunID,
		}
		writers = append(writers, w)
		return w.read
	}, func(c chunkFindings) {
		t.add(&c)
		r.patterns = append(r.patterns, c.patterns...)
		r.withdrawn = append(r.withdrawn, c.withdrawn...)
		for _, bad := range c.duplicates {
			r.duplicates.add(bad)
		}
	})
	slices.SortStableFunc(r.withdrawn, func(x, y findings.Withdrawn) int { return cmp.Compare(x.Position, y.Position) })
	r.rulings, *groups = nil, judge.GroupRulings{} // they are described
	if r.anomalies, r.ledger, err = t.close(a.setup.Auditor.Rules, err); err != nil {
		return err
	}
	for _, w := range writers {
		r.Tally.Merge(w.Tally)
		w.late.close()
		r.page.Merge(w.page)
		r.counted = append(r.counted, w.counted...)
		o.standing.merge(&w.standing)
	}
	return nil
}

// tables are those that grow with the claims.
type tables struct {
	anomalies *parquet.Writer[findings.Row]
	ledger    *parquet.Writer[findings.LedgerRow]
	unordered *scratch.Sorter // of findings whose claims are not read in input order; nil where all are
}

// sortMemory is how many bytes of findings wait in memory to be sorted.
const sortMemory = 8 << 20

func (a *audit) createTables(draft *publish.Draft, id string) (t *tables, err error) {
	t = new(tables)
	if t.ledger, err = findings.CreateLedger(draft.Path(publish.LedgerFile), a.setup.Pseudonyms.Fingerprint()); err != nil {
		return nil, err
	}
	t.anomalies, err = findings.CreateAnomalies(draft.Path(publish.AnomaliesFile), id)
	if err == nil && !a.data.InOrder() {
		if t.unordered, err = scratch.CreateSorter(draft.Path(spillFolder), "findings-", sortMemory); err != nil {
			err = fmt.Errorf("cannot put findings in order: %w", err)
		}
	}
	if err != nil {
		_, _, closeErr := t.close(nil, err)
		return nil, closeErr
	}
	return t, nil
}

// add adds what came of a chunk, in the order in which claims are read. Failures are given by close.
func (t *tables) add(c *chunkFindings) {
	if t.unordered != nil {
		t.unordered.Add(c.unordered)
	} else {
		_ = t.anomalies.Add(c.anomalies)
	}
	_ = t.ledger.Add(c.ledger)
}

// close ends the tables. An error from before goes first.
func (t *tables) close(all []*rules.Rule, before error) (anomalies, ledger *parquet.FileInfo, err error) {
	ledger, err = closed(t.ledger, before)
	if t.unordered != nil {
		if err == nil {
			progress.EaseCollector() // less is alive by now
			err = t.unordered.Each(func(stored []byte) error {
				row, err := findings.ParseRow(stored, all)
				return cmp.Or(err, t.anomalies.Write([]findings.Row{row}))
			})
			if err != nil {
				err = fmt.Errorf("cannot put findings in order: %w", err)
			}
		}
		err = errors.Join(err, t.unordered.Close())
	}
	if t.anomalies != nil {
		anomalies, err = closed(t.anomalies, err)
	}
	return anomalies, ledger, err
}

func closed[R any](w *parquet.Writer[R], before error) (*parquet.FileInfo, error) {
	info, err := w.Close()
	return info, cmp.Or(before, err)
}

// chunkFindings is what a chunk of the last pass came to.
type chunkFindings struct {
	anomalies  *parquet.Batch
	unordered  scratch.Records // anomalies by position, instead of a batch of them, where claims are not read in input order
	ledger     *parquet.Batch
	withdrawn  []findings.Withdrawn
	patterns   []rules.Conduct
	duplicates []tablefile.Reject
}

// findingWriter describes findings and turns them, and claims, into columns, so that tables are built on every core. It belongs to one
// goroutine.
type findingWriter struct {
	*judge.Describer
	audit   *audit
	data    *dataset.Dataset
	results *results
	tables  *tables
	runID   string

	next      int                  // in the rulings
	positions []uint64             // of the rows of the chunk
	kept      []findings.LedgerRow // of the chunk, in the arena
	arena     []byte
	withdrawn []findings.Withdrawn // of the chunk

	late     lateRejects
	page     *report.Aggregator
	counted  []*rules.Finding // those that count where they are repeated
	standing standing
}

func (w *findingWriter) read(t *dataset.Task) (c chunkFindings, err error) {
	w.Reset()
	w.positions, w.kept, w.arena, w.withdrawn = w.positions[:0], w.kept[:0], w.arena[:0], nil
	if ledger, ok := t.Chunk.(*dataset.LedgerChunk); ok {
		w.readEarlier(t, ledger)
	} else {
		t.Chunk.Each(&w.Line, func(at claimfile.Position) { w.readOne(t, at, &c) }, func(tablefile.Reject) {})
	}
	for i := range w.Rows {
		w.count(&w.Rows[i])
	}
	if w.tables.unordered == nil {
		c.anomalies = w.tables.anomalies.Build(w.Rows)
	} else {
		for i := range w.Rows {
			row := &w.Rows[i]
			c.unordered.Append(w.positions[i], func(to []byte) []byte { return findings.AppendRow(to, row, w.Auditor.Index(row.Rule)) })
		}
	}
	c.ledger = w.tables.ledger.Build(w.kept)
	c.patterns, c.withdrawn = slices.Clone(w.Patterns), w.withdrawn
	return c, nil
}

// readOne describes what was found of the claim of tonight that was just read, and keeps it for the next night.
func (w *findingWriter) readOne(t *dataset.Task, at claimfile.Position, c *chunkFindings) {
	position := t.Position(at)
	single := w.rulingsOf(position)
	if bad, rejected := w.late.of(t, at, true); rejected {
		c.duplicates = append(c.duplicates, bad)
		return
	}
	first := len(w.Rows)
	grouped := w.Groups.Of[position]
	if !w.Reports(w.Line.Day()) { // it is context, as claims of earlier nights are
		grouped = nil
	}
	reported, again := w.results.resent[position]
	switch {
	case again:
		reported = w.readResent(t, at, single, grouped, reported)
	case len(single)+len(grouped) > 0:
		w.describe(t, at, single, grouped)
	}
	if !w.data.Leaves(&w.Line) && w.Line.Day() >= w.results.ledgerFrom {
		w.keep(append(reported, w.reportedBy(first)...))
		if of, ok := t.Chunk.(dataset.OfActs); ok {
			w.kept[len(w.kept)-1].Act = of.Act()
		}
	}
}

func (w *findingWriter) describe(t *dataset.Task, at claimfile.Position, single []judge.Ruling, grouped []rules.GroupRuling) {
	w.Open()
	w.At(t.File(at), at.Line)
	w.Describe(single, grouped)
	w.notePosition(t.Position(at))
}

// notePosition notes the position of the claim of which rows were described, or taken away again.
func (w *findingWriter) notePosition(position uint64) {
	w.positions = w.positions[:min(len(w.positions), len(w.Rows))]
	for len(w.positions) < len(w.Rows) {
		w.positions = append(w.positions, position)
	}
}

// rulingsOf are the rulings on the single claim at a position. Claims mostly come in the order of the rulings, so that no search is needed.
func (w *findingWriter) rulingsOf(position uint64) []judge.Ruling {
	all, start := w.results.rulings, w.next
	after := start == 0 || start <= len(all) && all[start-1].Position < position
	if before := start == len(all) || position <= all[start].Position; !after || !before {
		start, _ = slices.BinarySearchFunc(all, position, func(r judge.Ruling, position uint64) int { return cmp.Compare(r.Position, position) })
	}
	w.next = start
	for w.next < len(all) && all[w.next].Position == position {
		w.next++
	}
	return all[start:w.next]
}

// count counts a finding, and shows it to the report.
func (w *findingWriter) count(row *findings.Row) {
	w.standing.add(row.Rule, row.Verdict, row.Suppressed.On)
	w.page.AddFinding(&row.Finding, row.Suppressed.On, row.Suppressed.Until)
	if !row.Suppressed.On && row.CountsForRepetition() {
		w.counted = append(w.counted, row.Light())
	}
}

// keep puts the claim that was just read into the ledger, together with the findings that stand on it.
func (w *findingWriter) keep(reported []findings.Reported) {
	w.Pseudonyms.HideClaim(&w.Line) // nothing reads it any more
	w.kept = append(w.kept, findings.LedgerRow{})
	row := &w.kept[len(w.kept)-1]
	w.arena = row.Keep(&w.Line, w.arena)
	w.stand(row, reported)
}

// stand puts the findings that stand on a claim into its row of the ledger.
func (w *findingWriter) stand(row *findings.LedgerRow, reported []findings.Reported) {
	start := len(w.arena)
	w.arena = findings.AppendReported(w.arena, reported)
	row.Reported = w.arena[start:]
}

// reportedBy are the findings of this run from a row on.
func (w *findingWriter) reportedBy(first int) []findings.Reported {
	var list []findings.Reported
	for i := range w.Rows[first:] {
		f := &w.Rows[first+i].Finding
		t := findings.Reported{RuleID: f.Rule.ID, RunID: w.runID}
		if f.CountsForRepetition() {
			t.SubjectKind, t.SubjectID, t.Occurrence, t.AtStake = f.SubjectKind, f.SubjectID, f.Occurrence, f.AtStake
		}
		list = append(list, t)
	}
	return list
}
