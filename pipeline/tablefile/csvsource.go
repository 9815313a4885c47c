package tablefile

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// csvSource reads a CSV file in pieces and cuts them into chunks where records end.
type csvSource struct {
	csvFormat
	file   *storedFile
	from   io.Reader // the text, decompressed
	size   int       // bytes to read at a time
	eof    bool
	unread []byte // read already, but not part of a chunk yet
	line   int64  // of the first unread byte
	offset int64
	number int64
	scan   quoteScan
	filled int       // bytes of the largest chunk so far: the next one gets a buffer of that size at once
	free   sync.Pool // of *Chunk
}

func openText(path string, o Options) (source, error) {
	s, err := openStored(path, !o.SkipSum)
	if err != nil {
		return nil, err
	}
	t := &csvSource{file: s, size: o.ChunkSize, line: 1}
	t.encoding, t.maxRecord, t.trailingDelimiter, t.contract = o.Encoding, o.maxRecord, o.TrailingDelimiter, o.Columns
	if t.from, err = s.decompressed(); err == nil {
		err = t.readHeader()
	}
	if err != nil {
		_ = t.close()
		return nil, err
	}
	return t, nil
}

func (t *csvSource) header() []string { return t.names }
func (t *csvSource) sum() Sum         { return t.file.sum() }
func (t *csvSource) close() error     { return t.file.close() }

// readHeader reads the first record that is not empty as column names. Its delimiter is that of the file.
func (t *csvSource) readHeader() error {
	b, err := t.fill(nil, max(t.size, sniffBytes))
	if err != nil {
		return err
	}
	// At most this many bytes, however many were read: what a file is taken for must not depend on the size of the chunks.
	if err := sniff(b[:min(len(b), sniffBytes)]); err != nil {
		return err
	}
	if bytes.HasPrefix(b, byteOrderMark) {
		b = b[len(byteOrderMark):]
		t.offset += int64(len(byteOrderMark))
	}
	for {
		t.skipEmptyLines(&b)
		named := t.skipSeparatorLine(&b)
		if t.delimiter = named; named == 0 {
			t.delimiter = delimiterOf(firstLine(b))
		}
		t.scan = quoteScan{delimiter: t.delimiter, maxRecord: t.maxRecord}
		stop, how := t.scan.end(b, 0, t.eof)
		switch {
		case how == recordUndecided:
			// Twice as far each time, so that a long line is scanned only a few times.
			if b, err = t.fill(b, len(b)+max(t.size, len(b))); err != nil {
				return err
			}
			continue
		case how == recordEndless:
			return fmt.Errorf("%w: got a first line of more than 1 MiB, or with a quote that stays open; want a header", ErrNotATable)
		case stop == 0:
			return fmt.Errorf("%w: got nothing but empty lines; want a header", ErrNotATable)
		}
		if err := t.nameColumns(bytes.TrimSuffix(b[:stop], []byte{'\r'})); err != nil {
			return err
		}
		t.advance(b[:min(stop+1, len(b))])
		t.unread = slices.Clone(b[min(stop+1, len(b)):])
		return t.checkFirst(t.unread)
	}
}

// skipEmptyLines moves b past the lines without a text at its beginning.
func (t *csvSource) skipEmptyLines(b *[]byte) {
	for {
		rest := bytes.TrimLeft(*b, " \t\r\x1a")
		if len(rest) == 0 && t.eof {
			t.advance(*b)
			*b = rest
		}
		if len(rest) == 0 || rest[0] != '\n' {
			return
		}
		n := len(*b) - len(rest) + 1
		t.advance((*b)[:n])
		*b = (*b)[n:]
	}
}

// checkFirst refuses a file whose names stand in a later line, behind a title or a line of delimiters.
func (t *csvSource) checkFirst(rest []byte) error {
	const furthest, fewest = 20, 2
	if t.contract == nil || t.countNames(t.names) > 0 {
		return nil
	}
	for n := range int64(furthest) {
		line := firstLine(rest)
		var names []string
		for name := range strings.SplitSeq(string(line), string(rune(delimiterOf(line)))) {
			names = append(names, name)
		}
		if t.countNames(names) >= fewest {
			return fmt.Errorf("%w: got a first line without a name of the contract, and such names in line %d; want the header in the first line: remove what stands above it",
				ErrNotATable, t.line+n)
		}
		if len(line) == len(rest) {
			break
		}
		rest = rest[len(line)+1:]
	}
	return nil
}

// countNames counts the names that the contract has.
func (t *csvSource) countNames(names []string) (n int) {
	for _, name := range names {
		if slices.Contains(t.contract, ColumnName(name)) {
			n++
		}
	}
	return n
}

// skipSeparatorLine moves b past a first line such as sep=; which a spreadsheet writes, and gives the delimiter that it names; 0 where
// there is no such line.
func (t *csvSource) skipSeparatorLine(b *[]byte) byte {
	line := firstLine(*b)
	text := bytes.Trim(bytes.TrimSuffix(line, carriageReturn), `"`)
	if len(text) != 5 || !bytes.EqualFold(text[:4], []byte("sep=")) || strings.IndexByte(delimiters, text[4]) < 0 || len(line) == len(*b) {
		return 0
	}
	t.advance((*b)[:len(line)+1])
	*b = (*b)[len(line)+1:]
	return text[4]
}

