package parquet

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"vigie/rules/civil"
)

// leaf collects the values of one leaf column for a batch of rows: the values that are not null, in Parquet's PLAIN form or as
// codes of the batch's dictionary, and for each entry its definition and repetition level where the column has such levels.
// The checksum is taken from the values as they come in. A leaf owns all its bytes: it does not need the rows any more.
type leafBuffer struct {
	field
	repeated bool // the next value continues the list of its row
	nested   bool // the column is a list, or within one

	plain      []byte            // PLAIN, but a boolean is a byte; nothing of a column with a dictionary
	dictionary *cachedDictionary // nil for a column without a dictionary
	codes      []uint32          // of the dictionary
	definition []byte            // definition levels; nil for a required plain column
	repetition []byte            // repetition levels; nil for a plain column

	sum Checksum

	refusal   string // what is wrong with the first value that could not be taken
	refusedAt int64  // its entry
}

// reset empties a leaf. It keeps its buffers.
func (l *leafBuffer) reset() {
	l.plain, l.codes, l.definition, l.repetition = l.plain[:0], l.codes[:0], l.definition[:0], l.repetition[:0]
	if l.dictionary != nil {
		l.dictionary.reset()
	}
	l.sum, l.refusal, l.refusedAt, l.repeated = Checksum{}, "", 0, false
}

// entry adds the levels of one entry. Definition level 1, the highest of every column, says that there is a value, in a list or not.
func (l *leafBuffer) entry(hash uint64, definition byte) {
	if l.nested || l.optional {
		l.definition = append(l.definition, definition)
	}
	if l.nested {
		repetition := byte(0)
		if l.repeated {
			repetition = 1
		}
		l.repetition = append(l.repetition, repetition)
	}
	if definition == 0 {
		l.sum.null()
		return
	}
	l.sum.add(hash, l.repeated)
}

func (l *leafBuffer) null() {
	if !l.optional && !l.nested {
		l.refuse("got no value; want one")
	}
	l.entry(0, 0)
}

// beginList begins the list of a row. An empty list has one entry without a value.
func beginList(leaves []leafBuffer, length int) {
	for i := range leaves {
		leaves[i].repeated = false
		if length == 0 {
			leaves[i].null()
		}
	}
}

// text takes a string. Bytes that are not UTF-8 would make the whole file unreadable for others: they become U+FFFD.
func (l *leafBuffer) text(s string) {
	if s == "" && l.optional {
		l.null()
		return
	}
	if l.dictionary != nil {
		code, hash := l.dictionary.add(s)
		l.codes = append(l.codes, code)
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
func (l *leafBuffer) bytes(b []byte) {
	if len(b) == 0 && l.optional {
		l.null()
		return
	}
	l.plain = appendText(l.plain, b)
	l.entry(xxhash.Sum64(b), 1)
}

func (l *leafBuffer) number(n int64) {
	if bound := decimalBounds[l.kind]; bound != 0 && (n <= -bound || n >= bound) {
		l.refuse(fmt.Sprintf("got a number that is too large; want %s", kindNames[l.kind]))
	}
	l.plain = binary.LittleEndian.AppendUint64(l.plain, uint64(n))
	l.entry(hashNumber(n), 1)
}

func (l *leafBuffer) number32(n int64) {
	if n != int64(int32(n)) {
		l.refuse("got a number that is too large; want " + kindNames[whole32])
		n = 0
	}
	l.plain = binary.LittleEndian.AppendUint32(l.plain, uint32(n))
	l.entry(hashNumber(n), 1)
}

func (l *leafBuffer) numberIf(n int64, known bool) {
	if !known {
		l.null()
		return
	}
	l.number(n)
}

func (l *leafBuffer) day(d civil.Day) {
	if !d.Known() || d == civil.Open {
		l.null()
		return
	}
	l.plain = binary.LittleEndian.AppendUint32(l.plain, uint32(d.Unix32()))
	l.entry(hashNumber(int64(d.Unix32())), 1)
}

func (l *leafBuffer) flag(b bool) {
	one := byte(0)
	if b {
		one = 1
	}
	l.plain = append(l.plain, one)
	l.entry(hashFlag(b), 1)
}

func (l *leafBuffer) refuse(why string) {
	if l.refusal == "" {
		l.refusal, l.refusedAt = why, l.sum.Entries
	}
}

// decimalBounds are the first numbers that a decimal cannot hold; 0 for none.
var decimalBounds = [...]int64{money: 1e12, ratio: 1e18, flag: 0}

// bytesEach is how many bytes a value of fixed length takes in a leaf; 0 for a kind whose values each have a length.
func (k kind) bytesEach() int {
	switch k {
	case text, blob:
		return 0
	case date, whole32:
		return 4
	case flag:
		return 1
	}
	return 8
}

// cursor says how much of a leaf is in pages already.
type cursor struct{ entry, value, offset int }

// next is the cursor behind the next rows.
func (l *leafBuffer) next(at cursor, rows int) cursor {
	entries := rows
	if l.nested {
		entries = 0
		for rest := l.repetition[at.entry:]; entries < len(rest); entries++ {
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
		for _, level := range l.definition[at.entry:][:entries] {
			values += int(level)
		}
	}
	to := cursor{at.entry + entries, at.value + values, at.offset}
	switch each := l.kind.bytesEach(); {
	case l.dictionary != nil:
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
