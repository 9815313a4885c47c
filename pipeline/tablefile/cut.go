package tablefile

import "bytes"

// ending is what is known about where a record ends.
type ending uint8

const (
	ended   ending = iota // at a newline, or at the end of the file
	endless               // not within 1 MiB, or inside a quote at the end of the file
	unknown               // the bytes at hand do not say
)

// A quoteScan decides where records with quotes end. It is the one place that does: the reader asks it where to cut, and
// Each asks it again in the chunk that came of it. Since a chunk ends where a record ends, or after the first line of an
// endless one, Each finds every end that the reader found, and finds none where the reader found none.
//
// It remembers the last endless record, for a file may hold millions in a row. All newlines that such a record's scan
// crossed were crossed inside quotes. A later record that is inside quotes at one of them is in the same state there, so
// its scan goes on where the earlier one stopped, and the whole work stays linear.
type quoteScan struct {
	delimiter byte
	most      int  // bytes of a record without its newline
	from, to  int  // the scan crossed the newlines of [from, to) inside quotes
	quoted    bool // its state at to
}

// forget makes the scan ready for other bytes.
func (q *quoteScan) forget() { q.from, q.to = 0, 0 }

// end finds where the record that begins at b[start] ends: the index of its newline, or len(b) where the file ends. Of an
// endless record it gives the end of the first line, -1 if b does not hold it. final says that the file ends with b.
func (q *quoteScan) end(b []byte, start int, final bool) (int, ending) {
	limit := min(len(b), start+q.most+1)
	full := len(b) > start+q.most // as many bytes as a record may have, and one more
	toEOF := final && !full       // the limit is the end of the file
	line := index(b, start, limit, '\n')
	if line == limit {
		_, quoted, _ := q.walk(b, start, start, limit, false, toEOF)
		switch {
		case toEOF && !quoted:
			return len(b), ended
		case !toEOF && !full:
			return -1, unknown
		}
		if line = index(b, limit, len(b), '\n'); line == len(b) && !final {
			line = -1
		}
		return line, endless
	}
	at, quoted, _ := q.walk(b, start, start, line, false, false)
	if !quoted {
		return line, ended
	}
	if q.from <= line && line < q.to {
		at, quoted = q.to, q.quoted
	}
	at, quoted, newline := q.walk(b, start, at, limit, quoted, toEOF)
	switch {
	case newline >= 0:
		return newline, ended
	case toEOF && !quoted:
		return len(b), ended
	}
	q.from, q.to, q.quoted = line, at, quoted
	if !final && !full {
		return line, unknown
	}
	return line, endless
}

// walk goes on at b[at], inside quotes or not, until the newline that ends the record or until stop. It gives the place
// and state that it reached, and the newline or -1. A quote just before stop stays unread while the byte that would tell
// a closing quote from a doubled one is missing.
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

// opening finds the next quote that opens a quoted cell, one that is its cell's first byte; stop if there is none.
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

// cut gives the length of the longest run of whole records that b begins with. final says that the file ends with b.
func (q *quoteScan) cut(b []byte, final bool) int {
	q.forget()
	for p := 0; ; {
		quote := bytes.IndexByte(b[p:], '"')
		if quote < 0 {
			if final {
				return len(b)
			}
			return p + bytes.LastIndexByte(b[p:], '\n') + 1
		}
		// Lines without a quote are records; the next that needs a look is the one where the quote stands.
		start := p + bytes.LastIndexByte(b[p:p+quote], '\n') + 1
		stop, how := q.end(b, start, final)
		switch {
		case how == unknown || stop < 0:
			return start
		case stop == len(b):
			return stop
		}
		p = stop + 1
	}
}

// index finds c in b[from:to]; to if it is not there.
func index(b []byte, from, to int, c byte) int {
	if i := bytes.IndexByte(b[from:to], c); i >= 0 {
		return from + i
	}
	return to
}
