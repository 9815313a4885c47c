package tablefile

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Faults of the form of a record.
var (
	noEnd   = Fault{Reason: "got a quote that is still open at the end of the line; want a closing quote on it"}
	notUTF8 = Fault{Reason: "got bytes that are no UTF-8; want UTF-8, or --encoding windows-1252"}
	hasZero = Fault{Reason: "got a zero byte; want text"}
)

func tooLong(bytes int64, most int) *Fault {
	return &Fault{Reason: fmt.Sprintf("got a line of %d bytes; want at most %d", bytes, most)}
}

// csvFormat is what all chunks of a CSV file have in common.
type csvFormat struct {
	names             []string
	delimiter         byte
	encoding          Encoding
	maxRecord         int  // bytes of a record without its newline
	trailingDelimiter bool // a delimiter after the last cell is ignored

	contract   []string // names of the columns whose cells are one line each
	singleLine []bool   // of each column of the file, whether it is one of them
}

// setNames takes the names of a header.
func (f *csvFormat) setNames(names []string) {
	f.names, f.singleLine = names, make([]bool, len(names))
	for i, name := range names {
		f.singleLine[i] = slices.Contains(f.contract, ColumnName(name))
	}
}

// csvRows is the whole records of a chunk of CSV text, or one line that is too long to be kept.
type csvRows struct {
	*csvFormat
	buffer []byte // what was read; used again after the chunk was released
	text   []byte // the part of the buffer that belongs to this chunk
	line   int64  // of the first byte
	offset int64
	final  bool // the chunk is the end of the file
	long   *Record

	fields  [][]byte
	decoded []byte
	cells   []byte
	scan    quoteScan
}

func (t *csvRows) size() int64 {
	if t.long != nil {
		return t.long.Length
	}
	return int64(len(t.text))
}

func (t *csvRows) each(r *Record, wanted Filter, yield func(*Record)) {
	if t.long != nil {
		if *r = *t.long; wanted == nil || wanted(r.Line, r.Offset) {
			yield(r)
		}
		return
	}
	t.prepare()
	plain, zeros := t.isPlain(), bytes.IndexByte(t.text, 0) >= 0
	b, line, quote := t.text, t.line, -1
	for p := 0; p < len(b); line++ {
		stop, how, quotes := index(b, p, len(b), '\n'), recordEnds, false
		if quote < p {
			quote = index(b, p, len(b), '"')
		}
		if quote < stop {
			quotes = true
			stop, how = t.scan.end(b, p, t.final)
		} else if stop-p > t.maxRecord {
			how = recordEndless
		}
		record := b[p:stop]
		if n := len(record); n > 0 && record[n-1] == '\r' {
			record = record[:n-1]
		}
		if !(how == recordEnds && t.isEmptyLine(record)) && (wanted == nil || wanted(line, t.offset+int64(p))) {
			r.Line, r.Offset, r.Length = line, t.offset+int64(p), int64(len(record))
			r.Raw = record[:min(len(record), maxRaw):min(len(record), maxRaw)]
			r.Fields, r.Fault = t.splitRecord(record, stop-p, how, quotes, plain)
			r.Undecoded = nil
			if zeros && r.Fault == nil && bytes.IndexByte(record, 0) >= 0 {
				r.Fault = &hasZero
			}
			if r.Fault != nil {
				r.Fields, r.Undecoded = nil, r.Fields
			}
			yield(r)
		}
		if quotes {
			line += int64(bytes.Count(record, lineFeed))
		}
		p = stop + 1
	}
}

// isEmptyLine says whether a line has nothing but blanks, of which none stands between cells, or the mark of DOS for the end of a text.
func (f *csvFormat) isEmptyLine(record []byte) bool {
	if len(record) == 0 {
		return true
	}
	if record[0] > ' ' {
		return false
	}
	for _, c := range record {
		if c != endOfText && (!isBlank(c) || c == f.delimiter) {
			return false
		}
	}
	return true
}

