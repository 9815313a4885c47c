package dcir

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// Where the tables are too large for one machine, another program brings together the rows of a key: one process packs them (Pack),
// another joins the rows of each key (Joiner), a third pairs reversals with the acts that they cancel (PairReversals). The program
// identifies rows, claims and rejects by a row id: a position of claim.PackPosition.

// ErrPackedRow is the error for bytes that are not a packed row.
var ErrPackedRow = errors.New("not a row that Pack has made")

// PackedRow is a row of a table, packed. It is valid during the call that gets it.
type PackedRow struct {
	tablefile.Reject        // where the row stands; Reason is set where the row gives no claim
	Key              []byte // shared by all rows of an act; nil where it cannot be read
	Row              []byte // to be joined with the other rows of its key, also where Reason is set; nil without a key
	UnknownService   string // PRS_NAT_REF of an act of a transport service that has no claims
}

// Pack packs the rows of a file, or of a part of it, and counts the cells that are not written as the contract has them.
func Pack(table *tablefile.File, t Table, o Options, yield func(*PackedRow) error) (cell.Counts, error) {
	f := &File{Name: table.Name(), Table: t}
	if err := f.findColumns(table); err != nil {
		return nil, err
	}
	p := packer{Options: &o}
	var out PackedRow
	for {
		c, err := table.Next()
		if errors.Is(err, io.EOF) {
			return p.takeUnderstood(), nil
		}
		if err != nil {
			return nil, err
		}
		c.Each(func(row *tablefile.Record) {
			if err != nil {
				return
			}
			bad := p.pack(f, 0, row)
			if bad != nil {
				out = PackedRow{Reject: *bad}
			} else {
				out = PackedRow{Reject: row.Reject(f.Name, "", "")}
				if t == Acts && p.act.class == classUnknownService {
					out.UnknownService = string(appendNumber(nil, p.cell(prsNatRef)))
				}
			}
			if len(p.packed) > 0 {
				out.Key, out.Row = p.key, p.packed
			}
			err = yield(&out)
		})
		c.Release()
		if err != nil {
			return nil, err
		}
	}
}

// Act is what PairReversals needs to know of an act: a reversal, or an act that a reversal may cancel.
type Act struct {
	ReversalKey []byte // 16 bytes that are equal for an act and its reversal
	RowID       int64
	ClaimID     string // of an act: its row key as claim ids have it
	Reversal    bool
	Legs        []int64 // row ids of its claims; none of a reversal
	Defect      Defect  // why the act is rejected if no reversal cancels it; it then has no claims
}

// Sink gets what the rows of a key give: claims and rejects by the row id of their row.
type Sink struct {
	Claim    func(c *claim.Claim, id int64, act *Act)
	Reversal func(act *Act) // a reversal, or an act without claims, which a reversal may cancel too
	Reject   func(id int64, column, reason string)
	Count    func(file int, name string, rows int64) // name is one of CountJoined and the others
}

// Joiner joins the rows of one key after another. It belongs to one goroutine.
type Joiner struct {
	worker joinWorker
	sink   Sink
	act    Act
	match  [16]byte
}

// NewJoiner makes a Joiner for rows of a number of files.
func NewJoiner(files int, to Sink) *Joiner {
	j := &Joiner{worker: joinWorker{hashKey: hashKey, pairElsewhere: true, reversed: make(hashFilter, 1), counts: make([]tally, files)}, sink: to}
	j.worker.emit = func(_ claim.Kind, c *claim.Claim, at rowID, _ bool) {
		j.sink.Claim(c, int64(at), j.describeAct(&j.worker.act))
	}
	return j
}

// describeAct gives an act as the sink gets it. It is valid until the next call.
func (j *Joiner) describeAct(a *actRow) *Act {
	binary.BigEndian.PutUint64(j.match[:], a.match[0])
	binary.BigEndian.PutUint64(j.match[8:], a.match[1])
	j.act = Act{ReversalKey: j.match[:], RowID: int64(a.rowID), ClaimID: a.ClaimID, Reversal: a.reversal}
	return &j.act
}

