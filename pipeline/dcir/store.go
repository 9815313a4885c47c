package dcir

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"vigie/pipeline/scratch"
	"vigie/rules/claim"
)

// claimStore is the claims of one kind on disk: chunks, each behind its length in 4 bytes.
type claimStore struct {
	file  *scratch.Spill
	chunk []byte // the chunk that is being filled
}

// chunkSize is about how many bytes of claims a chunk has.
const chunkSize = 1 << 20

func newStore(dir string) (*claimStore, error) {
	file, err := scratch.CreateSpill(dir, "claims-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a file for claims: %w", err)
	}
	return &claimStore{file: file}, nil
}

// write appends records; ends are the offsets at which they end.
func (s *claimStore) write(b []byte, ends []int) error {
	start := 0
	for i, end := range ends {
		if len(s.chunk)+end-start < chunkSize && i < len(ends)-1 {
			continue
		}
		s.chunk = append(s.chunk, b[start:end]...)
		start = end
		if len(s.chunk) >= chunkSize {
			if err := s.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *claimStore) flush() error {
	if len(s.chunk) == 0 {
		return nil
	}
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(s.chunk)))
	if _, err := s.file.Append(head, s.chunk); err != nil {
		return fmt.Errorf("cannot write claims: %w", err)
	}
	s.chunk = s.chunk[:0]
	return nil
}

const cancellableFlag = 1

// Where the parts of a stored claim begin, behind its length: its row id, its flag, the length of its act in one byte, and the act.
const (
	storedFlag = 8
	storedTo   = storedFlag + 1
	storedAct  = storedTo + 1
)

// addClaim adds a claim to those of the partition: its row id, whether a reversal may cancel it, its act, and the claim. The flag takes a
// byte whether it is set or not, so that the cut into chunks does not depend on it.
func (t *partitionJob) addClaim(kind claim.Kind, c *claim.Claim, of *actRow, id rowID, cancellable bool) {
	b := t.claims[kind]
	start := len(b)
	b = append(b, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(id))
	b = append(b, 0)
	if cancellable {
		b[len(b)-1] = cancellableFlag
	}
	b = append(b, 0)
	at := len(b)
	b = appendAct(b, of, len(c.ClaimID)-len(of.ClaimID))
	b[at-1] = byte(len(b) - at)
	b = claim.Append(b, c)
	binary.LittleEndian.PutUint32(b[start:], uint32(len(b)-start))
	t.claims[kind], t.ends[kind] = b, append(t.ends[kind], len(b))
}

// Position is the file and the line of the row that a claim was made of. Row ids (claim.PackPosition) of one table are in input order.
type Position struct {
	File  string
	Line  int64
	RowID int64
}

// Reader reads the claims of one kind, chunk by chunk.
type Reader struct {
	result     *Result
	store      *claimStore
	at         int64 // offset of the next chunk
	nextNumber int64
}

// Claims opens the claims of a kind for reading. It may be called any number of times.
func (j *Result) Claims(kind claim.Kind) *Reader { return &Reader{result: j, store: j.claims[kind]} }

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
	case b = <-r.result.buffers:
	default:
	}
	b = slices.Grow(b[:0], int(binary.LittleEndian.Uint32(head[:])))[:binary.LittleEndian.Uint32(head[:])]
	if err := r.store.file.ReadFull(b, r.at+int64(len(head))); err != nil {
		return nil, fmt.Errorf("cannot read claims: %w", err)
	}
	r.at += int64(len(head) + len(b))
	r.nextNumber++
	return &Chunk{result: r.result, records: b, number: r.nextNumber - 1}, nil
}

// Chunk is a run of claims. It may be passed between goroutines.
type Chunk struct {
	result  *Result
	records []byte
	number  int64
	act     []byte // of the claim that was just read
}

// Release gives the buffer of the chunk back. No text of its claims may be used afterwards.
func (c *Chunk) Release() {
	if c.records != nil {
		select {
		case c.result.buffers <- c.records:
		default:
		}
		c.records = nil
	}
}

// Number is the index of the chunk among those of its kind.
func (c *Chunk) Number() int64 { return c.number }

// Size is the number of bytes of the claims.
func (c *Chunk) Size() int64 { return int64(len(c.records)) }

// Each calls yield for the claims that the filter wants, by line and row id, or for all of them where it is nil. Each claim is read into
// the same variable; its texts are valid until the chunk is released. Claims that a reversal cancels are left out, once Settle has said
// which these are.
func (c *Chunk) Each(wanted func(line, id int64) bool, into *claim.Claim, yield func(Position)) {
	for b := c.records; len(b) > 0; {
		n := binary.LittleEndian.Uint32(b)
		record := b[4:n]
		b = b[n:]
		at := rowID(binary.LittleEndian.Uint64(record))
		if wanted != nil && !wanted(at.line(), int64(at)) {
			continue
		}
		if record[storedFlag] == cancellableFlag {
			if _, cancelled := c.result.cancelled[at]; cancelled {
				continue
			}
		}
		end := storedAct + int(record[storedTo])
		c.act = record[storedAct:end]
		claim.ReadRecord(record[end:], into)
		yield(Position{File: c.result.Files[at.file()].Name, Line: at.line(), RowID: int64(at)})
	}
}

// Act is the act of the claim that was just read, as ReadAct reads it. It is valid until the chunk is released.
func (c *Chunk) Act() []byte { return c.act }
