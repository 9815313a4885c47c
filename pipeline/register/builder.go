package register

// builder fills a table, row after row in file order.
type builder[Row any] struct {
	table  *Table[Row]
	single bool            // a key has one row: later ones are refused
	last   map[place]place // by the first row of a key, the last one, where it has several

	new, old Row // of which the keys are compared
}

func newBuilder[Row any](s *schema[Row]) *builder[Row] {
	return &builder[Row]{table: newTable(s.key), single: s.single, last: map[place]place{}}
}

// add puts a packed row into the table; false where its key is there already and may not be twice. The hash is the
// table's hash of the row's key.
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
	if found && b.single {
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

// addAgain puts a row of another table into one with another key, where there is room for it as there was in the other.
func (b *builder[Row]) addAgain(row *Row, key string) {
	if _, err := b.add(b.table.form.pack(nil, row), b.table.hashOf(key)); err != nil {
		panic(err)
	}
}

// find gives the slot of the key of a packed row, or the free one where it would stand.
func (b *builder[Row]) find(hash uint32, packed []byte) (at uint32, found bool) {
	t := b.table
	unpacked := false
	for at = hash & uint32(len(t.slots)-1); t.slots[at].first != none; at = t.after(at) {
		if t.slots[at].hash != hash {
			continue
		}
		if !unpacked {
			t.form.unpack(&b.new, packed)
			unpacked = true
		}
		if t.read(t.slots[at].first, &b.old); b.sameKey() {
			return at, true
		}
	}
	return at, false
}

func (b *builder[Row]) sameKey() bool {
	for _, part := range b.table.key {
		if part(&b.new) != part(&b.old) {
			return false
		}
	}
	return true
}

// grow doubles the index. Slots keep enough of the hash to find their new place without looking at the rows.
func (t *Table[Row]) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	for _, s := range old {
		if s.first == none {
			continue
		}
		at := s.hash & uint32(len(t.slots)-1)
		for t.slots[at].first != none {
			at = t.after(at)
		}
		t.slots[at] = s
	}
}

// finish gives the table.
func (b *builder[Row]) finish() *Table[Row] {
	b.table.settle()
	return b.table
}
