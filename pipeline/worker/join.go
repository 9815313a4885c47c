package worker

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie/pipeline/dcir"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// packBlock packs the rows of one block of a table, as readBlock reads claims.
func packBlock(w *stepWorker, blocks *tablefile.Blocks, file, block int64, out *findings.Readings) error {
	in := &w.job.Files[file]
	o := w.table(in.Name)
	o.TrailingDelimiter, o.Columns = true, dcir.ColumnNames()
	f, err := blocks.Open(o, in.Head)
	if err != nil {
		return err
	}
	if err := f.RefuseInstants(nil); err != nil {
		return err
	}
	of, _ := in.table()
	unknown := map[string]int64{}
	var body []byte
	understood, err := dcir.Pack(f, of, dcir.Options{FindPrescription: w.find}, func(p *dcir.PackedRow) error {
		r := findings.Reading{What: findings.ReadRow, File: file, Block: block, Line: p.Line, Offset: p.Offset, Length: p.Length, Raw: p.Raw}
		if p.Reason != "" {
			bad := r
			bad.What, bad.Column, bad.Reason = findings.ReadReject, p.Column, p.Reason
			if err := out.Write(&bad); err != nil || p.Row == nil {
				return err
			}
		}
		if p.UnknownService != "" {
			unknown[p.UnknownService]++
		}
		body = seal(append(body[:0], p.Row...))
		r.Key, r.Body = p.Key, body
		return out.Write(&r)
	})
	for _, nature := range slices.Sorted(maps.Keys(unknown)) {
		r := findings.Reading{What: findings.ReadCount, File: file, Block: block, Column: unknownService, ClaimID: nature, Length: unknown[nature]}
		err = cmp.Or(err, out.Write(&r))
	}
	err = cmp.Or(err, writeUnderstood(out, file, block, understood))
	r := findings.Reading{What: findings.ReadExtent, File: file, Block: block}
	r.Line, r.Offset = f.Extent()
	return cmp.Or(err, out.Write(&r))
}

// unknownService is the heading under which acts are counted by their PRS_NAT_REF.
const unknownService = "unknown_service_by_nature"

// answer writes readings until one cannot be written.
type answer struct {
	*findings.Readings
	failed error
}

func (a *answer) write(r *findings.Reading) { a.failed = cmp.Or(a.failed, a.Write(r)) }

// readingAt is a reading of what stands at a position.
func readingAt(what string, position int64) *findings.Reading {
	file, line := claim.UnpackPosition(uint64(position))
	return &findings.Reading{What: what, File: int64(file), Line: line, Offset: -1}
}

func (a *answer) reject(at int64, column, reason string) {
	r := readingAt(findings.ReadReject, at)
	r.Column, r.Reason = column, reason
	a.write(r)
}

func (a *answer) count(file int64, heading string, rows int64) {
	a.write(&findings.Reading{What: findings.ReadCount, File: file, Column: heading, Length: rows})
}

// countAt counts a row of the file in which a position lies.
func (a *answer) countAt(position int64, heading string, rows int64) {
	file, _ := claim.UnpackPosition(uint64(position))
	a.count(int64(file), heading, rows)
}

// end closes the answer, unless something went wrong.
func (a *answer) end(err error) error {
	if err = cmp.Or(err, a.failed); err != nil {
		return err
	}
	return a.Close()
}

