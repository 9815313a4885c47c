package pipeline

import (
	"cmp"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/group"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// worker judges chunks with a claim and a case that it reuses.
type worker struct {
	run     *run
	line    claim.Claim
	at      claimfile.Position // of the line
	c       *claim.Case
	tally   *rules.Tally
	world   rules.World
	levels  *rules.Levels
	balance rules.Balance
	hints   *group.Writer[claim.Hint]
	ids     *group.Writer[signature]
	flagged []rules.Ruling
	latest  latest
	tonight claimIDs  // that were read, where they may hide those of earlier nights
	groups  *groupSet // of tonight; nil where there are no earlier nights
	clock   *ruleClock
}

func (r *run) newWorker() *worker {
	w := &worker{run: r, c: claim.NewCase(r.context), tally: r.auditor.NewTally(), levels: r.peers.NewLevels(), clock: r.newRuleClock()}
	if r.History != "" && !r.passed {
		w.groups = new(groupSet)
	}
	return w
}

// leaves says whether the claim that was just read takes no part in the audit: another line reverses it, or it is one.
func (w *worker) leaves() bool {
	return w.line.Cancels != "" || w.run.reversed[w.line.Kind].Has(w.line.ClaimID)
}

func (w *worker) judge(t *task) (b batch) {
	sampled := w.run.sampled(t)
	t.chunk.Each(&w.line, func(at claimfile.Position) {
		w.at = at
		if w.run.History != "" {
			w.tonight.add(&w.line)
		}
		if w.leaves() {
			b.cancelled++
			if t.joined {
				b.add(&fileCount{cancelledIn: map[string]int64{at.File: 1}})
			}
			return
		}
		if w.ids != nil {
			b.err = cmp.Or(b.err, w.ids.Add(signatureOf(&w.line, t.place(at))))
		}
		switch {
		case !w.run.reports(w.line.Day()):
			b.context++
			w.show(t, &b)
		default:
			b.claims++
			if sampled {
				w.put(t, &b)
			}
		}
		w.latest.see(&w.line)
		w.compare()
	}, func(bad tablefile.Reject) {
		b.rejected++
		b.rejects = append(b.rejects, bad.Clone())
	})
	return b
}

// put puts the rules to the claim that was just read.
func (w *worker) put(t *task, b *batch) {
	w.c.Open(&w.line)
	w.clock.see(w.run.auditor, w.c)
	var entered rules.RuleSet
	w.flagged, entered = w.run.auditor.Judge(w.c, w.tally, w.flagged[:0])
	if w.run.survey {
		return
	}
	w.world.See(w.c)
	w.run.auditor.Hints(w.c, entered, w.hint(t, b))
	for _, ruling := range w.flagged {
		b.said = append(b.said, said{t.place(w.at), uint16(w.run.auditor.Place(ruling.Rule)), ruling.Verdict, ruling.Examined})
	}
}

// show shows the rules across claims a claim that is only context: it counts and is not reported, as those of earlier nights.
func (w *worker) show(t *task, b *batch) {
	if w.run.survey {
		return
	}
	w.c.Open(&w.line)
	w.world.See(w.c)
	w.run.auditor.ContextHints(w.c, w.hint(t, b))
}

// hint keeps the hints of the claim that was just read.
func (w *worker) hint(t *task, b *batch) func(*claim.Hint) {
	place := t.place(w.at)
	return func(h *claim.Hint) {
		switch {
		case t.earlier && !w.run.groups.has(h.Group):
			return
		case w.groups != nil:
			w.groups.add(h.Group)
		}
		h.Place = place
		if err := w.hints.Add(*h); err != nil && b.err == nil {
			b.err = err
		}
	}
}

// reports says whether claims of that day are reported, and are not only context for others.
func (r *run) reports(day civil.Day) bool {
	return r.From <= day && (r.To == 0 || day <= r.To)
}
