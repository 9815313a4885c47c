package register

// builder fills a table, row after row in file order.
type builder[Row any] struct {
	table  *Table[Row]
	single bool     // a key has one row: later ones are refused
	keyOf  []uint32 // number of each row's key, unless single
}

func newBuilder[Row any](s *schema[Row]) *builder[Row] {
	return &builder[Row]{table: newTable(s.key), single: s.single}
}

// add puts a copy of the row into the table; false where its key is there already and may not be twice. The hash is the
// table's hash of the row's key.
func (b *builder[Row]) add(row *Row, hash uint32) bool {
	t := b.table
	if len(t.key) == 0 {
		t.rows.add(row)
		return true
	}
	if int(t.keys) >= len(t.slots)/4*3 {
		t.grow()
	}
	at, found := t.find(hash, t.keyOf(row))
	if found && b.single {
		return false
	}
	if !found {
		t.keys++
		t.slots[at] = slot{hash, t.keys}
		if !b.single {
			t.starts = append(t.starts, t.rows.n)
		}
	}
	if !b.single {
		b.keyOf = append(b.keyOf, t.slots[at].key-1)
	}
	t.rows.add(row)
	return true
}

// grow doubles the index. Slots keep enough of the hash to find their new place without looking at the rows.
func (t *Table[Row]) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	mask := uint32(len(t.slots) - 1)
	for _, s := range old {
		if s.key == 0 {
			continue
		}
		at := s.hash & mask
		for t.slots[at].key != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = s
	}
}

// finish gives the table, with the rows of each key side by side.
func (b *builder[Row]) finish() *Table[Row] {
	t := b.table
	if t.keys == t.rows.n || len(t.key) == 0 {
		t.starts = nil
		return t
	}
	// Count the rows of each key, then deal them out: a counting sort, which keeps file order within a key.
	starts := make([]uint32, t.keys+1)
	for _, k := range b.keyOf {
		starts[k+1]++
	}
	for k := range t.keys {
		starts[k+1] += starts[k]
	}
	next := append([]uint32(nil), starts...)
	sorted := make([]Row, t.rows.n)
	for i, k := range b.keyOf {
		sorted[next[k]] = *t.rows.at(uint32(i))
		next[k]++
	}
	t.starts = starts
	t.rows = rows[Row]{blocks: [][]Row{sorted}, shift: oneBlock, n: t.rows.n}
	b.keyOf = nil
	return t
}
