package cell

import (
	"maps"
)

// Seen is a note in a column.
type Seen struct {
	Column string
	Note   Note
}

// Counts are how many cells were noted so.
type Counts map[Seen]int64

// Merge adds other counts.
func (c Counts) Merge(o Counts) Counts {
	if c == nil {
		return maps.Clone(o)
	}
	for seen, cells := range o {
		c[seen] += cells
	}
	return c
}

// Tally counts how cells were understood, by the number that their reader gives to a column. The zero value is ready.
type Tally struct{ notes [][Notes]int64 }

// Add counts a cell. One that is written as the contract has it costs a comparison.
func (t *Tally) Add(column int, n Note) {
	if n != Plain {
		t.add(column, n)
	}
}

func (t *Tally) add(column int, n Note) {
	if more := column + 1 - len(t.notes); more > 0 {
		t.notes = append(t.notes, make([][Notes]int64, more)...)
	}
	t.notes[column][n]++
}

// Take gives the counts by the names of the columns, nil for none, and begins anew.
func (t *Tally) Take(name func(column int) string) (counts Counts) {
	for column := range t.notes {
		for n, cells := range t.notes[column] {
			if cells == 0 {
				continue
			}
			if counts == nil {
				counts = Counts{}
			}
			counts[Seen{name(column), Note(n)}] = cells
		}
	}
	clear(t.notes)
	return counts
}
