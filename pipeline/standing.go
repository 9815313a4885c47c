package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dataset"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/night"
	"vigie/rules"
)

// A finding that an earlier night told stands until its claim leaves, or until its group holds other claims and the rule finds nothing in it
// any more; then it is withdrawn. While it stands it is not told again. What the ledger keeps of a claim changes in this alone.

// readEarlier reads the claims of the ledger: it withdraws what stands no more, describes what tonight's claims bring to light, and keeps the
// others for the next night.
func (w *findingWriter) readEarlier(t *dataset.Task, chunk *dataset.LedgerChunk) {
	var is night.Fate
	chunk.EachRow(func(at int64, row *findings.LedgerRow) bool {
		is, _ = w.results.fateOf(w.data, row)
		_, known := row.Content()
		switch {
		case is == night.Aged, is == night.Resent:
			return false
		case is == night.Stays && known && len(row.Reported) == 0 && !w.judged(t, at):
			w.kept = append(w.kept, *row)
			return false
		}
		return true
	}, &w.Line, func(at claimfile.Position, row *findings.LedgerRow, reported []findings.Reported) {
		switch is {
		case night.Cancelled:
			w.withdrawAll(t.Position(at), reported, findings.Cancelled, w.results.reversalOf(w.data, &w.Line))
		case night.Replaced:
			w.withdrawAll(t.Position(at), reported, findings.Replaced, w.Line.ClaimID)
		default:
			w.reconsider(t, at, *row, reported)
		}
	})
}

// judged says whether the rules say anything of a claim of the ledger in its groups, as they are or as they were.
func (w *findingWriter) judged(t *dataset.Task, at int64) bool {
	position := t.Position(claimfile.Position{Line: at, Offset: -1})
	return len(w.Groups.Of[position])+len(w.Groups.Before[position]) > 0
}

// reconsider compares what stands on the claim of the ledger that was just read with what its groups show now, and keeps it.
func (w *findingWriter) reconsider(t *dataset.Task, at claimfile.Position, row findings.LedgerRow, reported []findings.Reported) {
	position := t.Position(at)
	first, left := len(w.Rows), reported
	_, known := row.Content()
	if now, before := w.Groups.Of[position], w.Groups.Before[position]; len(now)+len(before) > 0 {
		isReported := func(r *rules.Rule) bool { return indexOfReported(reported, r) >= 0 }
		if !known {
			isReported = nil
		}
		w.Open()
		w.At(t.File(at), at.Line+1)
		left = w.withdraw(position, reported, w.Reconsider(now, before, isReported))
		w.notePosition(position)
	}
	w.countEarlier(left)
	if len(left) != len(reported) || len(w.Rows) > first {
		if !known {
			w.arena = row.Renew(&w.Line, w.arena)
		}
		w.stand(&row, append(slices.Clip(left), w.reportedBy(first)...))
	}
	w.kept = append(w.kept, row)
}

// readResent describes the claim of tonight that was just read, which an earlier night had as it is. It was judged and counted then: it is
// context, as claims of the ledger are, and what was told of it is not told again. It gives what still stands of that.
func (w *findingWriter) readResent(t *dataset.Task, at claimfile.Position, single []judge.Ruling, grouped []rules.GroupRuling, reported []findings.Reported) []findings.Reported {
	if w.Reports(w.Line.Day()) {
		t.Counts.Claims--
		t.Counts.Context++
		w.late.takeBack()
	}
	position, first := t.Position(at), len(w.Rows)
	w.Open()
	w.At(t.File(at), at.Line)
	ended := w.Resent(single, grouped, w.Groups.Before[position], func(r *rules.Rule) bool { return indexOfReported(reported, r) >= 0 })
	left := w.withdraw(position, reported, ended)
	for i := range w.Rows[first:] {
		row := &w.Rows[first+i]
		w.Tally.Found(w.Auditor.Index(row.Rule), row.Verdict)
	}
	w.notePosition(position)
	w.countEarlier(left)
	return left
}

// withdraw withdraws findings on the claim that was just read because its groups have changed, and gives those that still stand.
func (w *findingWriter) withdraw(position uint64, reported []findings.Reported, ended []judge.Ended) (left []findings.Reported) {
	left = slices.Clone(reported)
	for _, e := range ended {
		by := w.audit.past.RunID // where the ledger does not know the run
		if i := indexOfReported(left, e.Rule); i >= 0 {
			by = cmp.Or(left[i].RunID, by)
			left = slices.Delete(left, i, i+1)
		}
		w.withdrawOne(position, e.Rule.ID, findings.GroupChanged, w.Groups.IDs.Of(e.Because), by)
	}
	return left
}

// withdrawAll withdraws all findings on the claim that was just read, which leaves.
func (w *findingWriter) withdrawAll(position uint64, reported []findings.Reported, reason findings.Reason, becauseOf string) {
	for i := range reported {
		w.withdrawOne(position, reported[i].RuleID, reason, becauseOf, cmp.Or(reported[i].RunID, w.audit.past.RunID))
	}
}

func (w *findingWriter) withdrawOne(position uint64, rule string, reason findings.Reason, becauseOf, reportedBy string) {
	of := findings.Withdrawn{Position: position, Kind: w.Line.Kind, ClaimID: w.Line.ClaimID, RuleID: rule, Reason: reason, BecauseOf: becauseOf, ToldBy: reportedBy}
	w.withdrawn = append(w.withdrawn, of.Clone())
}

// countEarlier counts those of the findings of earlier nights on the claim that was just read that count where they are repeated.
func (w *findingWriter) countEarlier(reported []findings.Reported) {
	for i := range reported {
		t := &reported[i]
		rule := rules.ByID(t.RuleID)
		if t.Occurrence == "" || rule == nil || w.Auditor.Index(rule) < 0 || w.Suppressions.Of(w.Line.ClaimID, t.SubjectID, t.RuleID).On {
			continue
		}
		w.counted = append(w.counted, rules.EarlierFinding(rule, &w.Line, strings.Clone(t.SubjectKind), strings.Clone(t.SubjectID),
			strings.Clone(t.Occurrence), t.AtStake))
	}
}

func indexOfReported(reported []findings.Reported, rule *rules.Rule) int {
	return slices.IndexFunc(reported, func(t findings.Reported) bool { return t.RuleID == rule.ID })
}
