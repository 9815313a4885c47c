package tablefile

import (
	"encoding/binary"
	"math/bits"
)

const (
	everyByte = 0x0101010101010101
	low7      = 0x7f7f7f7f7f7f7f7f
)

// split splits a line without quotes at the delimiters, eight bytes at a time, and trims the cells. It returns the number of cells,
// of which it stores as many as fit.
func split(line []byte, delimiter byte, fields [][]byte) int {
	n, from, i := 0, 0, 0
	pattern := uint64(delimiter) * everyByte
	for ; i+8 <= len(line); i += 8 {
		// The high bit of each byte that is the delimiter. It is exact: there is no carry between bytes.
		w := binary.LittleEndian.Uint64(line[i:]) ^ pattern
		for hits := ^((w&low7 + low7) | w | low7); hits != 0; hits &= hits - 1 {
			at := i + bits.TrailingZeros64(hits)>>3
			if n < len(fields) {
				fields[n] = trim(line[from:at])
			}
			n++
			from = at + 1
		}
	}
	for ; i < len(line); i++ {
		if line[i] != delimiter {
			continue
		}
		if n < len(fields) {
			fields[n] = trim(line[from:i])
		}
		n++
		from = i + 1
	}
	if n < len(fields) {
		fields[n] = trim(line[from:])
	}
	return n + 1
}

// splitQuoted splits a record that may have quotes. Cells with doubled quotes are written to text. bad is the index of a cell with
// text after its closing quote, or -1.
func splitQuoted(record []byte, delimiter byte, fields [][]byte, text []byte) (n, bad int, grown []byte) {
	for at := 0; ; n++ {
		var cell []byte
		next := 0
		if at < len(record) && record[at] == '"' {
			cell, next, text = unquote(record, at+1, text)
			for next < len(record) && record[next] != delimiter {
				if !isBlank(record[next]) {
					return n, n, text
				}
				next++
			}
		} else {
			next = index(record, at, len(record), delimiter)
			cell = record[at:next]
		}
		if n < len(fields) {
			fields[n] = trim(cell)
		}
		if next == len(record) {
			return n + 1, -1, text
		}
		at = next + 1
	}
}

// unquote reads a quoted cell whose first byte is b[at], and returns the position after its closing quote, which must exist. The
// cell is a view of b, or of text where it had doubled quotes.
func unquote(b []byte, at int, text []byte) (cell []byte, next int, grown []byte) {
	begin, before := at, len(text)
	for {
		quote := index(b, at, len(b), '"')
		if quote+1 < len(b) && b[quote+1] == '"' {
			text = append(text, b[begin:quote+1]...)
			at = quote + 2
			begin = at
			continue
		}
		next = min(quote+1, len(b))
		if len(text) == before {
			return b[begin:quote], next, text
		}
		text = append(text, b[begin:quote]...)
		return text[before:len(text):len(text)], next, text
	}
}

// trim removes blanks from both ends of a cell.
func trim(cell []byte) []byte {
	if len(cell) == 0 || cell[0] > ' ' && cell[len(cell)-1] > ' ' {
		return cell
	}
	for len(cell) > 0 && isBlank(cell[0]) {
		cell = cell[1:]
	}
	for len(cell) > 0 && isBlank(cell[len(cell)-1]) {
		cell = cell[:len(cell)-1]
	}
	return cell
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
