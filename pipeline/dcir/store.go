package dcir

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"vigie/pipeline/scratch"
	"vigie/rules/claim"
)

// store is the claims of one kind on disk, in chunks, each with its length before it. The file has no name.
type store struct {
	file    *scratch.Spill
	pending []byte // of the chunk in the making
}

// chunkSize is how many bytes a chunk of claims has, about.
const chunkSize = 1 << 20

func newStore(dir string) (*store, error) {
	file, err := scratch.CreateSpill(dir, "claims-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a file for claims: %w", err)
	}
	return &store{file: file}, nil
}

// write appends records, whose ends are given.
func (s *store) write(b []byte, ends []int) error {
	start := 0
	for i, end := range ends {
		if len(s.pending)+end-start < chunkSize && i < len(ends)-1 {
			continue
		}
		s.pending = append(s.pending, b[start:end]...)
		start = end
		if len(s.pending) >= chunkSize {
			if err := s.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *store) flush() error {
	if len(s.pending) == 0 {
		return nil
	}
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(s.pending)))
	if _, err := s.file.Append(head, s.pending); err != nil {
		return fmt.Errorf("cannot write claims: %w", err)
	}
	s.pending = s.pending[:0]
	return nil
}

const isFlagged = 1

// put adds a claim to those of the partition: its place, and whether a reversal may take it back. That may be so by chance and
// takes no room, so that the chunks are the same in every run.
func (t *turn) put(kind claim.Kind, c *claim.Claim, at place, flagged bool) {
	b := t.claims[kind]
	start := len(b)
	b = append(b, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(at))
	b = append(b, 0)
	if flagged {
		b[len(b)-1] = isFlagged
	}
	b = claim.Append(b, c)
	binary.LittleEndian.PutUint32(b[start:], uint32(len(b)-start))
	t.claims[kind], t.ends[kind] = b, append(t.ends[kind], len(b))
}

// Place is where a claim stands: in a file of the tables, on a line. Order puts the places of one table in input order.
type Position struct {
	File  string
	Line  int64
	RowID int64
}

// Reader reads the claims of one kind, in chunks.
type Reader struct {
	joined *Result
	store  *store
	at     int64
	number int64
}

// Claims opens the claims of a kind for reading, any number of times.
func (j *Result) Claims(kind claim.Kind) *Reader { return &Reader{joined: j, store: j.claims[kind]} }

// Next gives the next chunk, and io.EOF after the last.
func (r *Reader) Next() (*Chunk, error) {
	if r.at == r.store.file.Size() {
		return nil, io.EOF
	}
	var head [4]byte
	if err := r.store.file.ReadFull(head[:], r.at); err != nil {
		return nil, fmt.Errorf("cannot read claims: %w", err)
	}
	var b []byte
	select {
	case b = <-r.joined.rooms:
	default:
	}
	b = slices.Grow(b[:0], int(binary.LittleEndian.Uint32(head[:])))[:binary.LittleEndian.Uint32(head[:])]
	if err := r.store.file.ReadFull(b, r.at+int64(len(head))); err != nil {
		return nil, fmt.Errorf("cannot read claims: %w", err)
	}
	r.at += int64(len(head) + len(b))
	r.number++
	return &Chunk{joined: r.joined, records: b, number: r.number - 1}, nil
}

// Chunk is a run of claims. Any goroutine may take it, one at a time.
type Chunk struct {
	joined  *Result
	records []byte
	number  int64
}

// Release gives the room of the chunk back. After it no text of its claims may be used.
func (c *Chunk) Release() {
	if c.records != nil {
		select {
		case c.joined.rooms <- c.records:
		default:
		}
		c.records = nil
	}
}

// Number counts the chunks of a kind from 0.
func (c *Chunk) Number() int64 { return c.number }

// Size is the bytes of the claims.
func (c *Chunk) Size() int64 { return int64(len(c.records)) }

// Each shows the claims that are wanted, all where that is nil, each in the same claim; its strings hold as long as the chunk.
// What a reversal took back is not shown.
func (c *Chunk) Each(wanted func(line, order int64) bool, into *claim.Claim, yield func(Position)) {
	for b := c.records; len(b) > 0; {
		n := binary.LittleEndian.Uint32(b)
		record := b[4:n]
		b = b[n:]
		at := place(binary.LittleEndian.Uint64(record))
		if wanted != nil && !wanted(at.line(), int64(at)) {
			continue
		}
		if record[8] == isFlagged {
			if _, taken := c.joined.taken[at]; taken {
				continue
			}
		}
		claim.ReadRecord(record[9:], into)
		yield(Position{File: c.joined.Files[at.file()].Name, Line: at.line(), RowID: int64(at)})
	}
}
