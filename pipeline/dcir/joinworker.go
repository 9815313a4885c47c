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

// partitionJob is one partition to be joined, and the claims that it gives.
type partitionJob struct {
	partition int
	claims    [2][]byte // records, by kind of claim
	ends      [2][]int  // where each record ends
	done      chan struct{}
}

// Indexes of the matches that are counted.
const (
	detailsOfActs = iota
	tripsOfActs
	actsWithTrips // of transports
	actsWithDetails
)

var matchTables = [4][2]Table{{Details, Acts}, {Trips, Acts}, {Acts, Trips}, {Acts, Details}}

// joinWorker joins the rows of one partition after another, on one goroutine. It reuses its buffers.
type joinWorker struct {
	hashKey       func(key []byte) keyHash
	pairElsewhere bool                                                              // another process pairs reversals and acts
	reversed      hashFilter                                                        // match hashes of all reversals
	emit          func(kind claim.Kind, c *claim.Claim, id rowID, cancellable bool) // takes a claim of the act
	records       []byte                                                            // of the partition
	entries       []entry
	rejected      []rejectedRow
	candidates    []candidate
	counts        []tally // by file
	matches       [4]Match

	hasUnread [tableCount]bool // whether the key has rows that could not be read, by table
	act       actRow
	leg       claim.Claim
	trips     []claim.Claim
	details   []detailRow
	actID     []byte
	id        []byte
	codes     []byte
}

// A packed row begins with its table and its row id.
const rowHead = 1 + 8

// unreadFlag, set on the table of a packed row, marks a row of which only the key could be read. The row is a reject already; it is kept
// because it shows that the rows of its act are not complete.
const unreadFlag Table = 0x80

func appendHead(to []byte, t Table, id rowID) []byte {
	return binary.LittleEndian.AppendUint64(append(to, byte(t)), uint64(id))
}

func readHead(b []byte) (Table, rowID) { return Table(b[0]), rowID(binary.LittleEndian.Uint64(b[1:])) }

// entry is a row of the partition, as it is sorted.
type entry struct {
	keyHash
	rowID rowID
	at    uint32 // where its record begins
	table Table
}

// join sorts the rows by the hash of their key, by table and by row id, and makes the claims of each key.
func (w *joinWorker) join() error {
	if len(w.records) > 1<<32-1 {
		return fmt.Errorf("cannot join rows: %w: got %d bytes; want at most 4 GiB", tablefile.ErrLimit, len(w.records))
	}
	w.entries = w.entries[:0]
	for rest := w.records; len(rest) > 0; {
		at := len(w.records) - len(rest)
		key, row, next := cutRecord(rest)
		table, id := readHead(row)
		w.entries = append(w.entries, entry{w.hashKey(key), id, uint32(at), table})
		rest = next
	}
	slices.SortFunc(w.entries, func(a, b entry) int {
		if a.high != b.high {
			return cmp.Compare(a.high, b.high)
		}
		return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.table, b.table), cmp.Compare(a.rowID, b.rowID))
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

// joinHash joins rows whose keys have the same hash. Nearly always that is one key; otherwise the rows are sorted by key and joined key
// by key.
func (w *joinWorker) joinHash(rows []entry) {
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
func (w *joinWorker) key(e entry) []byte {
	key, _, _ := cutRecord(w.records[e.at:])
	return key
}

// row is a packed row.
func (w *joinWorker) row(e entry) []byte {
	_, row, _ := cutRecord(w.records[e.at:])
	return row
}
