package register

import (
	"bytes"
	"strings"
)

// builder fills a table, row by row in the order of the files.
type builder[Row any] struct {
	table     *Table[Row]
	uniqueKey bool              // a second row of a key is refused where it says something else
	repeated  int               // rows of a unique key that say the same as the first
	last      map[rowRef]rowRef // for keys of several rows: the last row, by the first
	unread    []string          // keys of rows that could not be read otherwise
	keyless   bool              // of some row not even the key could be read
	zeros     uint64            // the lengths of keys that begin with zeros

	added, stored Row // the rows whose keys are compared
}

func newBuilder[Row any](s *rowSchema[Row]) *builder[Row] {
	return &builder[Row]{table: newTable(s.key), uniqueKey: s.uniqueKey, last: map[rowRef]rowRef{}}
}

// add adds a packed row to the table. A second row of a unique key that says the same is one with the first; it returns false for one
// that says something else, and then no row of the key is believed. The hash is the hash of the row's key, from the table's hash function.
func (b *builder[Row]) add(packed []byte, hash uint32) (added bool, err error) {
	t := b.table
	if len(t.key) == 0 {
		_, err := t.add(packed)
		return true, err
	}
	if t.keys >= len(t.slots)/4*3 {
		t.grow()
	}
	at, found := b.find(hash, packed)
	if found && b.uniqueKey {
		if bytes.HasPrefix(t.bytesAt(t.slots[at].first)[nextBytes:], packed) { // a packed row tells where it ends
			b.repeated++
			return true, nil
		}
		if t.doubted == nil {
			t.doubted = map[string]bool{}
		}
		t.doubted[strings.Clone(t.keyOf(&b.added))] = true
		return false, nil
	}
	p, err := t.add(packed)
	if err != nil {
		return false, err
	}
	if !found {
		t.keys++
		t.slots[at] = slot{hash, p}
		return true, nil
	}
	first := t.slots[at].first
	before, several := b.last[first]
	if !several {
		before = first
	}
	t.link(before, p)
	b.last[first] = p
	return true, nil
}

// addRow adds a row of another table under another key. The row fits, since it did in the other table.
func (b *builder[Row]) addRow(row *Row, key string) {
	if _, err := b.add(b.table.codec.pack(nil, row), b.table.hashOf(key)); err != nil {
		panic(err)
	}
}

// find returns the slot of the key of a packed row, or the free slot where the key belongs.
func (b *builder[Row]) find(hash uint32, packed []byte) (at uint32, found bool) {
	t := b.table
	unpacked := false
	for at = hash & uint32(len(t.slots)-1); t.slots[at].first != noRow; at = t.nextSlot(at) {
		if t.slots[at].hash != hash {
			continue
		}
		if !unpacked {
			t.codec.unpack(&b.added, packed)
			unpacked = true
		}
		if t.read(t.slots[at].first, &b.stored); b.sameKey() {
			return at, true
		}
	}
	return at, false
}

func (b *builder[Row]) sameKey() bool {
	for _, part := range b.table.key {
		if part(&b.added) != part(&b.stored) {
			return false
		}
	}
	return true
}

// grow doubles the index. A slot has enough of the hash to find its new position without the row.
func (t *Table[Row]) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	for _, s := range old {
		if s.first == noRow {
			continue
		}
		at := s.hash & uint32(len(t.slots)-1)
		for t.slots[at].first != noRow {
			at = t.nextSlot(at)
		}
		t.slots[at] = s
	}
}

// finish returns the table.
func (b *builder[Row]) finish() *Table[Row] {
	b.table.clip()
	return b.table
}
