package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// ledgerDays is how far back the ledger reaches, the day of the run included.
const ledgerDays = 365

// claimIDs are sets of claim_ids, by kind of claim.
type claimIDs [2]map[string]struct{}

func (s *claimIDs) add(c *claim.Claim) {
	if s[c.Kind] == nil {
		s[c.Kind] = map[string]struct{}{}
	}
	s[c.Kind][strings.Clone(c.ClaimID)] = struct{}{}
}

func (s *claimIDs) has(c *claim.Claim) bool {
	_, found := s[c.Kind][c.ClaimID]
	return found
}

func (s *claimIDs) join(o *claimIDs) {
	for kind, ids := range o {
		if s[kind] == nil {
			s[kind] = ids
			continue
		}
		for id := range ids {
			s[kind][id] = struct{}{}
		}
	}
}

// groupSet tells of a group whether a claim of tonight may be in it: mostly of no other one. A group without one was judged on an
// earlier night, so that claims of earlier nights leave no hints for it.
type groupSet [1 << 20]uint64

func (s *groupSet) add(group uint64)      { s[group%(1<<20)] |= 1 << (group >> 58) }
func (s *groupSet) has(group uint64) bool { return s[group%(1<<20)]>>(group>>58)&1 != 0 }

func (s *groupSet) join(o *groupSet) {
	for i, bits := range o {
		s[i] |= bits
	}
}

// asOf is the day that counts as today: the one that was given, or the latest in tonight's files.
func (r *run) asOf(j *judged) civil.Day { return cmp.Or(r.AsOf, j.latest.day()) }

// recall shows the rules the claims of earlier nights. They count beside tonight's and are not reported again.
func (r *run) recall(ctx context.Context, j *judged) error {
	defer r.clock.stage("history")()
	past, err := publish.Latest(r.History, r.Out, r.asOf(j))
	if err != nil {
		return err
	}
	if past == nil {
		r.log.Warn().Str("history", r.History).Msg("the history holds no earlier run: nothing was found across nights")
		return nil
	}
	return r.recallFrom(ctx, past, j)
}

func (r *run) recallFrom(ctx context.Context, past *publish.Past, j *judged) error {
	if err := past.Check(); err != nil {
		return err
	}
	if got, want := past.PseudonymKey, r.pseudonyms.Fingerprint(); got != want {
		return fmt.Errorf("%w: the run in %s was made with another pseudonym key: got %s; want %s", publish.ErrHistory, past.Folder,
			cmp.Or(got, "none"), cmp.Or(want, "none"))
	}
	r.past = past
	var workers []*worker
	files, err := r.pass(ctx, r.data.ledger(), func() reader {
		w := r.newWorker()
		w.hints = j.hints.Writer()
		workers = append(workers, w)
		return w.recall
	}, func(b batch) { j.earlier = append(j.earlier, b.earlier...) })
	if err = j.gather(workers, err); err != nil {
		return err
	}
	j.recalled = files[0]
	return nil
}

// recall looks at claims of earlier nights.
func (w *worker) recall(t *task) (b batch) {
	t.chunk.Each(&w.line, func(at claimfile.Place) {
		w.at = at
		switch {
		case w.run.tonight.has(&w.line): // the file of tonight knows it better
		case w.leaves():
			b.cancelled++
		case w.line.Day() >= w.run.ledgerFrom:
			b.context++
			w.show(t, &b)
			w.compare()
			b.earlier = append(b.earlier, w.told(t)...)
		}
	}, func(tablefile.Reject) {})
	return b
}

// told are the findings on a claim of an earlier night that count where they are repeated.
func (w *worker) told(t *task) (list []*rules.Finding) {
	for _, b := range t.breaches() {
		if rule := rules.ByID(b.RuleID); rule != nil && w.run.auditor.Place(rule) >= 0 {
			list = append(list, rules.Earlier(rule, &w.line, strings.Clone(b.SubjectKind), strings.Clone(b.SubjectID),
				strings.Clone(b.Occurrence), b.AtStake))
		}
	}
	return list
}

// tellEarlier tells claims of earlier nights, those that have marks, and hands the ledger on as it is stored: nothing that it
// keeps of a claim changes, and recall has looked at every row.
func (w *teller) tellEarlier(t *task, c *ledgerChunk, b *batch) {
	marked := func(row, _ int64) bool { return len(w.marks.of[t.place(claimfile.Place{Line: row, Offset: -1})]) > 0 }
	c.EachWanted(marked, &w.line, func(at claimfile.Place) {
		w.at = at
		w.c.Open(&w.line)
		w.describe(t, nil, w.marks.of[t.place(at)], b)
	}, nil)
	for i := range int(c.Rows()) {
		row := c.Row(i)
		w.line = claim.Claim{Kind: row.Kind, ClaimID: row.ClaimID}
		if row.Day >= w.run.ledgerFrom && !w.leaves() && !w.run.tonight.has(&w.line) {
			w.kept = append(w.kept, row)
		}
	}
}

// ledger is the ledger of an earlier night as one more file.
func (d *dataset) ledger() []claimFile {
	return []claimFile{{number: len(d.claims), name: publish.LedgerFile, earlier: true}}
}

// everything is the claim files and, where there is one, the ledger of an earlier night.
func (r *run) everything() []claimFile {
	if r.past == nil {
		return r.data.claims
	}
	return append(r.data.claims[:len(r.data.claims):len(r.data.claims)], r.data.ledger()...)
}

// ledgerChunk shows the claims of a ledger as those of a claim file are shown.
type ledgerChunk struct {
	*findings.LedgerBatch
	pseudonymous bool
	breaches     []findings.Breach // of the claim that was just read
	err          error
}

func nextOf(l *findings.Ledger, pseudonymous bool) (chunk, error) {
	b, err := l.Next()
	if err != nil {
		return nil, err
	}
	return &ledgerChunk{LedgerBatch: b, pseudonymous: pseudonymous}, nil
}

func (c *ledgerChunk) Each(into *claim.Claim, yield func(at claimfile.Place), reject func(tablefile.Reject)) {
	c.EachWanted(nil, into, yield, reject)
}

func (c *ledgerChunk) EachWanted(wanted tablefile.Wanted, into *claim.Claim, yield func(at claimfile.Place), _ func(tablefile.Reject)) {
	var wantedRow func(row int64) bool
	if wanted != nil {
		wantedRow = func(row int64) bool { return wanted(row, -1) }
	}
	c.err = c.LedgerBatch.Each(wantedRow, into, func(row int64, breaches []findings.Breach) {
		into.Pseudonymous = c.pseudonymous
		c.breaches = breaches
		yield(claimfile.Place{Line: row, Offset: -1})
	})
}

func (c *ledgerChunk) Number() int64 { return 0 }
func (c *ledgerChunk) Size() int64   { return 0 }
func (c *ledgerChunk) Err() error    { return c.err }
func (c *ledgerChunk) Release()      {}

// breaches are those of the claim that was just read; they hold until the next one.
func (t *task) breaches() []findings.Breach {
	if c, ok := t.chunk.(*ledgerChunk); ok {
		return c.breaches
	}
	return nil
}
