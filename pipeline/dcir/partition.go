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

// joiner joins partitions, in room that it uses again.
type joiner struct {
	*spill
	reversed   seen
	room       []byte
	entries    []entry
	pending    []pending
	candidates []candidate
	counts     []File
	matches    [4]Match

	act     act
	leg     claim.Claim
	trips   []claim.Claim
	details []detail
	id      []byte
	codes   []byte
}

// entry is a row of the partition: its key, and where it stands.
type entry struct {
	keyHash
	place place
	at    uint32
	table Table
}

// join joins a partition and makes its claims.
func (w *joiner) join(t *turn) (err error) {
	if w.room, err = w.take(t.partition, w.room); err != nil {
		return err
	}
	if len(w.room) > 1<<32-1 {
		return fmt.Errorf("cannot join a partition: %w: got %d bytes; want at most 4 GiB", tablefile.ErrLimit, len(w.room))
	}
	w.entries = w.entries[:0]
	for at := 0; at < len(w.room); {
		row := w.room[at:]
		n := int(binary.LittleEndian.Uint32(row))
		w.entries = append(w.entries, entry{
			keyHash{binary.LittleEndian.Uint64(row[4:]), binary.LittleEndian.Uint64(row[12:])},
			place(binary.LittleEndian.Uint64(row[rowHead+1:])), uint32(at + rowHead), Table(row[rowHead]),
		})
		at += rowHead + n
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
		w.joinKey(t, w.entries[i:n])
		i = n
	}
	return nil
}
