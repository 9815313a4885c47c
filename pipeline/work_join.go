package pipeline

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

// tableOfFile is the table of the DCIR that an input is a file of, if any.
func (h *hand) tableOfFile(file int64) (dcir.Table, bool) {
	return dcir.TableOf(h.job.Files[file].Kind)
}

// joins says whether the job has such inputs.
func (j *Job) joins() bool {
	return slices.ContainsFunc(j.Files, func(f JobFile) bool { _, is := dcir.TableOf(f.Kind); return is })
}

// packRun packs the rows of one block of a table, as readRun reads claims.
func (h *hand) packRun(runs *tablefile.Blocks, file, block int64, out *findings.Readings) error {
	o := h.tables(h.files[file].name)
	o.TrailingDelimiter = true
	f, err := runs.Open(o, h.job.Files[file].Head)
	if err != nil {
		return err
	}
	of, _ := h.tableOfFile(file)
	unknown := map[string]int64{}
	var body []byte
	err = dcir.Pack(f, of, dcir.Options{FindPrescription: h.prescribed}, func(p *dcir.PackedRow) error {
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

// standing is a reading of what stands at a place.
func standing(what string, place int64) *findings.Reading {
	return &findings.Reading{What: what, File: place >> lineBits, Line: place & (1<<lineBits - 1), Offset: -1}
}

func (a *answer) reject(at int64, column, reason string) {
	r := standing(findings.ReadReject, at)
	r.Column, r.Reason = column, reason
	a.write(r)
}

func (a *answer) count(file int64, heading string, rows int64) {
	a.write(&findings.Reading{What: findings.ReadCount, File: file, Column: heading, Length: rows})
}

// end closes the answer, unless something went wrong.
func (a *answer) end(err error) error {
	if err = cmp.Or(err, a.failed); err != nil {
		return err
	}
	return a.Close()
}

// joinStream joins rows that are sorted by key.
func (h *hand) joinStream(s *tablefile.Stream) error {
	out := &answer{Readings: findings.StreamReadings(h.out)}
	var body []byte
	j := dcir.NewJoiner(len(h.files), dcir.Sink{
		Claim: func(c *claim.Claim, at int64, of *dcir.Act) {
			body = seal(claim.Append(body[:0], c))
			var days latest
			days.see(c)
			r := standing(findings.ReadClaim, at)
			r.Kind, r.ClaimID, r.Body, r.Match, r.Act = int64(c.Kind), c.ClaimID, body, of.ReversalKey, of.RowID
			r.ActKey = of.Key
			r.Filed, r.Served = unixDay(days.filed), unixDay(days.served)
			out.write(r)
		},
		Reversal: func(of *dcir.Act) {
			r := standing(findings.ReadReversal, of.RowID)
			r.Match, r.Act, r.ActKey, r.Kind = of.ReversalKey, of.RowID, of.Key, int64(of.Defect)
			out.write(r)
		},
		Reject: out.reject,
		Count:  func(file int, heading string, rows int64) { out.count(int64(file), heading, rows) },
	})
	var key []byte
	err := eachRow(s, []string{"place"}, []string{"key", "body"}, func(c *cells) error {
		row, err := unseal(c.text(1))
		if err != nil {
			return err
		}
		switch order := bytes.Compare(key, c.text(0)); {
		case order > 0:
			return fmt.Errorf("%w: got a key before the one that it stands behind; want them sorted", errStep)
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

// reverseStream finds the claims that are taken back, among claims and reversals that are sorted by what they match. The column
// reversal is 0 for a claim, 1 for a reversal, and one more than its lack for an act without claims.
func (h *hand) reverseStream(s *tablefile.Stream) error {
	out := &answer{Readings: findings.StreamReadings(h.out)}
	var match []byte
	acts := map[int64]*dcir.Act{} // of one match, by place
	end := func() {
		var list []dcir.Act
		for _, act := range acts {
			list = append(list, *act)
		}
		dcir.PairReversals(list, func(reversal, act *dcir.Act) {
			out.count(reversal.RowID>>lineBits, dcir.CountCancelled, 1)
			switch {
			case len(act.Legs) == 0:
				out.count(act.RowID>>lineBits, dcir.CountCancelled, 1)
			case act.Legs[0] != act.RowID: // a transport, which its legs stand for
				out.count(act.RowID>>lineBits, dcir.CountCancelled, 1)
				out.count(act.RowID>>lineBits, dcir.CountJoined, -1)
			}
			for _, leg := range act.Legs {
				out.count(leg>>lineBits, dcir.CountCancelled, 1)
				out.write(standing(findings.ReadTaken, leg))
			}
		}, func(act *dcir.Act, column, reason string) {
			out.reject(act.RowID, column, reason)
			if act.Reversal {
				out.count(act.RowID>>lineBits, dcir.CountWithoutOriginal, 1)
			}
		})
		clear(acts)
	}
	err := eachRow(s, []string{"place", "act", "reversal"}, []string{"match", "act_key"}, func(c *cells) error {
		switch order := bytes.Compare(match, c.text(0)); {
		case order > 0:
			return fmt.Errorf("%w: got acts before those that they stand behind; want them sorted by what they match", errStep)
		case order < 0:
			end()
		}
		match = append(match[:0], c.text(0)...)
		at := c.number(1)
		if at < 0 || c.number(0) < 0 || max(at, c.number(0))>>lineBits >= int64(len(h.files)) {
			return fmt.Errorf("%w: got an act of no input; want one of %d inputs", errStep, len(h.files))
		}
		act := acts[at]
		if act == nil {
			act = &dcir.Act{RowID: at, Key: strings.Clone(tablefile.View(c.text(1))), Reversal: c.number(2) == 1}
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