// nameColumns reads the column names from the record of the header.
func (t *csvSource) nameColumns(record []byte) error {
	switch {
	case t.encoding == Windows1252:
		record = appendDecoded(nil, record)
	case !utf8.Valid(record):
		return fmt.Errorf("%w: got a header that is no UTF-8; want UTF-8, or --encoding windows-1252", ErrNotATable)
	}
	fields := make([][]byte, min(bytes.Count(record, []byte{t.delimiter}), maxColumns)+1)
	n, bad, _ := splitQuoted(record, t.delimiter, fields, nil)
	switch {
	case bad >= 0:
		return fmt.Errorf("%w: got a header with text after a closing quote; want a delimiter there", ErrNotATable)
	case n > maxColumns:
		return fmt.Errorf("%w: got %d columns; want at most %d", ErrLimit, n, maxColumns)
	}
	names := make([]string, n)
	for i, f := range fields[:n] {
		names[i] = string(f)
	}
	t.setNames(names)
	t.scan = t.newQuoteScan()
	return nil
}

func firstLine(b []byte) []byte { return b[:index(b, 0, len(b), '\n')] }

// delimiters are those that may stand between cells.
const delimiters = ",;|\t"

// delimiterOf chooses the delimiter that is most frequent in a header line outside quotes; the comma where there is none.
func delimiterOf(line []byte) byte {
	var counts [len(delimiters)]int
	quoted := false
	for _, c := range line {
		if c == '"' {
			quoted = !quoted
		} else if i := strings.IndexByte(delimiters, c); i >= 0 && !quoted {
			counts[i]++
		}
	}
	most := 0
	for i, n := range counts {
		if n > counts[most] {
			most = i
		}
	}
	return delimiters[most]
}

// advance counts the lines and bytes of text that is done with.
func (t *csvSource) advance(done []byte) {
	t.offset += int64(len(done))
	t.line += int64(bytes.Count(done, lineFeed))
}

// fewestRead is how many bytes a buffer has room for at first.
const fewestRead = 16 << 10

// fill reads until b has size bytes or the text ends. The buffer doubles as the text comes in: how much text a file has is not known before,
// and many small files must not take the buffers of as many large ones.
func (t *csvSource) fill(b []byte, size int) ([]byte, error) {
	for len(b) < size && !t.eof {
		if len(b) == cap(b) {
			b = slices.Grow(b, min(size-len(b), max(fewestRead, len(b), t.filled)))
		}
		n, err := t.from.Read(b[len(b):min(size, cap(b))])
		b = b[:len(b)+n]
		if err == io.EOF {
			t.eof = true
		} else if err != nil {
			return b, err
		}
	}
	return b, nil
}

func (t *csvSource) next() (*Chunk, error) {
	c := t.chunk()
	r := c.rows.(*csvRows)
	b := append(r.buffer[:0], t.unread...)
	for {
		// Each step is longer than the one before where no record ended in it, so that a long record is scanned only a few times.
		var err error
		if b, err = t.fill(b, len(b)+max(t.size, min(len(b), t.maxRecord))); err != nil {
			return nil, err
		}
		r.buffer = b
		if len(b) == 0 {
			c.Release()
			return nil, errNoRecords
		}
		cut := t.scan.wholeRecords(b, t.eof)
		if cut == 0 && len(b) > t.maxRecord && bytes.IndexByte(b, '\n') < 0 {
			return c, t.readLongLine(r)
		}
		if cut > 0 {
			r.text, r.line, r.offset, r.final = b[:cut], t.line, t.offset, t.eof
			t.filled = max(t.filled, min(len(b), t.size))
			t.advance(b[:cut])
			t.unread = append(t.unread[:0], b[cut:]...)
			return c, nil
		}
	}
}

// readLongLine reads past a line that is longer than a record may be, and keeps only what a reject shows of it. The buffer has the
// beginning of the line.
func (t *csvSource) readLongLine(r *csvRows) error {
	raw := bytes.Clone(r.buffer[:min(len(r.buffer), maxRaw)])
	at, last := t.offset, r.buffer[len(r.buffer)-1]
	length, newlines := int64(len(r.buffer)), int64(0)
	t.unread = t.unread[:0]
	for !t.eof {
		b, err := t.fill(r.buffer[:0], t.size)
		if err != nil {
			return err
		}
		r.buffer = b
		stop := index(b, 0, len(b), '\n')
		if stop > 0 {
			last = b[stop-1]
		}
		length += int64(stop)
		if stop < len(b) {
			t.unread = append(t.unread, b[stop+1:]...)
			newlines = 1
			break
		}
	}
	line := t.line
	t.offset += length + newlines
	t.line += newlines
	fault := tooLong(length, t.maxRecord)
	if last == '\r' {
		length--
	}
	r.long = &Record{Line: line, Offset: at, Length: length, Raw: raw, Fault: fault}
	return nil
}

// chunk gives a released chunk, or a new one.
func (t *csvSource) chunk() *Chunk {
	c, ok := t.free.Get().(*Chunk)
	if !ok {
		c = &Chunk{rows: &csvRows{csvFormat: &t.csvFormat}}
	}
	r := c.rows.(*csvRows)
	r.text, r.long, r.final = nil, nil, false
	c.released = t.release
	c.number = t.number
	t.number++
	return c
}

// release keeps the buffers of a chunk for later, unless an unusually long record made them grow.
func (t *csvSource) release(c *Chunk) {
	if r := c.rows.(*csvRows); cap(r.buffer) <= 2*t.size+t.maxRecord {
		t.free.Put(c)
	}
}
