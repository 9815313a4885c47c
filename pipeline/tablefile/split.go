package tablefile

import (
	"encoding/binary"
	"math/bits"
)

const (
	everyByte = 0x0101010101010101
	low7      = 0x7f7f7f7f7f7f7f7f
)

// split cuts a line without quotes at the delimiters, eight bytes at a time, and trims the cells. It gives the number of
// cells, of which it keeps as many as fit.
func split(line []byte, delimiter byte, fields [][]byte) int {
	n, from, i := 0, 0, 0
	pattern := uint64(delimiter) * everyByte
	for ; i+8 <= len(line); i += 8 {
		// The high bit of each byte that is the delimiter, exactly: no carry runs from one byte into the next.
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

// splitQuoted cuts a record that may have quotes; text is where cells with doubled quotes are put together. A cell that
// goes on after its closing quote gives its number as bad, else -1.
func splitQuoted(record []byte, delimiter byte, fields [][]byte, text []byte) (n, bad int, grown []byte) {
	for at := 0; ; n++ {
		var cell []byte
		next := 0
		if at < len(record) && record[at] == '"' {
			cell, next, text = unquote(record, at+1, text)
			for next < len(record) && record[next] != delimiter {
				if !blank(record[next]) {
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

// unquote reads a quoted cell whose first byte is b[at] and gives the place behind its closing quote, which is there.
// The cell is a view on b, or on text where it held doubled quotes.
func unquote(b []byte, at int, text []byte) (cell []byte, next int, grown []byte) {
	begin, kept := at, len(text)
	for {
		quote := index(b, at, len(b), '"')
		if quote+1 < len(b) && b[quote+1] == '"' {
			text = append(text, b[begin:quote+1]...)
			at = quote + 2
			begin = at
			continue
		}
		next = min(quote+1, len(b))
		if len(text) == kept {
			return b[begin:quote], next, text
		}
		text = append(text, b[begin:quote]...)
		return text[kept:len(text):len(text)], next, text
	}
}

// trim takes the blanks off both ends of a cell.
func trim(cell []byte) []byte {
	if len(cell) == 0 || cell[0] > ' ' && cell[len(cell)-1] > ' ' {
		return cell
	}
	for len(cell) > 0 && blank(cell[0]) {
		cell = cell[1:]
	}
	for len(cell) > 0 && blank(cell[len(cell)-1]) {
		cell = cell[:len(cell)-1]
	}
	return cell
}

func blank(c byte) bool { return c == ' ' || c == '\t' }
