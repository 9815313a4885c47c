package findings

import (
	"fmt"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/cespare/xxhash/v2"

	"vigie/rules/civil"
)

// leaf collects the values of one leaf column for a batch of rows, as the Parquet writer takes them: the values that are
// there, and for each entry its definition and repetition level where the column has such levels. The checksum is taken
// from the values as they come in, before any of this.
type leaf struct {
	field
	repeated bool // the next value continues the list of its row
	nested   bool // the column is a list, or within one

	texts  []parquet.ByteArray
	longs  []int64
	ints   []int32
	flags  []bool
	levels []int16 // definition levels; nil for a required plain column
	starts []int16 // repetition levels; nil for a plain column

	sum Checksum

	fault   string // what is wrong with the first value that could not be taken
	faultAt int64  // its entry
}

// entry notes the levels of one entry: in this schema a value is there at level 1, in a list or not.
func (l *leaf) entry(hash uint64, there int16) {
	if l.nested || l.optional {
		l.levels = append(l.levels, there)
	}
	if l.nested {
		start := int16(0)
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
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	// The writer only reads these bytes, so that they need no copy.
	l.texts = append(l.texts, unsafe.Slice(unsafe.StringData(s), len(s)))
	l.entry(hashText(s), 1)
}

// bytes takes any bytes, which must stay as they are until the file is closed.
func (l *leaf) bytes(b []byte) {
	if len(b) == 0 && l.optional {
		l.null()
		return
	}
	l.texts = append(l.texts, b)
	l.entry(xxhash.Sum64(b), 1)
}

func (l *leaf) number(n int64) {
	if limit := limits[l.kind]; limit != 0 && (n <= -limit || n >= limit) {
		l.refuse(fmt.Sprintf("got a number that is too large; want %s", kindNames[l.kind]))
	}
	l.longs = append(l.longs, n)
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
	l.ints = append(l.ints, d.Unix32())
	l.entry(hashNumber(int64(d.Unix32())), 1)
}

func (l *leaf) flag(b bool) {
	l.flags = append(l.flags, b)
	l.entry(hashFlag(b), 1)
}

func (l *leaf) refuse(fault string) {
	if l.fault == "" {
		l.fault, l.faultAt = fault, l.sum.Entries
	}
}

// limits are the first numbers that a decimal cannot hold; 0 for none.
var limits = [...]int64{money: 1e12, ratio: 1e18, flag: 0}
