package register

import (
	"iter"

	"github.com/cespare/xxhash/v2"
)

// Table is one register in memory: its rows in blocks, and an index from the hash of a key to the rows of that key. It
// does not change after loading, so any number of goroutines may read it. A row's texts are views into the register's
// memory and stay good as long as anything points there.
type Table[Row any] struct {
	key   []func(*Row) string     // parts of the key, which stand in it with '>' between them; none: the table has no key
	hash  func(key string) uint64 // nil for XXH64; tests set poor ones
	slots []slot                  // a power of two of them, never full
	keys  uint32                  // how many distinct keys there are

	// starts gives the first row of each key, and where the last key ends. It is nil where every key has one row: then
	// the keys are numbered as the rows are.
	starts []uint32
	rows   rows[Row]
}

// slot is a place of the index. Two keys of one hash are told apart by their bytes, in the rows.
type slot struct {
	hash uint32
	key  uint32 // number of the key + 1; 0 where the slot is free
}

const fewestSlots = 8

func newTable[Row any](key []func(*Row) string) *Table[Row] {
	return &Table[Row]{key: key, slots: make([]slot, fewestSlots), rows: rows[Row]{shift: blockShift}}
}

// Of gives the rows of a key in file order; nil where there are none. They are the table's own: do not change them.
func (t *Table[Row]) Of(key string) []Row {
	at, found := t.find(t.hashOf(key), key)
	if !found {
		return nil
	}
	n := t.slots[at].key - 1
	if t.starts == nil {
		return t.rows.span(n, n+1)
	}
	return t.rows.span(t.starts[n], t.starts[n+1])
}

// All gives every row, key after key as they first appear, the rows of a key in file order. Do not change them.
func (t *Table[Row]) All() iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		for _, block := range t.rows.blocks {
			for i := range block {
				if !yield(&block[i]) {
					return
				}
			}
		}
	}
}

// Len is the number of rows.
func (t *Table[Row]) Len() int { return int(t.rows.n) }

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

// find gives the slot of a key, or the free one where it would stand.
func (t *Table[Row]) find(hash uint32, key string) (at uint32, found bool) {
	mask := uint32(len(t.slots) - 1)
	for at = hash & mask; ; at = (at + 1) & mask {
		s := t.slots[at]
		if s.key == 0 {
			return at, false
		}
		if s.hash == hash && t.has(s.key-1, key) {
			return at, true
		}
	}
}

// has says whether the key of that number has these bytes.
func (t *Table[Row]) has(number uint32, key string) bool {
	first := number
	if t.starts != nil {
		first = t.starts[number]
	}
	row := t.rows.at(first)
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

// rows keeps rows in blocks, so that a growing register is never copied. All blocks but the last hold 1<<shift rows.
type rows[Row any] struct {
	blocks [][]Row
	shift  uint32
	n      uint32
}

const (
	blockShift = 12
	oneBlock   = 32 // the shift of rows that stand in one block, however many
)

func (r *rows[Row]) at(i uint32) *Row { return &r.blocks[i>>r.shift][i&(1<<r.shift-1)] }

// span gives rows that stand in one block.
func (r *rows[Row]) span(from, to uint32) []Row {
	block := r.blocks[from>>r.shift]
	from &= 1<<r.shift - 1
	to = (to-1)&(1<<r.shift-1) + 1
	return block[from:to:to]
}

func (r *rows[Row]) add(row *Row) {
	last := r.n >> blockShift
	switch {
	case int(last) < len(r.blocks):
	case last == 0: // a small register stays small
		r.blocks = append(r.blocks, nil)
	default:
		r.blocks = append(r.blocks, make([]Row, 0, 1<<blockShift))
	}
	r.blocks[last] = append(r.blocks[last], *row)
	r.n++
}
