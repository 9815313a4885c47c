package dcir

import (
	"bytes"
	"math/bits"
	"strconv"
	"strings"

	"vigie/rules/civil"
)

// keyHash stands for the nine columns of the key: 128 bits, so that among thousands of millions of rows no two keys share one
// by chance. It is the same in every run: claims come in its order.
type keyHash struct{ high, low uint64 }

const (
	prime1 = 0x9e3779b97f4a7c15
	prime2 = 0xc2b2ae3d27d4eb4f
	prime3 = 0x165667b19e3779f9
)

func (h *keyHash) number(v uint64) {
	high, low := bits.Mul64(h.high^v, prime1)
	h.high = high ^ low ^ prime3
	high, low = bits.Mul64(h.low^bits.RotateLeft64(v, 32), prime2)
	h.low = high ^ low + h.high
}

func (h *keyHash) text(b []byte) {
	h.number(uint64(len(b)) | 1<<63)
	for len(b) >= 8 {
		h.number(uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 |
			uint64(b[6])<<48 | uint64(b[7])<<56)
		b = b[8:]
	}
	last := uint64(0)
	for i, c := range b {
		last |= uint64(c) << (8 * i)
	}
	h.number(last)
}

// finish spreads what came last over all bits.
func (h *keyHash) finish() {
	h.number(prime2)
	h.number(prime3)
}

// dayKey and textKey tell the columns of the key that are no numbers.
const (
	dayKey  = 1<<flxDisDtd | 1<<flxTrtDtd
	textKey = 1 << orgCleNum
)

// readKey reads the key of a row; a column that is empty is to blame. Days are compared as days and numbers as numbers, whatever
// their form; what is neither is compared byte for byte.
func readKey(p *plan, fields [][]byte, k *keyHash) *unreadable {
	*k = keyHash{}
	for c := range keyColumns {
		b := fields[p.at[c]]
		if len(b) == 0 {
			return &unreadable{c, "got an empty cell; want the joined key filled"}
		}
		switch {
		case dayKey>>c&1 != 0:
			if d, known, _ := readDay(b); known {
				k.number(uint64(d))
				continue
			}
		case textKey>>c&1 == 0:
			if n, ok := readInt(b); ok {
				k.number(uint64(n))
				continue
			}
		}
		k.text(b)
	}
	k.finish()
	return nil
}

// appendKey writes the key as claim ids have it: days as 2025-03-01, numbers without leading zeros.
func appendKey(to []byte, p *plan, fields [][]byte) []byte {
	for c := range keyColumns {
		b := fields[p.at[c]]
		if c > 0 {
			to = append(to, keyMark)
		}
		switch {
		case dayKey>>c&1 != 0:
			if d, known, _ := readDay(b); known {
				to = d.Append(to)
				continue
			}
		case textKey>>c&1 == 0:
			to = appendNumber(to, b)
			continue
		}
		to = append(to, b...)
	}
	return to
}

const keyMark = ':'

// dispensed is FLX_DIS_DTD of a key in words; no day where it has none.
func dispensed(key string) civil.Day {
	_, from, _ := strings.Cut(key, string(keyMark))
	text, _, _ := strings.Cut(from, string(keyMark))
	d, _, _ := readDay([]byte(text))
	return d
}

// appendNumber writes a number without leading zeros, and anything else as it stands.
func appendNumber(to, b []byte) []byte {
	if n, ok := readInt(b); ok {
		return strconv.AppendInt(to, n, 10)
	}
	return append(to, bytes.TrimSpace(b)...)
}

// unreadable is why a row gives nothing.
type unreadable struct {
	column column
	reason string
}