// Add takes a row of the current key.
func (j *Joiner) Add(key []byte, at int64, row []byte) error {
	if !isRowKey(key) || !isPackedRow(row) {
		return fmt.Errorf("%w: got %d bytes with a key of %d; want one", ErrPackedRow, len(row), len(key))
	}
	if at < 0 || rowID(at).file() >= len(j.worker.counts) {
		return fmt.Errorf("%w: got a row of no file; want one of %d files", ErrPackedRow, len(j.worker.counts))
	}
	j.worker.records = appendRecord(j.worker.records, key, row)
	binary.LittleEndian.PutUint64(j.worker.records[len(j.worker.records)-len(row)+1:], uint64(at)) // the row id is behind the table
	return nil
}

// isPackedRow checks that bytes are a packed row.
func isPackedRow(row []byte) bool {
	var c claim.Claim
	isClaim := func(b []byte) bool {
		rest, isClaim := claim.ReadRecord(b, &c)
		return isClaim && len(rest) == 0
	}
	if len(row) < rowHead {
		return false
	}
	t, _ := readHead(row)
	switch {
	case t >= unreadFlag:
		return t&^unreadFlag < tableCount && len(row) == rowHead
	case len(row) == rowHead:
		return false
	}
	switch t {
	case Acts:
		if len(row) < actHead {
			return false
		}
		switch class(row[rowHead] &^ reversalFlag) {
		case classTransport, classCare:
			_, _, rest, ok := cutTwoNumbers(row[actHead:])
			return ok && isClaim(rest)
		case classLeftOut, classUnknownService:
			return len(row) == actHead
		}
		return false
	case Details:
		rest := row[rowHead+1:]
		for range detailVarints {
			_, n := binary.Varint(rest)
			if n <= 0 {
				return false
			}
			rest = rest[n:]
		}
		return len(rest) == 0
	case Trips:
		return isClaim(row[rowHead:])
	}
	return false
}

// Join joins the rows added since the last call, and passes what they give to the sink.
func (j *Joiner) Join() error {
	w := &j.worker
	if err := w.join(); err != nil {
		return err
	}
	for _, p := range w.rejected {
		j.sink.Reject(int64(p.rowID), p.column, p.reason)
	}
	for i := range w.candidates {
		c := &w.candidates[i]
		of := j.describeAct(&actRow{rowID: c.rowID, reversal: c.reversal, match: c.match, Claim: claim.Claim{ClaimID: c.claimID}})
		of.Defect = c.defect
		j.sink.Reversal(of)
	}
	w.records, w.rejected, w.candidates = w.records[:0], w.rejected[:0], w.candidates[:0]
	return nil
}

// Counts passes the counts of all keys to the sink, by file and heading.
func (j *Joiner) Counts() {
	for file := range j.worker.counts {
		for h, n := range j.worker.counts[file] {
			if n != 0 {
				j.sink.Count(file, headingNames[h], n)
			}
		}
	}
}

// PairReversals pairs each reversal, among acts with the same ReversalKey, with the act that it cancels. A reversal without an act
// is rejected, and so is an act with a defect that no reversal cancels. It sorts the acts.
func PairReversals(acts []Act, pair func(reversal, act *Act), reject func(act *Act, column, reason string)) {
	slices.SortFunc(acts, func(a, b Act) int { return cmp.Compare(a.RowID, b.RowID) })
	list := make([]candidate, len(acts))
	for i, a := range acts {
		list[i] = candidate{reversal: a.Reversal, claimID: a.ClaimID, rowID: rowID(i), defect: a.Defect}
	}
	matchReversals(list, func(reversal, act *candidate) { pair(&acts[reversal.rowID], &acts[act.rowID]) },
		func(c *candidate, of columnID, reason string) { reject(&acts[c.rowID], of.String(), reason) })
}
