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

// text reads a CSV file in blocks and cuts them where records end.
type text struct {
	table
	stored *stored
	from   io.Reader // the text, decompressed
	size   int       // bytes to read at a time
	eof    bool
	carry  []byte // read already, but not handed out: the beginning of the next chunk
	line   int64  // of the carry's first byte
	offset int64
	number int64
	scan   quoteScan
	free   sync.Pool // of *Chunk
}

func openText(path string, o Options) (source, error) {
	s, err := openStored(path, !o.SkipSum)
	if err != nil {
		return nil, err
	}
	t := &text{stored: s, size: o.ChunkSize, line: 1}
	t.encoding, t.maxRecord, t.trailing = o.Encoding, o.maxRecord, o.TrailingDelimiter
	if t.from, err = s.decompressed(); err == nil {
		err = t.readHeader()
	}
	if err != nil {
		_ = t.close()
		return nil, err
	}
	return t, nil
}

func (t *text) header() []string { return t.names }
func (t *text) sum() Sum         { return t.stored.sum() }
func (t *text) close() error     { return t.stored.close() }

// readHeader reads the first record that is not empty as column names, and learns the delimiter from it.
func (t *text) readHeader() error {
	b, err := t.fill(nil, max(t.size, sniffed))
	if err != nil {
		return err
	}
	// No further than that, however much was read: what a file is does not depend on the size of the chunks.
	if err := sniff(b[:min(len(b), sniffed)]); err != nil {
		return err
	}
	if bytes.HasPrefix(b, byteOrderMark) {
		b = b[len(byteOrderMark):]
		t.offset += int64(len(byteOrderMark))
	}
	for {
		t.skipEmptyLines(&b)
		t.delimiter = delimiterOf(firstLine(b))
		t.scan = quoteScan{delimiter: t.delimiter, most: t.maxRecord}
		stop, how := t.scan.end(b, 0, t.eof)
		switch {
		case how == unknown:
			// Twice as far each time, so that a long line is looked at a few times at most.
			if b, err = t.fill(b, len(b)+max(t.size, len(b))); err != nil {
				return err
			}
			continue
		case how == endless:
			return fmt.Errorf("%w: got a first line of more than 1 MiB, or with a quote that stays open; want a header", ErrNotATable)
		case stop == 0:
			return fmt.Errorf("%w: got nothing but empty lines; want a header", ErrNotATable)
		}
		if err := t.nameColumns(bytes.TrimSuffix(b[:stop], []byte{'\r'})); err != nil {
			return err
		}
		t.advance(b[:min(stop+1, len(b))])
		t.carry = slices.Clone(b[min(stop+1, len(b)):])
		return nil
	}
}

// skipEmptyLines moves b behind the empty lines that it begins with.
func (t *text) skipEmptyLines(b *[]byte) {
	for {
		rest := bytes.TrimPrefix(*b, []byte{'\r'})
		if len(rest) == 0 || rest[0] != '\n' {
			return
		}
		n := len(*b) - len(rest) + 1
		t.advance((*b)[:n])
		*b = (*b)[n:]
	}
}

// nameColumns reads the header's record.
func (t *text) nameColumns(record []byte) error {
	switch {
	case t.encoding == Windows1252:
		record = appendDecoded(nil, record)
	case !utf8.Valid(record):
		return fmt.Errorf("%w: got a header that is no UTF-8; want UTF-8, or --encoding windows-1252", ErrNotATable)
	}
	fields := make([][]byte, maxColumns+1)
	n, bad, _ := splitQuoted(record, t.delimiter, fields, nil)
	switch {
	case bad >= 0:
		return fmt.Errorf("%w: got a header with text after a closing quote; want a delimiter there", ErrNotATable)
	case n > maxColumns:
		return fmt.Errorf("%w: got %d columns; want at most %d", ErrLimit, n, maxColumns)
	}
	for _, f := range fields[:n] {
		t.names = append(t.names, string(f))
	}
	return nil
}

func firstLine(b []byte) []byte { return b[:index(b, 0, len(b), '\n')] }

// delimiterOf finds the delimiter that a header line has most of outside quotes; the comma where there is none.
func delimiterOf(line []byte) byte {
	const candidates = ",;|\t"
	var counts [len(candidates)]int
	quoted := false
	for _, c := range line {
		if c == '"' {
			quoted = !quoted
		} else if i := strings.IndexByte(candidates, c); i >= 0 && !quoted {
			counts[i]++
		}
	}
	most := 0
	for i, n := range counts {
		if n > counts[most] {
			most = i
		}
	}
	return candidates[most]
}

// advance counts bytes that are done with.
func (t *text) advance(done []byte) {
	t.offset += int64(len(done))
	t.line += int64(bytes.Count(done, newline))
}

// fill reads until b holds so many bytes or the text ends.
func (t *text) fill(b []byte, size int) ([]byte, error) {
	b = slices.Grow(b, max(0, size-len(b)))
	for len(b) < size && !t.eof {
		n, err := t.from.Read(b[len(b):size])
		b = b[:len(b)+n]
		if err == io.EOF {
			t.eof = true
		} else if err != nil {
			return b, err
		}
	}
	return b, nil
}

func (t *text) next() (*Chunk, error) {
	c := t.chunk()
	r := c.rows.(*textRows)
	b := append(r.buffer[:0], t.carry...)
	for {
		// A tail that could not be cut makes the next step longer, so that it is looked at a few times at most.
		var err error
		if b, err = t.fill(b, len(b)+max(t.size, min(len(b), t.maxRecord))); err != nil {
			return nil, err
		}
		r.buffer = b
		if len(b) == 0 {
			c.Release()
			return nil, errNoRecords
		}
		cut := t.scan.cut(b, t.eof)
		if cut == 0 && len(b) > t.maxRecord && bytes.IndexByte(b, '\n') < 0 {
			return c, t.skipLong(r)
		}
		if cut > 0 {
			r.text, r.line, r.offset, r.final = b[:cut], t.line, t.offset, t.eof
			t.advance(b[:cut])
			t.carry = append(t.carry[:0], b[cut:]...)
			return c, nil
		}
	}
}

// skipLong reads past a line that is longer than a record may be. Only what a reject shows of it is kept; the buffer
// holds its beginning.
func (t *text) skipLong(r *textRows) error {
	raw := bytes.Clone(r.buffer[:min(len(r.buffer), maxRaw)])
	at, last := t.offset, r.buffer[len(r.buffer)-1]
	length, newlines := int64(len(r.buffer)), int64(0)
	t.carry = t.carry[:0]
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
			t.carry = append(t.carry, b[stop+1:]...)
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

// chunk gives a free chunk, or a new one.
func (t *text) chunk() *Chunk {
	c, ok := t.free.Get().(*Chunk)
	if !ok {
		c = &Chunk{rows: &textRows{table: &t.table}}
	}
	r := c.rows.(*textRows)
	r.text, r.long, r.final = nil, nil, false
	c.released = t.release
	c.number = t.number
	t.number++
	return c
}

// release keeps a chunk's buffers for later, unless they had to grow for an unusual record.
func (t *text) release(c *Chunk) {
	if r := c.rows.(*textRows); cap(r.buffer) <= 2*t.size+t.maxRecord {
		t.free.Put(c)
	}
}
