package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"vigie/pipeline/claimfile"
	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// read decodes the records of blocks of input files. Lines and offsets are told as from the beginning of the block; with how many
// of both a block has, whoever holds all blocks of a file knows where each record stands in it.
func (h *hand) read(s *tablefile.Stream) error {
	out := findings.StreamReadings(h.out)
	runs := s.Blocks()
	for {
		file, block, err := runs.Next()
		if errors.Is(err, io.EOF) {
			return out.Close()
		}
		if err == nil && (file < 0 || file >= int64(len(h.files))) {
			err = fmt.Errorf("%w: got a record of input %d; want one of %d inputs", errStep, file, len(h.files))
		}
		if err == nil {
			if _, row := h.tableOfFile(file); row {
				err = h.packRun(runs, file, block, out)
			} else {
				err = h.readRun(runs, file, block, out)
			}
		}
		if err != nil {
			return err
		}
	}
}

// readRun decodes the records of one block.
func (h *hand) readRun(runs *tablefile.Blocks, file, block int64, out *findings.Readings) error {
	of := &h.files[file]
	table, err := runs.Open(h.tables(of.name), h.job.Files[file].Head)
	if err != nil {
		return err
	}
	f, err := claimfile.FromTable(table, of.kind)
	if err != nil {
		return err
	}
	var line claim.Claim
	var bytes []byte
	reading := func(what string) *findings.Reading {
		return &findings.Reading{What: what, File: file, Block: block, Kind: int64(of.kind)}
	}
	var failed error
	for {
		c, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		f.EachCancelled(c, func(id []byte) {
			r := reading(findings.ReadReverse)
			r.ClaimID = tablefile.View(id)
			failed = cmp.Or(failed, out.Write(r))
		})
		c.Each(&line, func(at claimfile.Position) {
			bytes = seal(claim.Append(bytes[:0], &line))
			r := reading(findings.ReadClaim)
			r.Line, r.Offset, r.Length, r.ClaimID, r.Reverses, r.Body = at.Line, at.Offset, at.Length, line.ClaimID, line.Cancels != "", bytes
			var days latest
			days.see(&line)
			r.Filed, r.Served = unixDay(days.filed), unixDay(days.served)
			failed = cmp.Or(failed, out.Write(r))
		}, func(bad tablefile.Reject) {
			r := reading(findings.ReadReject)
			r.Line, r.Offset, r.Length, r.Column, r.Reason, r.Raw = bad.Line, bad.Offset, bad.Length, bad.Column, bad.Reason, bad.Raw
			failed = cmp.Or(failed, out.Write(r))
		})
		c.Release()
		if failed != nil {
			return failed
		}
	}
	r := reading(findings.ReadExtent)
	r.Line, r.Offset = f.Extent()
	return out.Write(r)
}

// noDay is less than the number of any day.
const noDay = -1 << 40

// unixDay is the number of days since 1970-01-01.
func unixDay(d civil.Day) int64 {
	if !d.Known() {
		return noDay
	}
	return int64(d.Unix32())
}
