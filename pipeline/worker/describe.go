package worker

import (
	"encoding/json"
	"fmt"

	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/rules"
)

// describe describes all that is found of claims with group rulings, single and in their groups. Rows are sorted by position: each is a
// claim and one of its group rulings. What the step judge has found of these claims is to be left out.
func describe(w *stepWorker, s *tablefile.Stream) error {
	d := &describing{stepWorker: w, Describer: w.describer(), to: w.answer(), discarded: w.Auditor.NewTally()}
	var list []sentRuling
	var record []byte
	current := int64(-1)
	end := func() error {
		if current < 0 {
			return nil
		}
		err := d.claim(uint64(current), record, list)
		list = list[:0]
		return err
	}
	err := eachRow(s, []string{"position"}, []string{"body", "ruling"}, func(c *cells) error {
		switch position := c.number(0); {
		case position < max(current, 0):
			return fmt.Errorf("%w: got a claim that comes before the last one; want claims sorted", ErrStep)
		case position != current:
			if err := end(); err != nil {
				return err
			}
			current, record = position, append(record[:0], c.text(0)...)
		}
		r, err := readRuling(w, c.text(1))
		list = append(list, r)
		return err
	})
	if err != nil {
		return err
	}
	if err := end(); err != nil {
		return err
	}
	if err := sendPart(d.to, &part{counts: sentCounts(&d.Totals)}); err != nil {
		return err
	}
	return d.to.Close()
}

func readRuling(w *stepWorker, sealed []byte) (r sentRuling, err error) {
	body, err := unseal(sealed)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return r, fmt.Errorf("%w: cannot read a group ruling: %w", ErrStep, err)
	}
	if r.RuleIndex < 0 || r.RuleIndex >= len(w.Auditor.Rules) || w.Auditor.Rules[r.RuleIndex].Across == nil || len(r.IDs) != len(r.Related) {
		return r, fmt.Errorf("%w: got a group ruling of rule %d; want a rule of groups", ErrStep, r.RuleIndex)
	}
	return r, nil
}

// describing is the step describe under way.
type describing struct {
	*stepWorker
	*judge.Describer
	to        *findings.Stream[findings.Row]
	discarded *rules.Tally // of what the step judge has counted already
	rulings   []judge.Ruling
}

// claim describes what is found of one claim.
func (d *describing) claim(position uint64, record []byte, list []sentRuling) error {
	if err := unsealClaim(record, &d.Line); err != nil {
		return err
	}
	file, line, err := d.file(position)
	if err != nil {
		return err
	}
	d.Reset() // what was described of the claim before is sent
	d.At(file.Name, line)
	d.Open()
	d.rulings = d.rulings[:0]
	if d.Reports(d.Line.Day()) { // what is only context was never judged alone
		flagged, _ := d.Single(d.discarded)
		d.rulings = d.Rulings(d.rulings, position, flagged)
	}
	var grouped []rules.GroupRuling
	d.Groups.IDs = judge.ClaimIDs{}
	for _, r := range list {
		grouped = append(grouped, r.GroupRuling)
		for i, id := range r.IDs {
			d.Groups.IDs.Add(r.Related[i], id)
		}
	}
	d.Groups.IDs.Sort()
	d.Describe(d.rulings, judge.MergeGroupRulings(grouped)[position])
	for _, p := range d.Patterns {
		body, err := json.Marshal(p)
		if err == nil {
			err = d.to.Write(&findings.Message[findings.Row]{What: msgPattern, Position: int64(position), Body: seal(body)})
		}
		if err != nil {
			return fmt.Errorf("cannot send a pattern: %w", err)
		}
	}
	return d.send(d.to, d.Rows, position)
}
