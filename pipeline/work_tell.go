package pipeline

import (
	"encoding/json"
	"fmt"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

// tellStream tells all that is found of claims with marks, alone and among others. Rows are sorted by place: each is a claim and
// one of its marks. What the step judge has told of these claims is to be left out.
func (h *hand) tellStream(s *tablefile.Stream) error {
	out, w := h.anomalies(), h.teller()
	again := h.auditor.NewTally() // of what the step judge has counted already
	var list []carriedMark
	var record []byte
	at := int64(-1)
	end := func() error {
		if at < 0 {
			return nil
		}
		err := h.tellClaim(w, again, out, uint64(at), record, list)
		list = list[:0]
		return err
	}
	err := eachRow(s, []string{"place"}, []string{"body", "mark"}, func(c *cells) error {
		switch place := c.number(0); {
		case place < max(at, 0):
			return fmt.Errorf("%w: got a claim before the one that it stands behind; want them sorted", errStep)
		case place != at:
			if err := end(); err != nil {
				return err
			}
			at, record = place, append(record[:0], c.text(0)...)
		}
		var m carriedMark
		body, err := unseal(c.text(1))
		if err != nil {
			return err
		}
		if err := json.Unmarshal(body, &m); err != nil {
			return fmt.Errorf("%w: cannot read a mark: %w", errStep, err)
		}
		if m.Rule < 0 || m.Rule >= len(h.auditor.Rules) || h.auditor.Rules[m.Rule].Across == nil || len(m.IDs) != len(m.Related) {
			return fmt.Errorf("%w: got a mark of rule %d; want a rule across claims", errStep, m.Rule)
		}
		list = append(list, m)
		return nil
	})
	if err != nil {
		return err
	}
	if err := end(); err != nil {
		return err
	}
	p := part{Tally: w.tally, Levels: w.levels, Balance: &w.balance}
	if err := sendPart(out, &p); err != nil {
		return err
	}
	return out.Close()
}

// tellClaim tells what is found of one claim.
func (h *hand) tellClaim(w *teller, again *rules.Tally, out *findings.Stream[findings.Row], place uint64, record []byte, list []carriedMark) error {
	if err := h.record(record, &w.line); err != nil {
		return err
	}
	t, line, err := h.at(place)
	if err != nil {
		return err
	}
	w.at = claimfile.Position{Line: line, Offset: -1}
	w.c.Open(&w.line)
	var alone []said
	if h.reports(w.line.Day()) { // what is only context was never judged alone
		w.flagged, _ = h.auditor.Judge(w.c, again, w.flagged[:0])
		for _, ruling := range w.flagged {
			alone = append(alone, said{place, uint16(h.auditor.Place(ruling.Rule)), ruling.Verdict, ruling.Examined})
		}
	}
	var of []rules.Mark
	w.marks.ids = claimNames{}
	for _, m := range list {
		of = append(of, m.Mark)
		for i, id := range m.IDs {
			w.marks.ids.add(m.Related[i], id)
		}
	}
	w.marks.ids.sort()
	w.rows = w.rows[:0]
	w.words.Reset() // what was told of the claim before is sent
	var b batch
	w.describe(t, alone, joinMarks(of)[place], &b)
	for _, p := range b.patterns {
		body, err := json.Marshal(p)
		if err == nil {
			err = out.Write(&findings.Message[findings.Row]{What: aPattern, Place: int64(place), Body: seal(body)})
		}
		if err != nil {
			return fmt.Errorf("cannot carry a pattern: %w", err)
		}
	}
	return h.findings(out, w.rows, place)
}
