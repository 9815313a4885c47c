package dcir

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// Where the tables outgrow one machine, another program brings together the rows of a key: one process packs them (Pack), another
// joins those of a key (Joiner), a third finds what reversals take back (TakeBack). Rows, claims and rejects are named by the place
// that the program gives them, a number that orders them as their files and lines do, with the file in the bits above the 40 lowest.

// ErrRow is a packed row that is none.
var ErrPackedRow = errors.New("not a row that Pack has made")

// Packed is a row of a table on its way. It holds during the call that shows it.
type PackedRow struct {
	tablefile.Reject        // where the row stands and what it says; with a reason where it gives nothing
	Key              []byte // what all rows of an act share; nil where it cannot be read
	Row              []byte // to be joined with the others of its key, also where there is a reason; nil without a key
	UnknownService   string // PRS_NAT_REF of an act of a transport service that has no claims
}

// Pack packs the rows of a file, or of a part of one.
func Pack(table *tablefile.File, t Table, o Options, yield func(*PackedRow) error) error {
	f := &File{Name: table.Name(), Table: t}
	if err := f.lookUp(table.Header()); err != nil {
		return err
	}
	w := packer{Options: &o}
	var out PackedRow
	for {
		c, err := table.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		c.Each(func(row *tablefile.Record) {
			if err != nil {
				return
			}
			bad := w.pack(f, 0, row)
			if bad != nil {
				out = PackedRow{Reject: *bad}
			} else {
				out = PackedRow{Reject: row.Reject(f.Name, "", "")}
				if t == Acts && w.act.class == unknownService {
					out.UnknownService = string(appendNumber(nil, w.of(prsNatRef)))
				}
			}
			if len(w.packed) > 0 {
				out.Key, out.Row = w.key, w.packed
			}
			err = yield(&out)
		})
		c.Release()
		if err != nil {
			return err
		}
	}
}

// Act is an act on its way to TakeBack: a reversal, or what one may take back.
type Act struct {
	ReversalKey []byte // what an act and its reversal share; 16 bytes
	RowID       int64
	Key         string
	Reversal    bool
	Legs        []int64 // places of its claims; none of a reversal
	Defect      Defect  // for want of which it is to be rejected, unless it is taken back; it has no claims then
}

// Joins is what the rows of a key came to.
type Sink struct {
	Claim    func(c *claim.Claim, at int64, of *Act)
	Reversal func(of *Act) // or an act without claims, which a reversal may take back all the same
	Reject   func(at int64, column, reason string)
	Count    func(file int, heading string, rows int64)
}

// Joiner joins the rows of one key after the other. It belongs to one goroutine.
type Joiner struct {
	w     joiner
	to    Sink
	act   Act
	match [16]byte
}

// NewJoiner joins rows of so many files.
func NewJoiner(files int, to Sink) *Joiner {
	j := &Joiner{w: joiner{hashKey: hashKey, apart: true, reversed: make(seen, 1), counts: make([]tally, files)}, to: to}
	j.w.put = func(_ claim.Kind, c *claim.Claim, at place, _ bool) { j.to.Claim(c, int64(at), j.of(&j.w.act)) }
	return j
}

// of is the act that is being joined.
func (j *Joiner) of(a *act) *Act {
	binary.BigEndian.PutUint64(j.match[:], a.match[0])
	binary.BigEndian.PutUint64(j.match[8:], a.match[1])
	j.act = Act{ReversalKey: j.match[:], RowID: int64(a.place), Key: a.ClaimID, Reversal: a.reversal}
	return &j.act
}

// Add takes a row of the key.
func (j *Joiner) Add(key []byte, at int64, row []byte) error {
	if !isRowKey(key) || !sound(row) {
		return fmt.Errorf("%w: got %d bytes with a key of %d; want one", ErrPackedRow, len(row), len(key))
	}
	if at < 0 || place(at).file() >= len(j.w.counts) {
		return fmt.Errorf("%w: got a row of no file; want one of %d files", ErrPackedRow, len(j.w.counts))
	}
	j.w.room = appendRecord(j.w.room, key, row)
	binary.LittleEndian.PutUint64(j.w.room[len(j.w.room)-len(row)+1:], uint64(at)) // behind the table
	return nil
}

// sound says whether a row is one.
func sound(row []byte) bool {
	var c claim.Claim
	whole := func(b []byte) bool {
		rest, whole := claim.ReadRecord(b, &c)
		return whole && len(rest) == 0
	}
	if len(row) < rowHead {
		return false
	}
	t, _ := readHead(row)
	switch {
	case t >= unread:
		return t&^unread < tables && len(row) == rowHead
	case len(row) == rowHead:
		return false
	}
	switch t {
	case Acts:
		if len(row) < actHead {
			return false
		}
		switch class(row[rowHead] &^ isReversal) {
		case transport, care:
			return whole(row[actHead:])
		case leftOut, unknownService:
			return len(row) == actHead
		}
		return false
	case Details:
		rest := row[rowHead+1:]
		for range detailNumbers {
			_, n := binary.Varint(rest)
			if n <= 0 {
				return false
			}
			rest = rest[n:]
		}
		return len(rest) == 0
	case Trips:
		return whole(row[rowHead:])
	}
	return false
}

// Join tells what the rows came to that were added since.
func (j *Joiner) Join() error {
	w := &j.w
	if err := w.join(); err != nil {
		return err
	}
	for _, p := range w.pending {
		j.to.Reject(int64(p.place), p.column, p.reason)
	}
	for i := range w.candidates {
		c := &w.candidates[i]
		of := j.of(&act{place: c.place, reversal: c.reversal, match: c.match, Claim: claim.Claim{ClaimID: c.key}})
		of.Defect = c.lacks
		j.to.Reversal(of)
	}
	w.room, w.pending, w.candidates = w.room[:0], w.pending[:0], w.candidates[:0]
	return nil
}

// Counts tells how many rows were counted under which heading, of all keys.
func (j *Joiner) Counts() {
	for file := range j.w.counts {
		for h, n := range j.w.counts[file] {
			if n != 0 {
				j.to.Count(file, headingNames[h], n)
			}
		}
	}
}

// TakeBack finds for each reversal among acts that match the act that it takes back, or rejects it, as it does an act that is not
// taken back and lacks something. It sorts the acts.
func PairReversals(acts []Act, taken func(reversal, act *Act), reject func(act *Act, column, reason string)) {
	slices.SortFunc(acts, func(a, b Act) int { return cmp.Compare(a.RowID, b.RowID) })
	list := make([]candidate, len(acts))
	for i, a := range acts {
		list[i] = candidate{reversal: a.Reversal, key: a.Key, place: place(i), lacks: a.Defect}
	}
	pair(list, func(reversal, act *candidate) { taken(&acts[reversal.place], &acts[act.place]) },
		func(c *candidate, of column, reason string) { reject(&acts[c.place], of.String(), reason) })
}
