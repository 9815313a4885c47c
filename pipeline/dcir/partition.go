package dcir

import (
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
	apart      bool // what reversals take back is found by another process, among all acts
	reversed   seen
	put        func(kind claim.Kind, c *claim.Claim, at place, flagged bool) // takes a claim of the act; a reversal may take back what is flagged
	room       []byte
	entries    []entry
	pending    []pending
	candidates []candidate
	counts     []File
	matches    [4]Match

	lost    [tables]bool // whether rows of the key could not be read, by table
	act     act
	leg     claim.Claim
	trips   []claim.Claim
	details []detail
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

// entry is a row of the room: its key, and where it stands.
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
	for at := 0; at < len(w.room); {
		row := w.room[at:]
		n := int(binary.LittleEndian.Uint32(row))
		table, of := readHead(row[blockHead:])
		k := keyHash{binary.LittleEndian.Uint64(row[4:]), binary.LittleEndian.Uint64(row[12:])}
		w.entries = append(w.entries, entry{k, of, uint32(at + blockHead), table})
		at += blockHead + n
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
		w.joinKey(w.entries[i:n])
		i = n
	}
	return nil
}
