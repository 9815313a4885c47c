package worker

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/pipeline/judge"
	"vigie/pipeline/tablefile"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What a claim is to the audit, as the column state of step judge has it.
const (
	stands   = iota
	leaves   // another line reverses it, or it reverses one
	repeated // its claim_id stood before
	orphan   // it reverses a claim that is nowhere
)

// part is what one process has counted.
type part struct {
	counts
	FirstAct, LastAct                    civil.Day
	Claims, Context, Cancelled, Rejected int64
	Orphans                              int64 // of Rejected
}

// judgeClaims puts the rules of single claims to claims, and gives the group keys for the rules of groups.
func judgeClaims(w *stepWorker, s *tablefile.Stream) error {
	j := &judging{stepWorker: w, Describer: w.describer(), to: w.answer(), discarded: w.Auditor.NewTally()}
	err := eachRow(s, []string{"position", "state"}, []string{"body"}, func(c *cells) error {
		if err := unsealClaim(c.text(0), &j.Line); err != nil {
			return err
		}
		return j.claim(uint64(c.number(0)), c.number(1))
	})
	if err != nil {
		return err
	}
	return j.end()
}

// describer describes findings outside of an audit's passes.
func (w *stepWorker) describer() *judge.Describer {
	return w.NewDescriber(w.NewJudge(), new(judge.GroupRulings), w.asOf, w.suppressions)
}

// judging is the step judge under way.
type judging struct {
	*stepWorker
	*judge.Describer
	to        *findings.Stream[findings.Row]
	discarded *rules.Tally // of claims that are rejected after all
	part      part
	rulings   []judge.Ruling
	key       [keyBytes]byte
}

// claim judges the claim that was just read.
func (j *judging) claim(position uint64, state int64) error {
	if state == leaves {
		j.part.Cancelled++
		return nil
	}
	file, line, err := j.file(position)
	if err != nil {
		return err
	}
	if state == orphan {
		j.part.Rejected++
		j.part.Orphans++
		reason := dcir.CountWithoutOriginal + ": " + claimfile.OrphanReason(&j.Line)
		return j.to.Write(&findings.Message[findings.Row]{What: msgOrphan, Position: int64(position), Body: []byte(reason)})
	}
	j.Reset() // what was described of the claim before is sent
	j.At(file.Name, line)
	j.Open()
	j.Input.Add(j.Case)
	var failed error
	send := func(k *claim.GroupKey) {
		k.Position = position
		putKey(&j.key, k, state == repeated)
		m := findings.Message[findings.Row]{What: msgKey, Group: int64(k.Group), Position: int64(position), Body: j.key[:]}
		if err := j.to.Write(&m); err != nil {
			failed = err
		}
	}
	reported := j.Reports(j.Line.Day())
	switch {
	case !reported:
		j.Auditor.ContextGroupKeys(j.Case, send)
	case state == repeated:
		_, entered := j.Single(j.discarded)
		j.Auditor.GroupKeys(j.Case, entered, send)
	default:
		flagged, entered := j.Single(j.Tally)
		j.Auditor.GroupKeys(j.Case, entered, send)
		j.part.Claims++
		j.rulings = j.Rulings(j.rulings[:0], position, flagged)
		j.Describe(j.rulings, nil)
	}
	switch {
	case failed != nil:
		return failed
	case state == repeated:
		j.part.Rejected++
		failed = j.to.Write(&findings.Message[findings.Row]{What: msgReject, Position: int64(position), Body: []byte(judge.RepeatedReason(file.kind()))})
	case !reported:
		j.part.Context++
	}
	if state != repeated {
		j.Compare()
	}
	if failed != nil {
		return failed
	}
	return j.send(j.to, j.Rows, position)
}

// send sends findings, and those that count where they are repeated.
func (w *stepWorker) send(to *findings.Stream[findings.Row], rows []findings.Row, position uint64) error {
	for i := range rows {
		row := &rows[i]
		m := findings.Message[findings.Row]{What: msgFinding, Position: int64(position), Rule: int64(w.Auditor.Index(row.Rule)), Row: row}
		if err := to.Write(&m); err != nil {
			return err
		}
		if row.Suppressed.On || !row.CountsForRepetition() {
			continue
		}
		body, err := json.Marshal(row.Light())
		if err != nil {
			return fmt.Errorf("cannot send a finding: %w", err)
		}
		subject := fnv.New64a()
		fmt.Fprintf(subject, "%s\x00%s\x00%s", row.Rule.ID, row.SubjectKind, row.SubjectID)
		m.What, m.Group, m.Body, m.Row = msgCounted, int64(subject.Sum64()), seal(body), nil
		if err := to.Write(&m); err != nil {
			return err
		}
	}
	return nil
}

// end sends what was counted.
func (j *judging) end() error {
	j.part.counts = sentCounts(&j.Totals)
	j.part.FirstAct, j.part.LastAct = j.Input.FirstAct, j.Input.LastAct
	for _, facility := range slices.Sorted(maps.Keys(j.Input.Facilities)) {
		if err := j.to.Write(&findings.Message[findings.Row]{What: msgFacility, Group: int64(facility)}); err != nil {
			return err
		}
	}
	if err := sendPart(j.to, &j.part); err != nil {
		return err
	}
	return j.to.Close()
}

func sendPart(to *findings.Stream[findings.Row], p *part) error {
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("cannot send what was counted: %w", err)
	}
	return to.Write(&findings.Message[findings.Row]{What: msgPart, Body: body})
}
