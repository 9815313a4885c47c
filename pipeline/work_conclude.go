package pipeline

import (
	"cmp"
	"encoding/json"
	"fmt"

	"vigie/pipeline/findings"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

// repeatStream gives the conduct of subjects of whom findings tell the same repeatedly. The findings are sorted by group, which
// no two subjects of one rule share but by a rare chance.
func (h *hand) repeatStream(s *tablefile.Stream) error {
	out := findings.StreamConduct(h.out, h.job.RunID)
	var of []*rules.Finding
	end := func() error {
		for _, c := range rules.Repeated(of, h.parameters) {
			if err := h.conductOf(out, c); err != nil {
				return err
			}
		}
		of = of[:0]
		return nil
	}
	err := byGroup(s, "rule", func(_, rule uint64, body []byte) error {
		if rule >= uint64(len(h.auditor.Rules)) {
			return fmt.Errorf("%w: got a finding of rule %d; want one of %d", errStep, int64(rule), len(h.auditor.Rules))
		}
		body, err := unseal(body)
		if err != nil {
			return err
		}
		f := new(rules.Finding)
		if err := json.Unmarshal(body, f); err != nil {
			return fmt.Errorf("%w: cannot read a finding: %w", errStep, err)
		}
		f.Rule = h.auditor.Rules[rule]
		of = append(of, f)
		return nil
	}, end)
	if err != nil {
		return err
	}
	return out.Close()
}

// conductOf sends a row of conduct.
func (h *hand) conductOf(out *findings.Stream[findings.Conduct], c rules.Conduct) error {
	row := findings.NewConduct(c)
	row.Suppressed = h.set.of("", c.SubjectID, c.Rule.ID)
	return out.Write(&findings.Message[findings.Conduct]{What: aConduct, Rule: int64(h.auditor.Index(c.Rule)), Body: []byte(c.Object), Row: &row})
}

// concludeStream adds up what all processes have counted, puts the rules about subjects to the registers, and gives coverage and
// the conduct that is not repetition.
func (h *hand) concludeStream(s *tablefile.Stream) error {
	out := findings.StreamConduct(h.out, h.job.RunID)
	sum := &judged{tally: h.auditor.NewTally(), levels: h.peers.NewLevels()}
	var said []rules.Conduct
	err := eachRow(s, nil, []string{"what", "body"}, func(row *cells) (err error) {
		switch what := string(row.text(0)); what {
		case aPart:
			err = h.addPart(sum, row.text(1))
		case aPattern:
			var c rules.Conduct
			c, err = h.pattern(row.text(1))
			said = append(said, c)
		default:
			err = fmt.Errorf("got a message %q; want %s or %s", what, aPart, aPattern)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errStep, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range h.inquire(sum, h.AsOf) {
		if c.Verdict.Flagged() {
			said = append(said, c)
		}
	}
	for _, c := range said {
		if err := h.conductOf(out, c); err != nil {
			return err
		}
	}
	for i, c := range coverageRows(sum.tally.Coverage()) {
		if err := h.send(out, aCoverage, i, c); err != nil {
			return err
		}
	}
	if err := h.unreadOfRegisters(out); err != nil {
		return err
	}
	return out.Close()
}

// unreadOfRegisters gives the records of registers that could not be read. Only the first few are at hand: where there are any, the
// registers are read once more, since rejects may be as large as they are.
func (h *hand) unreadOfRegisters(out *findings.Stream[findings.Conduct]) error {
	if h.unread.n == 0 {
		return nil
	}
	var failed error
	n := 0
	_, err := register.Load(h.data.registers, register.Options{Encoding: h.Encoding, Workers: 1, Reject: func(bad tablefile.Reject) {
		failed = cmp.Or(failed, h.send(out, aRegister, n, bad))
		n++
	}})
	return cmp.Or(failed, err)
}

// pattern reads what claims show together of a subject.
func (h *hand) pattern(body []byte) (rules.Conduct, error) {
	var c rules.Conduct
	body, err := unseal(body)
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err != nil {
		return c, err
	}
	id := ""
	if c.Rule != nil {
		id = c.Rule.ID
	}
	if c.Rule = rules.ByID(id); c.Rule == nil {
		return c, fmt.Errorf("got a pattern of %q; want a rule", id)
	}
	return c, nil
}

// addPart adds what a process has counted.
func (h *hand) addPart(sum *judged, body []byte) error {
	var p part
	if err := json.Unmarshal(body, &p); err != nil {
		return err
	}
	tally, levels, balance, err := p.received(h.auditor, h.peers)
	if err != nil {
		return err
	}
	sum.tally.Merge(tally)
	sum.levels.Merge(levels)
	sum.balance.Merge(balance)
	return nil
}

// send sends a row of a small table as JSON.
func (h *hand) send(out *findings.Stream[findings.Conduct], what string, place int, row any) error {
	body, err := json.Marshal(row)
	if err != nil {
		return err
	}
	return out.Write(&findings.Message[findings.Conduct]{What: what, Place: int64(place), Body: body})
}
