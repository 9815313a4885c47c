package findings

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"vigie/rules/civil"
)

// leaf collects the values of one leaf column for a batch of rows: the values that are there, in Parquet's PLAIN form or as
// places in a dictionary of the batch, and for each entry its definition and repetition level where the column has such levels.
// The checksum is taken from the values as they come in. A leaf owns all its bytes, so that rows need not outlive its filling.
type leaf struct {
	field
	repeated bool // the next value continues the list of its row
	nested   bool // the column is a list, or within one

	plain  []byte   // PLAIN, but a flag is a byte; of a column with a dictionary nothing
	words  *lexicon // nil for a column without a dictionary
	index  []uint32 // places in words
	levels []byte   // definition levels; nil for a required plain column
	starts []byte   // repetition levels; nil for a plain column

	sum Checksum

	fault   string // what is wrong with the first value that could not be taken
	faultAt int64  // its entry
}

// reset makes a leaf that collected before as new; its room stays.
func (l *leaf) reset() {
	l.plain, l.index, l.levels, l.starts = l.plain[:0], l.index[:0], l.levels[:0], l.starts[:0]
	if l.words != nil {
		l.words.reset()
	}
	l.sum, l.fault, l.faultAt, l.repeated = Checksum{}, "", 0, false
}

// entry notes the levels of one entry: in this schema a value is there at level 1, in a list or not.
func (l *leaf) entry(hash uint64, there byte) {
	if l.nested || l.optional {
		l.levels = append(l.levels, there)
	}
	if l.nested {
		start := byte(0)
		if l.repeated {
			start = 1
		}
		l.starts = append(l.starts, start)
	}
	if there == 0 {
		l.sum.null()
		return
	}
	l.sum.add(hash, l.repeated)
}

func (l *leaf) null() {
	if !l.optional && !l.nested {
		l.refuse("got no value; want one")
	}
	l.entry(0, 0)
}

// startList begins the list of a row: one that is empty has an entry without a value.
func startList(leaves []leaf, length int) {
	for i := range leaves {
		leaves[i].repeated = false
		if length == 0 {
			leaves[i].null()
		}
	}
}

// text takes a string. One that is not UTF-8 would make the whole file unreadable elsewhere: what is wrong in it becomes
// U+FFFD.
func (l *leaf) text(s string) {
	if s == "" && l.optional {
		l.null()
		return
	}
	if l.words != nil {
		place, hash := l.words.text(s)
		l.index = append(l.index, place)
		l.entry(hash, 1)
		return
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	l.plain = appendText(l.plain, s)
	l.entry(hashText(s), 1)
}

// bytes takes any bytes.
func (l *leaf) bytes(b []byte) {
	if len(b) == 0 && l.optional {
		l.null()
		return
	}
	l.plain = appendText(l.plain, b)
	l.entry(xxhash.Sum64(b), 1)
}

func (l *leaf) number(n int64) {
	if limit := limits[l.kind]; limit != 0 && (n <= -limit || n >= limit) {
		l.refuse(fmt.Sprintf("got a number that is too large; want %s", kindNames[l.kind]))
	}
	l.plain = binary.LittleEndian.AppendUint64(l.plain, uint64(n))
	l.entry(hashNumber(n), 1)
}

func (l *leaf) numberIf(n int64, known bool) {
	if !known {
		l.null()
		return
	}
	l.number(n)
}

func (l *leaf) day(d civil.Day) {
	if !d.Known() || d == civil.Open {
		l.null()
		return
	}
	l.plain = binary.LittleEndian.AppendUint32(l.plain, uint32(d.Unix32()))
	l.entry(hashNumber(int64(d.Unix32())), 1)
}

func (l *leaf) flag(b bool) {
	one := byte(0)
	if b {
		one = 1
	}
	l.plain = append(l.plain, one)
	l.entry(hashFlag(b), 1)
}

func (l *leaf) refuse(fault string) {
	if l.fault == "" {
		l.fault, l.faultAt = fault, l.sum.Entries
	}
}

// limits are the first numbers that a decimal cannot hold; 0 for none.
var limits = [...]int64{money: 1e12, ratio: 1e18, flag: 0}

// bytesEach is how many bytes a value of fixed length takes in a leaf; 0 for those that tell their length.
func (k kind) bytesEach() int {
	switch k {
	case text, blob:
		return 0
	case date:
		return 4
	case flag:
		return 1
	}
	return 8
}

// cursor says how far a leaf was taken over.
type cursor struct{ entry, value, offset int }

// next goes over some rows and gives the cursor behind them.
func (l *leaf) next(at cursor, rows int) cursor {
	entries := rows
	if l.nested {
		entries = 0
		for rest := l.starts[at.entry:]; entries < len(rest); entries++ {
			if rest[entries] == 0 {
				if rows == 0 {
					break
				}
				rows--
			}
		}
	}
	values := entries
	if l.nested || l.optional {
		values = 0
		for _, there := range l.levels[at.entry:][:entries] {
			values += int(there)
		}
	}
	to := cursor{at.entry + entries, at.value + values, at.offset}
	switch each := l.kind.bytesEach(); {
	case l.words != nil:
	case each > 0:
		to.offset += each * values
	case to.entry == int(l.sum.Entries):
		to.offset = len(l.plain)
	default:
		for range values {
			to.offset += 4 + int(binary.LittleEndian.Uint32(l.plain[to.offset:]))
		}
	}
	return to
}
