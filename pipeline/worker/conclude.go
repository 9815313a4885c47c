package worker

import (
	"cmp"
	"encoding/json"
	"fmt"

	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

// repeat gives the conduct of subjects whose findings are repeated. The findings are sorted by group, the hash of their rule and subject;
// rules.Repeated tells apart subjects that share a hash.
func repeat(w *stepWorker, s *tablefile.Stream) error {
	out := findings.StreamConduct(w.out, w.job.RunID)
	var of []*rules.Finding
	end := func() error {
		for _, c := range rules.Repeated(of, w.Parameters) {
			if err := w.sendConduct(out, c); err != nil {
				return err
			}
		}
		of = of[:0]
		return nil
	}
	err := byGroup(s, "rule", func(_, rule uint64, body []byte) error {
		if rule >= uint64(len(w.Auditor.Rules)) {
			return fmt.Errorf("%w: got a finding of rule %d; want one of %d", ErrStep, int64(rule), len(w.Auditor.Rules))
		}
		body, err := unseal(body)
		if err != nil {
			return err
		}
		f := new(rules.Finding)
		if err := json.Unmarshal(body, f); err != nil {
			return fmt.Errorf("%w: cannot read a finding: %w", ErrStep, err)
		}
		f.Rule = w.Auditor.Rules[rule]
		of = append(of, f)
		return nil
	}, end)
	if err != nil {
		return err
	}
	return out.Close()
}

// sendConduct sends a row of conduct.
func (w *stepWorker) sendConduct(out *findings.Stream[findings.Conduct], c rules.Conduct) error {
	row := findings.NewConduct(c)
	row.Since = w.job.asOf
	row.Suppressed = w.suppressions.Of("", c.SubjectID, c.Rule.ID)
	return out.Write(&findings.Message[findings.Conduct]{What: msgConduct, Rule: int64(w.Auditor.Index(c.Rule)), Body: []byte(c.Object), Row: &row})
}

// conclude adds up what all processes have counted and puts the rules about subjects to the registers. It gives coverage, and all conduct
// but that of step repeat.
func conclude(w *stepWorker, s *tablefile.Stream) error {
	out := findings.StreamConduct(w.out, w.job.RunID)
	sum := w.NewTotals()
	var all []rules.Conduct
	err := eachRow(s, nil, []string{"what", "body"}, func(row *cells) (err error) {
		switch what := string(row.text(0)); what {
		case msgPart:
			err = w.addPart(&sum, row.text(1))
		case msgPattern:
			var c rules.Conduct
			c, err = readPattern(row.text(1))
			all = append(all, c)
		default:
			err = fmt.Errorf("got a message %q; want %s or %s", what, msgPart, msgPattern)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrStep, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range w.Inquire(&sum, w.asOf) {
		if c.Verdict.Flagged() {
			all = append(all, c)
		}
	}
	for _, c := range all {
		if err := w.sendConduct(out, c); err != nil {
			return err
		}
	}
	coverage := sum.Tally.Coverage()
	judge.BlameUnmatched(coverage, w.Context.Registers)
	for i, c := range findings.CoverageOf(coverage) {
		if err := sendJSON(out, msgCoverage, i, c); err != nil {
			return err
		}
	}
	for i, u := range judge.RegistersUnderstood(w.registers) {
		if err := sendJSON(out, msgUnderstood, i, u); err != nil {
			return err
		}
	}
	if err := w.sendRegisterRejects(out); err != nil {
		return err
	}
	return out.Close()
}

// sendRegisterRejects sends the records of registers that could not be read. Memory does not hold them, since they may be as large as the
// registers: where there are any, the registers are read once more. Behind them goes how many records there are in all.
func (w *stepWorker) sendRegisterRejects(out *findings.Stream[findings.Conduct]) error {
	if w.unread == 0 {
		return nil
	}
	var failed error
	n := 0
	set, err := register.Load(w.registersDir, register.Options{Encoding: w.job.encoding, Instants: w.job.instants, Workers: 1, Reject: func(bad tablefile.Reject) {
		failed = cmp.Or(failed, sendJSON(out, msgRegister, n, bad))
		n++
	}})
	if err = cmp.Or(failed, err); err != nil {
		return err
	}
	rows := int64(n)
	for _, s := range set.Supplied() {
		rows += int64(s.Rows)
	}
	return sendJSON(out, msgRows, 0, rows)
}

// readPattern reads what claims show together of a subject.
func readPattern(body []byte) (rules.Conduct, error) {
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
func (w *stepWorker) addPart(sum *judge.Totals, body []byte) error {
	var p part
	if err := json.Unmarshal(body, &p); err != nil {
		return err
	}
	return p.addTo(sum, w.Auditor, w.Peers)
}

// sendJSON sends a row of a small table as JSON; the position orders it among the others.
func sendJSON(out *findings.Stream[findings.Conduct], what string, position int, row any) error {
	body, err := json.Marshal(row)
	if err != nil {
		return err
	}
	return out.Write(&findings.Message[findings.Conduct]{What: what, Position: int64(position), Body: body})
}
