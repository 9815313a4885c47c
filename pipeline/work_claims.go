package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/rs/zerolog"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/claim"
)

// stdin is what findings call the stream that their claims came on.
const stdin = "stdin"

// newSoleHand prepares to judge claims that belong to no job: each by itself, by the rules that look at one claim. What more than
// one claim tells takes the steps of a job.
func newSoleHand(o WorkOptions) (*hand, error) {
	h := &hand{}
	if err := h.equip(o.Step, Options{Registers: o.Registers, Workers: 1, Rules: o.Rules, AsOf: o.AsOf, Params: o.Params}, ""); err != nil {
		return nil, err
	}
	h.log = o.Log
	var alone []*rules.Rule
	for _, r := range h.auditor.Rules {
		switch {
		case r.Across == nil && r.Test != nil:
			alone = append(alone, r)
		case o.Rules != nil:
			return nil, fmt.Errorf("%w: rule %s looks at more than one claim; want the steps of a job for it", ErrUnusable, r.ID)
		}
	}
	h.auditor = rules.NewAuditor(alone)
	h.job.RunID = h.runID(&Outcome{AsOf: o.AsOf})
	return h, nil
}

// claimStream judges rows that have the columns of transports or, where it names a provider, of care, and answers with rows of
// anomalies.parquet. The log tells what was rejected and what could not be decided: silence would look like a clean bill.
func (h *hand) claimStream(s *tablefile.Stream) error {
	out := findings.StreamFindings(h.out, h.job.RunID)
	table, err := s.AsTable(h.tables(stdin))
	if errors.Is(err, io.EOF) {
		h.log.Warn().Msg("a stream without claims")
		return out.Close()
	}
	if err != nil {
		return err
	}
	t := &task{claimFile: &claimFile{name: stdin, kind: claim.Transport}}
	if slices.Contains(table.Header(), claim.ColProviderID.String()) {
		t.kind = claim.Care
	}
	f, err := claimfile.FromTable(table, t.kind)
	if err != nil {
		return err
	}
	w, n := h.teller(), fileCount{}
	var failed error
	for {
		c, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		c.Each(&w.line, func(at claimfile.Position) {
			if w.line.Cancels != "" {
				n.cancelled++
				return
			}
			n.claims++
			w.at = at
			failed = cmp.Or(failed, h.tellAlone(w, t, out))
		}, func(bad tablefile.Reject) {
			if n.rejected++; n.rejected == 1 {
				fault := faultOf(&reject{Column: bad.Column, Reason: bad.Reason})
				h.log.Warn().Int64("row", bad.Line).Str("fault", fault).Msg("first record that was rejected")
			}
		})
		c.Release()
		if failed != nil {
			return failed
		}
	}
	h.rejected += n.rejected
	h.log.Info().Str("run_id", h.job.RunID).Str("as_of", h.AsOf.String()).Int64("read", n.records()).Int64("claims", n.claims).
		Int64("rejected", n.rejected).Int64("cancelled", n.cancelled).
		Func(func(e *zerolog.Event) { tellCoverage(e, w.tally.Coverage()) }).Msg("claims judged, each by itself")
	return out.Close()
}

// tellAlone tells what is found of the claim that was just read, by itself.
func (h *hand) tellAlone(w *teller, t *task, out *findings.Stream[findings.Row]) error {
	w.c.Open(&w.line)
	w.flagged, _ = h.auditor.Judge(w.c, w.tally, w.flagged[:0])
	w.rows = w.rows[:0]
	w.words.Reset()
	for _, ruling := range w.flagged {
		w.add(t, ruling, &unmarked)
	}
	for i := range w.rows {
		if err := out.Write(&findings.Message[findings.Row]{Row: &w.rows[i]}); err != nil {
			return err
		}
	}
	return nil
}
