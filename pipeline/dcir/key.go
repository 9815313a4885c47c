package dcir

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"github.com/zeebo/xxh3"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
)

// A row key is the nine columns that the rows of an act share, in a form in which equal keys have equal bytes. Each column is an
// unsigned varint: twice a number or a day, or twice the length of a text and one, with the text behind it. Days are compared as
// days and numbers as numbers, whatever their form; what is neither is compared byte for byte.

// keyHash brings the rows of a key together. It decides only which rows are compared: rows are joined where the keys themselves are
// equal.
type keyHash struct{ high, low uint64 }

// hashKey is XXH3-128 without a seed: the claims come in the order of the hashes, which has to be the same in every run.
func hashKey(key []byte) keyHash {
	h := xxh3.Hash128(key)
	return keyHash{h.Hi, h.Lo}
}

// dayColumns and textColumns are the columns of the key that are not numbers, as sets of bits.
const (
	dayColumns  = 1<<flxDisDtd | 1<<flxTrtDtd
	textColumns = 1 << orgCleNum
)

// appendRowKey appends the key of a row. An empty column of the key is a fault. Note is told how cells were understood; nil for nobody.
func appendRowKey(to []byte, p *columnIndex, fields [][]byte, note func(columnID, cell.Note)) ([]byte, *cellFault) {
	for c := range keyColumns {
		b := fields[p.at[c]]
		if textColumns>>c&1 == 0 && dayColumns>>c&1 == 0 {
			if n, ok := readInt(b); ok {
				to = binary.AppendUvarint(to, uint64(n)<<1)
				continue
			}
		}
		b, how := cell.ID(b)
		if len(b) > 0 && cell.IsNull(b) {
			b, how = nil, cell.NullWord
		}
		if note != nil {
			note(c, how)
		}
		if len(b) == 0 {
			return to, &cellFault{c, "got an empty cell; want the joined key filled"}
		}
		switch {
		case dayColumns>>c&1 != 0:
			if d, how, ok := readDay(b); ok && d.Known() {
				if note != nil {
					note(c, how)
				}
				to = binary.AppendUvarint(to, uint64(d)<<1)
				continue
			}
		case textColumns>>c&1 == 0:
			if n, ok := readInt(b); ok {
				to = binary.AppendUvarint(to, uint64(n)<<1)
				continue
			}
		}
		to = binary.AppendUvarint(to, uint64(len(b))<<1|1)
		to = append(to, b...)
	}
	return to, nil
}

// cutKeyColumn cuts the first column off a key: a number, or a text where text is not nil. It fails on bytes that are no key.
func cutKeyColumn(key []byte) (n uint64, text, rest []byte, ok bool) {
	n, size := binary.Uvarint(key)
	if size <= 0 {
		return 0, nil, nil, false
	}
	key = key[size:]
	if n&1 == 0 {
		return n >> 1, nil, key, true
	}
	if n >>= 1; n == 0 || n > uint64(len(key)) {
		return 0, nil, nil, false
	}
	return 0, key[:n], key[n:], true
}

// isRowKey checks that bytes are a key as appendRowKey makes them.
func isRowKey(key []byte) bool {
	for c := range keyColumns {
		n, text, rest, ok := cutKeyColumn(key)
		isDay := text == nil && dayColumns>>c&1 != 0
		if !ok || isDay && (n > math.MaxInt32 || !cell.IsDay(civil.Day(n))) {
			return false
		}
		key = rest
	}
	return len(key) == 0
}

// appendClaimID writes a row key as claim ids have it, with a colon between the columns: days as 2025-03-01, numbers without leading
// zeros, any other text unchanged.
func appendClaimID(to, key []byte) []byte {
	for c := range keyColumns {
		n, text, rest, _ := cutKeyColumn(key)
		key = rest
		if c > 0 {
			to = append(to, idSeparator)
		}
		switch {
		case text == nil && dayColumns>>c&1 != 0:
			to = civil.Day(n).Append(to)
		case text == nil:
			to = strconv.AppendUint(to, n, 10)
		case (dayColumns|textColumns)>>c&1 == 0:
			to = append(to, bytes.TrimSpace(text)...)
		default:
			to = append(to, text...)
		}
	}
	return to
}

const idSeparator = ':'

// dispensed is FLX_DIS_DTD of the claim id of an act; no day where it has none.
func dispensed(claimID string) civil.Day {
	_, from, _ := strings.Cut(claimID, string(idSeparator))
	text, _, _ := strings.Cut(from, string(idSeparator))
	d, _, _ := readDay([]byte(text))
	return d
}

// appendNumber writes a number without leading zeros, and any other text unchanged.
func appendNumber(to, b []byte) []byte {
	if n, ok := readInt(b); ok {
		return strconv.AppendInt(to, n, 10)
	}
	return append(to, bytes.TrimSpace(b)...)
}

// cellFault is the cell of a row that cannot be read, and why.
type cellFault struct {
	column columnID
	reason string
}
