package tablefile

import "bytes"

// recordEnd is what is known about the end of a record.
type recordEnd uint8

const (
	recordEnds      recordEnd = iota // at a newline, or at the end of the file
	recordEndless                    // a quote of its first line was never closed
	recordUndecided                  // more bytes are needed to decide
)

// mostBroken is how many cells with a line break a record may have. A file whose lines all look as if they closed the quote of the line
// before would else be read as many times as it has columns.
const mostBroken = 64

// A quoteScan decides where records with quotes end. Nothing else does: the source uses it to find where to cut, and Each uses it
// again on the chunk. A chunk ends where a record ends, or after the first line of an endless record; therefore Each finds exactly
// the ends that the source found.
//
// A quote that does not close on its line was forgotten, or is a cell with a line break. It is taken for forgotten where the cell
// belongs to a column of the contract, whose cells are one line each; where the cell holds a line with as many delimiters as the header,
// which is a record; where text follows the quote that closes it; and where 1 MiB or the file ends before.
type quoteScan struct {
	delimiter  byte
	maxRecord  int    // bytes of a record without its newline
	singleLine []bool // of each column of the file, whether its cells are one line; nil for the header itself
}

// newQuoteScan is the scan of the records below a header.
func (f *csvFormat) newQuoteScan() quoteScan {
	return quoteScan{delimiter: f.delimiter, maxRecord: f.maxRecord, singleLine: f.singleLine}
}

// end finds the end of the record that begins at b[start]: the index of its newline, or len(b) where the file ends. For an endless
// record it is the end of the first line; -1 where b does not reach that far. final is set where the file ends with b.
func (q *quoteScan) end(b []byte, start int, final bool) (int, recordEnd) {
	limit := min(len(b), start+q.maxRecord+1)
	full := len(b) > start+q.maxRecord // b has more bytes than a record may have
	toEOF := final && !full            // the limit is the end of the file
	line := index(b, start, limit, '\n')
	if line == limit {
		switch quoted := q.isOpen(b, start, limit, toEOF); {
		case toEOF && !quoted:
			return len(b), recordEnds
		case !toEOF && !full:
			return -1, recordUndecided
		}
		if line = index(b, limit, len(b), '\n'); line == len(b) && !final {
			line = -1
		}
		return line, recordEndless
	}
	if !q.isOpen(b, start, line, false) {
		return line, recordEnds
	}
	stop, how := q.follow(b, start, limit, toEOF)
	switch {
	case how == recordEnds:
		return stop, recordEnds
	case how == recordUndecided && !final && !full:
		return line, recordUndecided
	}
	return line, recordEndless
}

// isOpen says whether a quote that was opened in b[start:stop], a part of one line, is open at its end.
func (q *quoteScan) isOpen(b []byte, start, stop int, toEOF bool) bool {
	for at := start; at < stop; {
		quote := q.opening(b, start, at, stop)
		if quote == stop {
			return false
		}
		for at = quote + 1; ; {
			if quote = index(b, min(at, stop), stop, '"'); quote == stop {
				return true
			}
			if quote+1 < len(b) && b[quote+1] == '"' {
				at = quote + 2
				continue
			}
			if quote+1 == len(b) && !toEOF {
				return true
			}
			at = quote + 1
			break
		}
	}
	return false
}

// opening finds the next quote that opens a quoted cell, being the first byte of its cell; stop if there is none.
func (q *quoteScan) opening(b []byte, start, at, stop int) int {
	for at < stop {
		quote := index(b, at, stop, '"')
		if quote == stop || quote == start || b[quote-1] == q.delimiter {
			return quote
		}
		at = quote + 1
	}
	return stop
}

// follow reads a record of several lines up to its newline, or to what shows that one of its quotes was never closed. What it decides
// rests on the bytes before and nothing else, so that it does not matter how many there are behind. The last byte before the limit decides
// nothing: it may be a quote that is doubled.
func (q *quoteScan) follow(b []byte, start, limit int, toEOF bool) (int, recordEnd) {
	column, broken, quoted := 0, 0, false
	inLine := 0     // in the current line of a quoted cell
	breaks := false // the cell has a line break
	closed := -1    // where the cell with a line break was closed, in the same cell
	for at := start; at < limit; at++ {
		c := b[at]
		switch {
		case quoted && c == '"':
			switch {
			case at+1 == limit && !toEOF:
				return -1, recordUndecided
			case at+1 < limit && b[at+1] == '"':
				at++
			case breaks && q.isRecord(inLine):
				return -1, recordEndless
			default:
				if quoted = false; breaks {
					closed = at
				}
			}
		case quoted && c == q.delimiter:
			inLine++
		case quoted && c == '\n':
			if !breaks {
				broken++
			}
			if q.isSingleLine(column) || broken > mostBroken || breaks && q.isRecord(inLine) {
				return -1, recordEndless
			}
			breaks, inLine = true, 0
		case quoted:
		case c == '\n':
			return at, recordEnds
		case c == q.delimiter:
			column++
			closed, breaks, inLine = -1, false, 0
		case closed >= 0 && !isBlank(c) && c != '\r':
			return -1, recordEndless
		case c == '"' && (at == start || b[at-1] == q.delimiter):
			quoted = true
		}
	}
	if toEOF && !quoted {
		return len(b), recordEnds
	}
	return -1, recordUndecided
}

// isRecord says whether a line with so many delimiters has the form of a record. Every text has that of a record of one column.
func (q *quoteScan) isRecord(inLine int) bool {
	return len(q.singleLine) > 1 && inLine == len(q.singleLine)-1
}

// isSingleLine says whether the cells of a column are one line each. Beyond the columns of the header there is nothing to be read.
func (q *quoteScan) isSingleLine(column int) bool {
	return q.singleLine != nil && (column >= len(q.singleLine) || q.singleLine[column])
}

// wholeRecords gives the length of the longest run of whole records at the beginning of b. final is set where the file ends with b.
func (q *quoteScan) wholeRecords(b []byte, final bool) int {
	for p := 0; ; {
		quote := bytes.IndexByte(b[p:], '"')
		if quote < 0 {
			if final {
				return len(b)
			}
			return p + bytes.LastIndexByte(b[p:], '\n') + 1
		}
		// Lines without a quote are records. The next one to be scanned is the one with the quote.
		start := p + bytes.LastIndexByte(b[p:p+quote], '\n') + 1
		stop, how := q.end(b, start, final)
		switch {
		case how == recordUndecided || stop < 0:
			return start
		case stop == len(b):
			return stop
		}
		p = stop + 1
	}
}

// index finds c in b[from:to]; to if c is not there.
func index(b []byte, from, to int, c byte) int {
	if i := bytes.IndexByte(b[from:to], c); i >= 0 {
		return from + i
	}
	return to
}
