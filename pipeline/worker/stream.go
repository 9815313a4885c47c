package worker

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"vigie/pipeline/findings"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// Kinds of the messages between steps.
const (
	msgFinding    = "finding"    // row: a finding
	msgCounted    = "counted"    // body: a finding that counts where it is repeated; group: its rule and subject
	msgKey        = "key"        // group, position, body: a group key
	msgFacility   = "facility"   // group: the hash of a facility where an act was performed
	msgPart       = "part"       // body: what a process has counted
	msgReject     = "reject"     // position, body: a claim that was read and rejected
	msgOrphan     = "orphan"     // position, body: a reversal that was read and rejected
	msgToday      = "today"      // body: the day of the run, as the claims have it
	msgMatched    = "matched"    // body: a register that has a key of a claim
	msgUnmatched  = "unmatched"  // body: a register that has none of the keys; group: the hash of one of them; rule: 1, or 0 for no key
	msgCandidate  = "candidate"  // position, rule: a set of rules of groups to which the claim may matter
	msgMember     = "member"     // group, position, body
	msgRuling     = "ruling"     // position, body: a group ruling
	msgPattern    = "pattern"    // body: what claims show together of a subject
	msgConduct    = "conduct"    // row: of conduct
	msgCoverage   = "coverage"   // body: a row of coverage
	msgUnderstood = "understood" // body: cells of a register that are not written as the contract has them, and were understood
	msgRegister   = "register"   // body: a record of a register that could not be read
	msgRows       = "rows"       // body: how many records the registers have, where some could not be read; those are among them
)

// Claims, rows, members and rulings carry a checksum from step to step. The rules trust that a claim was checked when it was read; of one
// that was damaged on its way they would make findings that nothing supports.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal puts the checksum behind the bytes.
func seal(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// unseal gives the bytes before the checksum.
func unseal(b []byte) ([]byte, error) {
	n := len(b) - crc32.Size
	if n < 0 || binary.LittleEndian.Uint32(b[n:]) != crc32.Checksum(b[:n], castagnoli) {
		return nil, fmt.Errorf("%w: got %d bytes with another checksum; want what the step before has written", ErrStep, len(b))
	}
	return b[:n:n], nil
}

// unsealClaim reads a claim as bytes.
func unsealClaim(b []byte, c *claim.Claim) error {
	b, err := unseal(b)
	if err != nil {
		return err
	}
	if rest, whole := claim.ReadRecord(b, c); !whole || len(rest) > 0 || c.Kind > claim.Care {
		return fmt.Errorf("%w: got %d bytes that are no claim; want what the step read has written", ErrStep, len(b))
	}
	return nil
}

// answer begins the answer of a step that gives findings.
func (w *stepWorker) answer() *findings.Stream[findings.Row] {
	return findings.StreamAnomalies(w.out, w.job.RunID)
}

// cells are those of one row of a stream, in the columns that eachRow was asked for.
type cells struct {
	numbers [][]int64
	texts   []func(row int) []byte
	row     int
}

func (c *cells) number(column int) int64 { return c.numbers[column][c.row] }
func (c *cells) text(column int) []byte  { return c.texts[column](c.row) }

// eachRow shows the rows of a stream to its end: the cells of some columns of 64-bit numbers, and of some of bytes, which hold during the
// call.
func eachRow(s *tablefile.Stream, numbers, texts []string, see func(c *cells) error) error {
	for {
		b, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var c cells
		for _, name := range numbers {
			column, err := b.Int64s(name)
			if err != nil {
				return err
			}
			c.numbers = append(c.numbers, column)
		}
		for _, name := range texts {
			column, err := b.Bytes(name)
			if err != nil {
				return err
			}
			c.texts = append(c.texts, column)
		}
		for c.row = range b.Rows() {
			if err := see(&c); err != nil {
				return err
			}
		}
	}
}

// byGroup gives the rows of a stream that is sorted by group, each with its group, the column named number and its body, and calls end after
// the last row of each group.
func byGroup(s *tablefile.Stream, number string, row func(group, number uint64, body []byte) error, end func() error) error {
	first, current := true, int64(0)
	err := eachRow(s, []string{"group", number}, []string{"body"}, func(c *cells) error {
		group := c.number(0)
		switch {
		case !first && group < current:
			return fmt.Errorf("%w: got a group that comes before the last one; want groups sorted", ErrStep)
		case !first && group != current:
			if err := end(); err != nil {
				return err
			}
		}
		first, current = false, group
		return row(uint64(group), uint64(c.number(1)), c.text(0))
	})
	if err != nil || first {
		return err
	}
	return end()
}
