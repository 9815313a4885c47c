package pipeline

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/claim"
)

// byGroup shows the rows of a stream that is sorted by group, each with another number and its body, and says where a group ends.
func byGroup(s *tablefile.Stream, number string, row func(group, number uint64, body []byte) error, end func() error) error {
	first, under := true, int64(0)
	err := eachRow(s, []string{"group", number}, []string{"body"}, func(c *cells) error {
		group := c.number(0)
		switch {
		case !first && group < under:
			return fmt.Errorf("%w: got a group before the one that it stands behind; want them sorted", errStep)
		case !first && group != under:
			if err := end(); err != nil {
				return err
			}
		}
		first, under = false, group
		return row(uint64(group), uint64(c.number(1)), c.text(0))
	})
	if err != nil || first {
		return err
	}
	return end()
}

// siftStream tells which claims may matter to the rules across claims, and to which. The hints are sorted by group.
func (h *hand) siftStream(s *tablefile.Stream) error {
	out := h.anomalies()
	var hints, scratch []claim.GroupKey
	again := map[uint64]bool{}
	kept := map[uint64]rules.RuleSet{}
	err := byGroup(s, "place", func(group, place uint64, body []byte) error {
		x := claim.GroupKey{Group: group, Position: place}
		rejected, err := readHint(body, &x)
		if rejected {
			again[place] = true
		}
		hints = append(hints, x)
		return err
	}, func() error {
		slices.SortFunc(hints, func(a, b claim.GroupKey) int { return claim.CompareGroupKeys(&a, &b) })
		scratch = h.auditor.PrefilterGroup(hints, &h.world, h.parameters, scratch, func(place uint64, by rules.RuleSet) {
			if !again[place] {
				kept[place] |= by
			}
		})
		for _, place := range slices.Sorted(maps.Keys(kept)) {
			if err := out.Write(&findings.Message[findings.Row]{What: aKept, Place: int64(place), Rule: int64(kept[place])}); err != nil {
				return err
			}
		}
		hints = hints[:0]
		clear(again)
		clear(kept)
		return nil
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// traceStream gives the traces of claims that may matter, for the rules to which they may.
func (h *hand) traceStream(s *tablefile.Stream) error {
	out, w := h.anomalies(), h.newWorker()
	var body []byte
	err := eachRow(s, []string{"place", "rule"}, []string{"body"}, func(c *cells) error {
		if err := h.record(c.text(0), &w.line); err != nil {
			return err
		}
		w.c.Open(&w.line)
		var failed error
		h.auditor.Members(w.c, rules.RuleSet(c.number(1)), func(t *claim.Member) {
			t.Position, t.Earlier = uint64(c.number(0)), !h.reports(w.line.Day())
			var err error
			body, err = binary.Append(body[:0], binary.LittleEndian, t)
			body = seal(append(body, w.line.ClaimID...))
			m := findings.Message[findings.Row]{What: aTrace, Group: int64(t.Group), Place: c.number(0), Body: body}
			failed = errors.Join(failed, err, out.Write(&m))
		})
		return failed
	})
	if err != nil {
		return err
	}
	return out.Close()
}

var traceBytes = binary.Size(claim.Member{})

// carriedMark is a mark on its way, with how the claims that belong to it are called.
type carriedMark struct {
	rules.GroupRuling
	IDs []string // by their places in Related
}

// groupStream judges the groups of traces that are sorted by group.
func (h *hand) groupStream(s *tablefile.Stream) error {
	out := h.anomalies()
	var traces, scratch []claim.Member
	ids := map[uint64]string{}
	err := byGroup(s, "place", func(group, place uint64, body []byte) error {
		body, err := unseal(body)
		if err != nil {
			return err
		}
		if len(body) < traceBytes {
			return fmt.Errorf("%w: got a trace of %d bytes; want at least %d", errStep, len(body), traceBytes)
		}
		var t claim.Member
		if _, err := binary.Decode(body, binary.LittleEndian, &t); err != nil {
			return fmt.Errorf("%w: %w", errStep, err)
		}
		if t.Group != group || t.Position != place || t.Key >= claim.NumKeys {
			return fmt.Errorf("%w: got a trace of another group or place; want its own", errStep)
		}
		traces = append(traces, t)
		ids[place] = string(body[traceBytes:])
		return nil
	}, func() error {
		slices.SortFunc(traces, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
		var marks []rules.GroupRuling
		scratch = h.auditor.JudgeGroup(traces, &h.world, h.parameters, scratch, func(m rules.GroupRuling) { marks = append(marks, m) })
		for _, m := range marks {
			c := carriedMark{GroupRuling: m}
			for _, place := range m.Related {
				c.IDs = append(c.IDs, ids[place])
			}
			body, err := json.Marshal(c)
			if err == nil {
				err = out.Write(&findings.Message[findings.Row]{What: aMark, Place: int64(m.Position), Rule: int64(m.RuleIndex), Body: seal(body)})
			}
			if err != nil {
				return err
			}
		}
		traces = traces[:0]
		clear(ids)
		return nil
	})
	if err != nil {
		return err
	}
	return out.Close()
}
