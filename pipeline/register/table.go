package register

import (
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// Table is one register in memory: its packed rows, and an index from the hash of a key to the rows of the key. It does not change
// after loading, so that any number of goroutines may read it. The texts of a row are views of the table's memory; they stay valid,
// and keep that memory in use.
type Table[Row any] struct {
	key   []func(*Row) string     // parts of the key, joined with '>'; none for a table without a key
	hash  func(key string) uint64 // nil for XXH64; tests set worse ones
	codec *rowCodec[Row]
	slots []slot // their number is a power of two, and some are always free
	keys  int    // number of distinct keys
	rows  int

	doubted map[string]bool // unique keys of which rows contradict each other: they have no rows; nil for none

	// blocks are the packed rows in the order of the files, each behind the reference of the next row of its key.
	blocks [][]byte
}

// slot is an entry of the index. Keys with the same hash are told apart by the rows themselves.
type slot struct {
	hash  uint32
	first rowRef // the first row of the key
}

// rowRef is the position of a row: its offset in units of 4 bytes, plus one. noRow refers to no row.
type rowRef uint32

const noRow rowRef = 0

const (
	minSlots = 8

	unit       = 4 // bytes; every row begins at a multiple
	blockUnits = 1 << 18
	blockBytes = unit * blockUnits
	maxBlocks  = 1<<32/blockUnits - 1
)

// errFull is the error for a register of more than 16 GiB.
var errFull = errors.New("got more rows than a register holds; want at most 16 GiB of them")

func newTable[Row any](key []func(*Row) string) *Table[Row] {
	return &Table[Row]{key: key, codec: newRowCodec[Row](), slots: make([]slot, minSlots)}
}

// Of returns the rows of a key in the order of the files; nil where there are none.
func (t *Table[Row]) Of(key string) []Row {
	if rows := t.Append(nil, key); len(rows) > 0 {
		return rows
	}
	return nil
}

// Append appends the rows of a key, in the order of the files. It allocates nothing where the slice has the capacity.
func (t *Table[Row]) Append(to []Row, key string) []Row {
	n := len(to)
	if t.doubted[key] {
		return to
	}
	for at, hash := t.firstSlot(key); t.slots[at].first != noRow; at = t.nextSlot(at) {
		if t.slots[at].hash != hash {
			continue
		}
		for p := t.slots[at].first; p != noRow; {
			to = slices.Grow(to, 1)[:len(to)+1] // unpacking writes every field
			row := &to[len(to)-1]
			if p = t.read(p, row); len(to) == n+1 && !t.hasKey(row, key) {
				to = to[:n]
				break
			}
		}
		if len(to) > n {
			break
		}
	}
	return to
}

// All returns every row: the keys in the order of their first rows, and all rows of a key together. The caller may keep the rows.
func (t *Table[Row]) All() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		for number, block := range t.blocks {
			for at := 0; at < len(block); {
				p, row := rowRef(number*blockUnits+at/unit+1), new(Row)
				at += roundUp(nextBytes + t.codec.unpack(row, block[at+nextBytes:]))
				if len(t.key) > 0 && (!t.isFirst(p, row) || t.doubted != nil && t.doubted[t.keyOf(row)]) {
					continue
				}
				for next := p; ; row = new(Row) {
					if next = t.read(next, row); !yield(row) {
						return
					}
					if next == noRow {
						break
					}
				}
			}
		}
	}
}

// Len is the number of rows.
func (t *Table[Row]) Len() int { return t.rows }

// hashOf folds the hash of a key to the 32 bits that a slot has.
func (t *Table[Row]) hashOf(key string) uint32 {
	var h uint64
	if t.hash == nil {
		h = xxhash.Sum64String(key)
	} else {
		h = t.hash(key)
	}
	return uint32(h ^ h>>32)
}

// firstSlot is the slot at which the search for a key begins.
func (t *Table[Row]) firstSlot(key string) (at, hash uint32) {
	hash = t.hashOf(key)
	return hash & uint32(len(t.slots)-1), hash
}

// nextSlot is the slot to search next.
func (t *Table[Row]) nextSlot(at uint32) uint32 { return (at + 1) & uint32(len(t.slots)-1) }

// isFirst reports whether a row is the first of its key.
func (t *Table[Row]) isFirst(p rowRef, row *Row) bool {
	at, _ := t.firstSlot(t.keyOf(row))
	for t.slots[at].first != noRow && t.slots[at].first != p {
		at = t.nextSlot(at)
	}
	return t.slots[at].first == p
}

// hasKey reports whether a row has the key.
func (t *Table[Row]) hasKey(row *Row, key string) bool {
	for i, part := range t.key {
		if i > 0 {
			if key == "" || key[0] != '>' {
				return false
			}
			key = key[1:]
		}
		p := part(row)
		if len(key) < len(p) || key[:len(p)] != p {
			return false
		}
		key = key[len(p):]
	}
	return key == ""
}

// keyOf is the key of a row as a text. It allocates only for a key of several parts.
func (t *Table[Row]) keyOf(row *Row) string {
	key := t.key[0](row)
	for _, part := range t.key[1:] {
		key += ">" + part(row)
	}
	return key
}

const nextBytes = 4

// read unpacks a row and returns the reference of the next row of its key.
func (t *Table[Row]) read(p rowRef, row *Row) (next rowRef) {
	b := t.bytesAt(p)
	t.codec.unpack(row, b[nextBytes:])
	return rowRef(binary.LittleEndian.Uint32(b))
}

// bytesAt is the memory of a row, and what follows it.
func (t *Table[Row]) bytesAt(p rowRef) []byte {
	i := uint32(p - 1)
	return t.blocks[i/blockUnits][i%blockUnits*unit:]
}

// add appends a packed row.
func (t *Table[Row]) add(packed []byte) (rowRef, error) {
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last])+nextBytes+len(packed) > blockBytes {
		if last+1 == maxBlocks {
			return noRow, errFull
		}
		var block []byte
		if last >= 0 { // the first block is not allocated in full: a small register stays small
			block = make([]byte, 0, max(blockBytes, roundUp(nextBytes+len(packed))))
		}
		t.blocks = append(t.blocks, block)
		last++
	}
	b := t.blocks[last]
	p := rowRef(last*blockUnits + len(b)/unit + 1)
	b = append(b, make([]byte, nextBytes)...)
	b = append(b, packed...)
	t.blocks[last] = append(b, make([]byte, roundUp(len(b))-len(b))...)
	t.rows++
	return p, nil
}

func roundUp(bytes int) int { return (bytes + unit - 1) / unit * unit }

// link makes a row the next one of another row.
func (t *Table[Row]) link(from, to rowRef) {
	binary.LittleEndian.PutUint32(t.bytesAt(from), uint32(to))
}

// clip frees the unused capacity of the last block.
func (t *Table[Row]) clip() {
	if last := len(t.blocks) - 1; last >= 0 {
		t.blocks[last] = slices.Clip(slices.Clone(t.blocks[last]))
	}
}
