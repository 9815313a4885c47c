package parquet

import (
	"bytes"

	"github.com/xitongsys/parquet-go/encoding"
)

// runs are numbers of a few bits in Parquet's hybrid of runs and packed groups, decoded by the second library.
type runs struct {
	from  *bytes.Reader
	width uint64
	left  int // numbers to come

	value  int64 // of the run that is under way
	length int   // what is left of it
	packed []any // of the group that is under way
}

// levels are the levels of a page, 0 or 1. A column without levels has the same level everywhere.
func readLevels(highest int, same int64, stored []byte, n int) runs {
	if highest == 0 {
		return runs{left: n, value: same, length: n}
	}
	return runs{from: bytes.NewReader(stored), width: 1, left: n}
}

// peek gives the next number, and how many like it follow at least, itself included.
func (r *runs) peek() (value int64, length int, err error) {
	for r.length == 0 && len(r.packed) == 0 {
		if err := r.fill(); err != nil {
			return 0, 0, err
		}
	}
	if r.length > 0 {
		return r.value, min(r.length, r.left), nil
	}
	return r.packed[0].(int64), 1, nil
}

// skip goes past numbers that peek gave.
func (r *runs) skip(n int) {
	r.left -= n
	if r.length > 0 {
		r.length -= n
		return
	}
	r.packed = r.packed[n:]
}

func (r *runs) fill() error {
	if r.left <= 0 || r.from.Len() == 0 {
		return errPage
	}
	header, err := encoding.ReadUnsignedVarInt(r.from)
	if err != nil {
		return err
	}
	if n := header >> 1; header&1 != 0 {
		if n == 0 || n > uint64(r.from.Len()) || n*r.width > uint64(r.from.Len()) {
			return errPage
		}
		r.packed, err = encoding.ReadBitPacked(r.from, header, r.width)
		return err
	} else if n == 0 || n > 1<<31 {
		return errPage
	} else {
		r.length = int(n)
	}
	one, err := encoding.ReadRLE(r.from, 1<<1, r.width) // one of the run is enough
	if err == nil {
		r.value = one[0].(int64)
	}
	return err
}

// entries brings the values of a page together with their levels.
type pageEntries struct {
	sum                    *Checksum
	repetition, definition runs // repetition and definition levels
	left                   int
	rows                   int64
}

// add adds so many equal values, and the nulls before them.
func (e *pageEntries) add(hash uint64, n int) error {
	if n == 1 && e.plainly() {
		e.sum.add(hash, false)
		return nil
	}
	for n > 0 {
		level, length, err := e.definition.peek()
		if err != nil {
			return err
		}
		if level != 0 {
			length = min(length, n)
			n -= length
		}
		if err := e.take(level, hash, length); err != nil {
			return err
		}
	}
	return nil
}

// plainly goes past one entry where the runs of both levels say that it is a value and begins a row.
func (e *pageEntries) plainly() bool {
	if e.definition.length == 0 || e.definition.value == 0 || e.repetition.length == 0 || e.repetition.value != 0 || e.left == 0 {
		return false
	}
	e.left--
	e.rows++
	e.definition.skip(1)
	e.repetition.skip(1)
	return true
}

// end adds the nulls after the last value.
func (e *pageEntries) end() error {
	for e.left > 0 {
		level, length, err := e.definition.peek()
		if err == nil && level != 0 {
			err = errPage // a value that the page does not hold
		}
		if err == nil {
			err = e.take(level, 0, length)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// take adds so many entries of one definition level.
func (e *pageEntries) take(level int64, hash uint64, n int) error {
	if n > e.left {
		return errPage
	}
	e.left -= n
	e.definition.skip(n)
	for n > 0 {
		start, length, err := e.repetition.peek()
		if err != nil {
			return err
		}
		length = min(length, n)
		if start == 0 {
			e.rows += int64(length)
		}
		if level == 0 {
			e.sum.nulls(length)
		} else {
			e.sum.addRun(hash, start != 0, length)
		}
		e.repetition.skip(length)
		n -= length
	}
	return nil
}