// endOfText is what CP/M and DOS put behind a text.
const endOfText = 0x1a

// prepare makes room for the cells of a record.
func (t *csvRows) prepare() {
	if len(t.fields) != len(t.names) {
		t.fields = make([][]byte, len(t.names))
	}
	t.scan = t.newQuoteScan()
}

// eachCell looks no further than the column in lines where it is empty. Only lines where it is filled are split completely.
func (t *csvRows) eachCell(r *Record, column int, yield func(cell []byte)) {
	if t.long != nil || bytes.IndexByte(t.text, '"') >= 0 {
		eachCellByRecord(t, r, column, yield)
		return
	}
	t.prepare()
	for b := t.text; len(b) > 0; {
		stop := index(b, 0, len(b), '\n')
		line := bytes.TrimSuffix(b[:stop], carriageReturn)
		if isFilled(line, t.delimiter, column) && bytes.IndexByte(line, 0) < 0 && stop <= t.maxRecord {
			if fields, fault := t.splitRecord(line, stop, recordEnds, false, false); fault == nil && len(fields[column]) > 0 {
				yield(fields[column])
			}
		}
		b = b[min(stop+1, len(b)):]
	}
}

// isFilled reports whether an unquoted line has any byte in a column.
func isFilled(line []byte, delimiter byte, column int) bool {
	for ; column > 0; column-- {
		at := bytes.IndexByte(line, delimiter)
		if at < 0 {
			return false
		}
		line = line[at+1:]
	}
	return len(line) > 0 && line[0] != delimiter
}

var carriageReturn = []byte{'\r'}

var lineFeed = []byte{'\n'}

// isPlain reports whether the whole chunk is valid in its encoding, and needs no decoding.
func (t *csvRows) isPlain() bool {
	if t.encoding == UTF8 {
		return utf8.Valid(t.text)
	}
	return ascii(t.text)
}

// splitRecord gives the cells of a record, or its fault, or both where only the encoding is at fault. length includes a carriage
// return.
func (t *csvRows) splitRecord(record []byte, length int, how recordEnd, quotes, plain bool) ([][]byte, *Fault) {
	switch {
	case how != recordEnds && length > t.maxRecord:
		return nil, tooLong(int64(length), t.maxRecord)
	case how != recordEnds:
		return nil, &noEnd
	}
	var fault *Fault
	if !plain {
		if t.encoding == UTF8 {
			if !utf8.Valid(record) {
				fault = &notUTF8
			}
		} else {
			t.decoded = appendDecoded(t.decoded[:0], record)
			record = t.decoded
		}
	}
	n, bad := 0, -1
	if quotes {
		n, bad, t.cells = splitQuoted(record, t.delimiter, t.fields, t.cells[:0])
	} else {
		n = split(record, t.delimiter, t.fields)
	}
	switch counted := n == len(t.names) || t.trailingDelimiter && t.differsByTrailing(record, n); {
	case fault != nil && (bad >= 0 || !counted):
		return nil, fault
	case bad >= 0:
		return nil, t.afterQuote(bad)
	case !counted:
		return nil, &Fault{Reason: fmt.Sprintf("got %d fields; want %d", n, len(t.names))}
	}
	return t.fields, fault
}

// differsByTrailing reports whether the record differs from the header only by a delimiter after the last cell.
func (t *csvRows) differsByTrailing(record []byte, n int) bool {
	last := len(t.names) - 1
	switch n {
	case last:
		t.fields[last] = nil
		return t.names[last] == ""
	case last + 2:
		return record[len(record)-1] == t.delimiter
	}
	return false
}

// afterQuote is the fault of a cell with text after its closing quote.
func (t *csvRows) afterQuote(cell int) *Fault {
	f := Fault{Reason: "got text after a closing quote; want a delimiter or the line's end"}
	if cell < len(t.names) {
		f.Column = t.names[cell]
	}
	return &f
}
