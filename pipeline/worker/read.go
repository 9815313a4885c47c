package worker

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

// read decodes the records of blocks of input files. Lines and offsets count from the beginning of the block. The answer says how many of
// both the block has, so that the position of each record in the file follows from the answers for all its blocks.
func read(w *stepWorker, s *tablefile.Stream) error {
	out := findings.StreamReadings(w.out)
	blocks := s.Blocks()
	for {
		file, block, err := blocks.Next()
		if errors.Is(err, io.EOF) {
			return out.Close()
		}
		if err == nil && (file < 0 || file >= int64(len(w.job.Files))) {
			err = fmt.Errorf("%w: got a record of input %d; want one of %d inputs", ErrStep, file, len(w.job.Files))
		}
		if err == nil {
			if _, joined := w.job.Files[file].table(); joined {
				err = packBlock(w, blocks, file, block, out)
			} else {
				err = readBlock(w, blocks, file, block, out)
			}
		}
		if err != nil {
			return err
		}
	}
}

// readBlock decodes the records of one block.
func readBlock(w *stepWorker, blocks *tablefile.Blocks, file, block int64, out *findings.Readings) error {
	of := &w.job.Files[file]
	o := w.table(of.Name)
	o.Columns = claimfile.ColumnNames(of.kind())
	table, err := blocks.Open(o, of.Head)
	if err != nil {
		return err
	}
	f, err := claimfile.FromTable(table, of.kind())
	if err != nil {
		return err
	}
	var line claim.Claim
	var bytes []byte
	reading := func(what string) *findings.Reading {
		return &findings.Reading{What: what, File: file, Block: block, Kind: int64(of.kind())}
	}
	var failed error
	var understood claimfile.Understood
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
			r.Line, r.Offset, r.Length, r.ClaimID, r.Cancels, r.Body = at.Line, at.Offset, at.Length, line.ClaimID, line.Cancels, bytes
			if line.Cancels != "" { // the line is rejected where its original is nowhere
				r.Raw = at.Raw
			}
			readDays(r, &line)
			failed = cmp.Or(failed, out.Write(r))
		}, func(bad tablefile.Reject) {
			r := reading(findings.ReadReject)
			r.Line, r.Offset, r.Length, r.Column, r.Reason, r.Raw = bad.Line, bad.Offset, bad.Length, bad.Column, bad.Reason, bad.Raw
			failed = cmp.Or(failed, out.Write(r))
		})
		understood = understood.Merge(c.Understood())
		c.Release()
		if failed != nil {
			return failed
		}
	}
	if err := writeUnderstood(out, file, block, understood); err != nil {
		return err
	}
	r := reading(findings.ReadExtent)
	r.Line, r.Offset = f.Extent()
	return out.Write(r)
}

// writeUnderstood counts the cells of a block that are not written as the contract has them.
func writeUnderstood(out *findings.Readings, file, block int64, understood claimfile.Understood) error {
	for seen, count := range understood {
		r := findings.Reading{What: findings.ReadUnderstood, File: file, Block: block, Column: seen.Column, Reason: seen.Note.String(), Length: count}
		if err := out.Write(&r); err != nil {
			return err
		}
	}
	return nil
}

// noDay stands for a day that is not known: less than the number of any day.
const noDay = -1 << 40

// unixDay is the number of days since 1970-01-01.
func unixDay(d civil.Day) int64 {
	if !d.Known() {
		return noDay
	}
	return int64(d.Unix32())
}

// readDays puts the days of a claim into its reading.
func readDays(r *findings.Reading, c *claim.Claim) {
	r.Sent, r.Paid, r.Served = unixDay(c.SentOn), unixDay(c.PaidOn), unixDay(c.Day())
}