// join joins rows that are sorted by key.
func join(w *stepWorker, s *tablefile.Stream) error {
	out := &answer{Readings: findings.StreamReadings(w.out)}
	var body []byte
	j := dcir.NewJoiner(len(w.job.Files), dcir.Sink{
		Claim: func(c *claim.Claim, at int64, of *dcir.Act) {
			body = seal(claim.Append(body[:0], c))
			r := readingAt(findings.ReadClaim, at)
			r.Kind, r.ClaimID, r.Body, r.Match, r.Act = int64(c.Kind), c.ClaimID, body, of.ReversalKey, of.RowID
			r.ActKey = of.ClaimID
			readDays(r, c)
			out.write(r)
		},
		Reversal: func(of *dcir.Act) {
			r := readingAt(findings.ReadReversal, of.RowID)
			r.Match, r.Act, r.ActKey, r.Kind = of.ReversalKey, of.RowID, of.ClaimID, int64(of.Defect)
			out.write(r)
		},
		Reject: out.reject,
		Count:  func(file int, heading string, rows int64) { out.count(int64(file), heading, rows) },
	})
	var key []byte
	err := eachRow(s, []string{"position"}, []string{"key", "body"}, func(c *cells) error {
		row, err := unseal(c.text(1))
		if err != nil {
			return err
		}
		switch order := bytes.Compare(key, c.text(0)); {
		case order > 0:
			return fmt.Errorf("%w: got a key that comes before the last one; want keys sorted", ErrStep)
		case order < 0:
			err = j.Join()
		}
		key = append(key[:0], c.text(0)...)
		return cmp.Or(err, out.failed, j.Add(key, c.number(0), row))
	})
	if err = cmp.Or(err, j.Join()); err == nil {
		j.Counts()
	}
	return out.end(err)
}

// reverse finds the claims that are reversed, among claims and reversals that are sorted by the column match. The column reversal is 0 for a
// claim, 1 for a reversal, and 1 + its dcir.Defect for an act without claims.
func reverse(w *stepWorker, s *tablefile.Stream) error {
	out := &answer{Readings: findings.StreamReadings(w.out)}
	var match []byte
	acts := map[int64]*dcir.Act{} // of one match, by position
	end := func() {
		var list []dcir.Act
		for _, act := range acts {
			list = append(list, *act)
		}
		dcir.PairReversals(list, func(reversal, act *dcir.Act) {
			out.countAt(reversal.RowID, dcir.CountCancelled, 1)
			switch {
			case len(act.Legs) == 0:
				out.countAt(act.RowID, dcir.CountCancelled, 1)
			case act.Legs[0] != act.RowID: // a transport, which its legs stand for
				out.countAt(act.RowID, dcir.CountCancelled, 1)
				out.countAt(act.RowID, dcir.CountJoined, -1)
			}
			for _, leg := range act.Legs {
				out.countAt(leg, dcir.CountCancelled, 1)
				out.write(readingAt(findings.ReadTaken, leg))
			}
		}, func(act *dcir.Act, column, reason string) {
			out.reject(act.RowID, column, reason)
			if act.Reversal {
				out.countAt(act.RowID, dcir.CountWithoutOriginal, 1)
			}
		})
		clear(acts)
	}
	err := eachRow(s, []string{"position", "act", "reversal"}, []string{"match", "act_key"}, func(c *cells) error {
		switch order := bytes.Compare(match, c.text(0)); {
		case order > 0:
			return fmt.Errorf("%w: got acts that come before the last ones; want them sorted by what they match", ErrStep)
		case order < 0:
			end()
		}
		match = append(match[:0], c.text(0)...)
		at := c.number(1)
		if last, _ := claim.UnpackPosition(uint64(max(at, c.number(0)))); min(at, c.number(0)) < 0 || last >= len(w.job.Files) {
			return fmt.Errorf("%w: got an act of no input; want one of %d inputs", ErrStep, len(w.job.Files))
		}
		act := acts[at]
		if act == nil {
			act = &dcir.Act{RowID: at, ClaimID: strings.Clone(tablefile.View(c.text(1))), Reversal: c.number(2) == 1}
			if c.number(2) > 1 {
				act.Defect = dcir.Defect(c.number(2) - 1)
			}
			acts[at] = act
		}
		if c.number(2) == 0 {
			act.Legs = append(act.Legs, c.number(0))
		}
		return out.failed
	})
	if err == nil {
		end()
	}
	return out.end(err)
}
