package tablefile

import "bytes"

// recordEnd is what is known about the end of a record.
type recordEnd uint8

const (
	recordEnds      recordEnd = iota // at a newline, or at the end of the file
	recordEndless                    // not within 1 MiB, or within a quote at the end of the file
	recordUndecided                  // more bytes are needed to decide
)

// A quoteScan decides where records with quotes end. Nothing else does: the source uses it to find where to cut, and Each uses it
// again on the chunk. A chunk ends where a record ends, or after the first line of an endless record; therefore Each finds exactly
// the ends that the source found.
//
// It remembers the last endless record, because a file may have millions of them in a row. The scan of such a record was within
// quotes at all newlines that it crossed. The scan of a later record that is within quotes at one of these newlines is in the same
// state there, and goes on where the earlier scan stopped. So the total work stays linear.
type quoteScan struct {
	delimiter byte
	maxRecord int  // bytes of a record without its newline
	from, to  int  // the scan was within quotes at all newlines of [from, to)
	quoted    bool // the state at to
}

// reset prepares the scan for other bytes.
func (q *quoteScan) reset() { q.from, q.to = 0, 0 }

// end finds the end of the record that begins at b[start]: the index of its newline, or len(b) where the file ends. For an endless
// record it is the end of the first line; -1 where b does not reach that far. final is set where the file ends with b.
func (q *quoteScan) end(b []byte, start int, final bool) (int, recordEnd) {
	limit := min(len(b), start+q.maxRecord+1)
	full := len(b) > start+q.maxRecord // b has more bytes than a record may have
	toEOF := final && !full            // the limit is the end of the file
	line := index(b, start, limit, '\n')
	if line == limit {
		_, quoted, _ := q.walk(b, start, start, limit, false, toEOF)
		switch {
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
	at, quoted, _ := q.walk(b, start, start, line, false, false)
	if !quoted {
		return line, recordEnds
	}
	if q.from <= line && line < q.to {
		at, quoted = q.to, q.quoted
	}
	at, quoted, newline := q.walk(b, start, at, limit, quoted, toEOF)
	switch {
	case newline >= 0:
		return newline, recordEnds
	case toEOF && !quoted:
		return len(b), recordEnds
	}
	q.from, q.to, q.quoted = line, at, quoted
	if !final && !full {
		return line, recordUndecided
	}
	return line, recordEndless
}

// walk continues at b[at], within quotes or not, up to the newline that ends the record, or to stop. It returns the position and
// state that it reached, and the newline or -1. It does not go past a quote just before stop while the next byte is missing, which
// decides whether the quote is a closing or a doubled one.
func (q *quoteScan) walk(b []byte, start, at, stop int, quoted, toEOF bool) (int, bool, int) {
	newline := -1
	for at < stop {
		if quoted {
			quote := index(b, at, stop, '"')
			switch {
			case quote == stop:
				return stop, true, -1
			case quote+1 < len(b) && b[quote+1] == '"':
				at = quote + 2
			case quote+1 < len(b) || toEOF:
				at, quoted = quote+1, false
			default:
				return quote, true, -1
			}
			continue
		}
		if newline < at {
			newline = index(b, at, stop, '\n')
		}
		quote := q.opening(b, start, at, newline)
		if quote == newline {
			if newline == stop {
				newline = -1
			}
			return quote, false, newline
		}
		at, quoted = quote+1, true
	}
	return at, quoted, -1
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

// wholeRecords gives the length of the longest run of whole records at the beginning of b. final is set where the file ends with b.
func (q *quoteScan) wholeRecords(b []byte, final bool) int {
	q.reset()
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
