package register

import (
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// Table is one register in memory: its rows, packed, and an index from the hash of a key to the rows of that key. It does not
// change after loading, so any number of goroutines may read it. A row's texts are views into the register's memory and stay
// good as long as anything points there.
type Table[Row any] struct {
	key   []func(*Row) string     // parts of the key, which stand in it with '>' between them; none: the table has no key
	hash  func(key string) uint64 // nil for XXH64; tests set poor ones
	form  *form[Row]
	slots []slot // a power of two of them, never full
	keys  int    // how many distinct keys there are
	rows  int

	// blocks hold the packed rows in file order, each behind the place of the next row of its key.
	blocks [][]byte
}

// slot is a place of the index. Two keys of one hash are told apart by their bytes, in the rows.
type slot struct {
	hash  uint32
	first place // the first row of the key
}

// place is where a row stands, counted from one; none is the place of no row.
type place uint32

const none place = 0

const (
	fewestSlots = 8

	unit       = 4 // bytes; rows begin at whole ones
	blockUnits = 1 << 18
	blockBytes = unit * blockUnits
	mostBlocks = 1<<32/blockUnits - 1
)

// errFull is given for a register of more than 16 GiB.
var errFull = errors.New("got more rows than a register holds; want at most 16 GiB of them")

func newTable[Row any](key []func(*Row) string) *Table[Row] {
	return &Table[Row]{key: key, form: newForm[Row](), slots: make([]slot, fewestSlots)}
}

// Of gives the rows of a key in file order; nil where there are none.
func (t *Table[Row]) Of(key string) []Row {
	if rows := t.Append(nil, key); len(rows) > 0 {
		return rows
	}
	return nil
}

// Append appends the rows of a key, in file order, to a slice whose room may serve again. It allocates nothing where there is
// enough of it.
func (t *Table[Row]) Append(to []Row, key string) []Row {
	n := len(to)
	for at, hash := t.begin(key); t.slots[at].first != none; at = t.after(at) {
		if t.slots[at].hash != hash {
			continue
		}
		for p := t.slots[at].first; p != none; {
			to = append(to, *new(Row))
			row := &to[len(to)-1]
			if p = t.read(p, row); len(to) == n+1 && !t.has(row, key) {
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

// All gives every row, key after key as they first appear, the rows of a key in file order. Each is the caller's own.
func (t *Table[Row]) All() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		for number, block := range t.blocks {
			for at := 0; at < len(block); {
				p, row := place(number*blockUnits+at/unit+1), new(Row)
				at += roundUp(nextBytes + t.form.unpack(row, block[at+nextBytes:]))
				if len(t.key) > 0 && !t.leads(p, row) {
					continue
				}
				for next := p; ; row = new(Row) {
					if next = t.read(next, row); !yield(row) {
						return
					}
					if next == none {
						break
					}
				}
			}
		}
	}
}

// Len is the number of rows.
func (t *Table[Row]) Len() int { return t.rows }

// hashOf folds the hash of a key into the half that a slot keeps.
func (t *Table[Row]) hashOf(key string) uint32 {
	var h uint64
	if t.hash == nil {
		h = xxhash.Sum64String(key)
	} else {
		h = t.hash(key)
	}
	return uint32(h ^ h>>32)
}

// begin is the slot at which the search for a key begins.
func (t *Table[Row]) begin(key string) (at, hash uint32) {
	hash = t.hashOf(key)
	return hash & uint32(len(t.slots)-1), hash
}

// after is the slot to look at next.
func (t *Table[Row]) after(at uint32) uint32 { return (at + 1) & uint32(len(t.slots)-1) }

// leads says whether the row at a place is the first of its key.
func (t *Table[Row]) leads(p place, row *Row) bool {
	at, _ := t.begin(t.keyOf(row))
	for t.slots[at].first != none && t.slots[at].first != p {
		at = t.after(at)
	}
	return t.slots[at].first == p
}

// has says whether a row has these bytes for a key.
func (t *Table[Row]) has(row *Row, key string) bool {
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

// keyOf writes out the key of a row. It allocates only for a key of several parts.
func (t *Table[Row]) keyOf(row *Row) string {
	key := t.key[0](row)
	for _, part := range t.key[1:] {
		key += ">" + part(row)
	}
	return key
}

const nextBytes = 4

// read unpacks a row and gives the next one of its key.
func (t *Table[Row]) read(p place, row *Row) (next place) {
	b := t.at(p)
	t.form.unpack(row, b[nextBytes:])
	return place(binary.LittleEndian.Uint32(b))
}

// at is the memory from a place on.
func (t *Table[Row]) at(p place) []byte {
	i := uint32(p - 1)
	return t.blocks[i/blockUnits][i%blockUnits*unit:]
}

// add puts a packed row behind the others.
func (t *Table[Row]) add(packed []byte) (place, error) {
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last])+nextBytes+len(packed) > blockBytes {
		if last+1 == mostBlocks {
			return none, errFull
		}
		var block []byte
		if last >= 0 { // a small register stays small
			block = make([]byte, 0, max(blockBytes, roundUp(nextBytes+len(packed))))
		}
		t.blocks = append(t.blocks, block)
		last++
	}
	b := t.blocks[last]
	p := place(last*blockUnits + len(b)/unit + 1)
	b = append(b, make([]byte, nextBytes)...)
	b = append(b, packed...)
	t.blocks[last] = append(b, make([]byte, roundUp(len(b))-len(b))...)
	t.rows++
	return p, nil
}

func roundUp(bytes int) int { return (bytes + unit - 1) / unit * unit }

// link makes a row the next one of another.
func (t *Table[Row]) link(from, to place) { binary.LittleEndian.PutUint32(t.at(from), uint32(to)) }

// settle gives back room that no row will need.
func (t *Table[Row]) settle() {
	if last := len(t.blocks) - 1; last >= 0 {
		t.blocks[last] = slices.Clip(slices.Clone(t.blocks[last]))
	}
}
