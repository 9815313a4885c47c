package dcir

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// turn is a partition on its way.
type turn struct {
	partition int
	claims    [2][]byte // as records, by kind
	ends      [2][]int  // of the records
	done      chan struct{}
}

// The matches that are counted.
const (
	detailsOfActs = iota
	tripsOfActs
	actsWithTrips // of transports
	actsWithDetails
)

var matched = [4][2]Table{{Details, Acts}, {Trips, Acts}, {Acts, Trips}, {Acts, Details}}

// joiner joins rows, in room that it uses again.
type joiner struct {
	hashKey    func(key []byte) keyHash
	apart      bool // what reversals take back is found by another process, among all acts
	reversed   seen
	put        func(kind claim.Kind, c *claim.Claim, at place, flagged bool) // takes a claim of the act; a reversal may take back what is flagged
	room       []byte
	entries    []entry
	pending    []pending
	candidates []candidate
	counts     []tally // by file
	matches    [4]Match

	lost    [tables]bool // whether rows of the key could not be read, by table
	act     act
	leg     claim.Claim
	trips   []claim.Claim
	details []detail
	actID   []byte
	id      []byte
	codes   []byte
}

// A packed row begins with its table and its place.
const rowHead = 1 + 8

// unread makes of a table that of its rows which could not be read but for their key. They are rejects already, and say of their
// act that something of it is not known.
const unread Table = 0x80

func appendHead(to []byte, t Table, at place) []byte {
	return binary.LittleEndian.AppendUint64(append(to, byte(t)), uint64(at))
}

func readHead(b []byte) (Table, place) { return Table(b[0]), place(binary.LittleEndian.Uint64(b[1:])) }

// entry is a row of the room: the hash of its key, and where its record begins.
type entry struct {
	keyHash
	place place
	at    uint32
	table Table
}

// join makes the claims of the rows in its room.
func (w *joiner) join() error {
	if len(w.room) > 1<<32-1 {
		return fmt.Errorf("cannot join rows: %w: got %d bytes; want at most 4 GiB", tablefile.ErrLimit, len(w.room))
	}
	w.entries = w.entries[:0]
	for records := w.room; len(records) > 0; {
		at := len(w.room) - len(records)
		key, row, rest := cutRecord(records)
		table, of := readHead(row)
		w.entries = append(w.entries, entry{w.hashKey(key), of, uint32(at), table})
		records = rest
	}
	slices.SortFunc(w.entries, func(a, b entry) int {
		if a.high != b.high {
			return cmp.Compare(a.high, b.high)
		}
		return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.table, b.table), cmp.Compare(a.place, b.place))
	})
	for i := 0; i < len(w.entries); {
		n := i + 1
		for n < len(w.entries) && w.entries[n].keyHash == w.entries[i].keyHash {
			n++
		}
		w.joinHash(w.entries[i:n])
		i = n
	}
	return nil
}

// joinHash joins the rows whose keys have one hash: those of one key, as a rule, and key by key where it is that of several.
func (w *joiner) joinHash(rows []entry) {
	first := w.key(rows[0])
	other := func(e entry) bool { return !bytes.Equal(w.key(e), first) }
	if !slices.ContainsFunc(rows[1:], other) {
		w.joinKey(rows)
		return
	}
	slices.SortStableFunc(rows, func(a, b entry) int { return bytes.Compare(w.key(a), w.key(b)) })
	for len(rows) > 0 {
		first = w.key(rows[0])
		n := slices.IndexFunc(rows, other)
		if n < 0 {
			n = len(rows)
		}
		w.joinKey(rows[:n])
		rows = rows[n:]
	}
}

// key is the key of a row.
func (w *joiner) key(e entry) []byte {
	key, _, _ := cutRecord(w.room[e.at:])
	return key
}

// row is a packed row.
func (w *joiner) row(e entry) []byte {
	_, row, _ := cutRecord(w.room[e.at:])
	return row
}
