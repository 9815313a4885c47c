package tablefile

import (
	"fmt"
	"hash/crc32"
	"io"

	"github.com/apache/arrow/go/v15/parquet/file"
)

// columnPages is where the pages of a column stand, in one row group.
type columnPages struct {
	column     string
	from, size int64
}

// pagesOf is where the pages of a column stand in each row group.
func pagesOf(whole *file.Reader, name string, column int) ([]columnPages, error) {
	var list []columnPages
	for g := range whole.NumRowGroups() {
		chunk, err := whole.MetaData().RowGroup(g).ColumnChunk(column)
		if err != nil {
			return nil, err
		}
		from := chunk.DataPageOffset()
		if at := chunk.DictionaryPageOffset(); chunk.HasDictionaryPage() && at > 0 && at < from {
			from = at
		}
		list = append(list, columnPages{name, from, chunk.TotalCompressedSize()})
	}
	return list, nil
}

// check compares the pages with their checksums, where they have them: the CRC-32 of what follows the header of the page, as it is stored.
// The Arrow library does not. A header that cannot be read ends the check: the library has read what there was to read, and old writers
// have left bytes behind the pages.
func (c *columnPages) check(f io.ReaderAt) error {
	for at, end := c.from, c.from+c.size; at < end; {
		h, ok := readPageHeader(f, at, end)
		if !ok {
			return nil
		}
		at += h.length
		if h.summed {
			sum := crc32.NewIEEE()
			n, err := io.Copy(sum, io.NewSectionReader(f, at, h.stored))
			if err != nil {
				return err
			}
			if n != h.stored || sum.Sum32() != h.sum {
				return fmt.Errorf("%w: got a page of the column %q that does not have its checksum; want the file as it was written: have it copied again",
					ErrCorrupt, c.column)
			}
		}
		at += h.stored
	}
	return nil
}

// pageHeader is what is needed of the header of a page.
type pageHeader struct {
	length int64 // bytes of the header
	stored int64 // bytes of the page behind it
	sum    uint32
	summed bool // the header has a checksum
}

// The most bytes that the header of a page may have: statistics with long texts stand in it.
const maxPageHeader = 16 << 20

// readPageHeader reads the header at a place, which ends before the end of the column.
func readPageHeader(f io.ReaderAt, at, end int64) (h pageHeader, ok bool) {
	for size := int64(1 << 10); ; size *= 16 {
		size = min(size, end-at, maxPageHeader)
		b := make([]byte, size)
		if n, err := f.ReadAt(b, at); n < len(b) && err != nil && err != io.EOF {
			return h, false
		}
		if h, ok = parsePageHeader(b); ok {
			return h, h.stored >= 0 && h.stored <= end-at-h.length
		}
		if size == end-at || size == maxPageHeader {
			return h, false
		}
	}
}

// Fields of a PageHeader, by the Thrift definition of the format.
const (
	fieldStoredSize = 3
	fieldCRC        = 4
)

// parsePageHeader reads a PageHeader in the compact protocol of Thrift; not ok where the bytes end before it.
func parsePageHeader(b []byte) (h pageHeader, ok bool) {
	t := thriftBytes{b: b}
	for field := int64(0); ; {
		kind := t.field(&field)
		switch {
		case t.bad:
			return h, false
		case kind == thriftStop:
			h.length = int64(t.at)
			return h, true
		case kind == thriftI32 && field == fieldStoredSize:
			h.stored = t.signed()
		case kind == thriftI32 && field == fieldCRC:
			h.sum, h.summed = uint32(t.signed()), true
		default:
			t.skip(kind, 0)
		}
	}
}

// The types of the compact protocol that need a word of their own.
const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftStruct = 12
)

// thriftDepth is how deep structs stand in a PageHeader, and more.
const thriftDepth = 8

// thriftBytes reads the compact protocol. It never goes beyond its bytes: then they are bad.
type thriftBytes struct {
	b   []byte
	at  int
	bad bool
}

func (t *thriftBytes) next() byte {
	if t.bad = t.bad || t.at >= len(t.b); t.bad {
		return 0
	}
	t.at++
	return t.b[t.at-1]
}

func (t *thriftBytes) varint() (n uint64) {
	for shift := 0; shift < 64; shift += 7 {
		c := t.next()
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return n
		}
	}
	t.bad = true
	return 0
}

func (t *thriftBytes) signed() int64 {
	n := t.varint()
	return int64(n>>1) ^ -int64(n&1)
}

// field reads the type of the next field, and its number.
func (t *thriftBytes) field(number *int64) (kind byte) {
	c := t.next()
	if delta := int64(c >> 4); delta > 0 {
		*number += delta
	} else if c != thriftStop {
		*number = t.signed()
	}
	return c & 0x0f
}

// skip passes over a value.
func (t *thriftBytes) skip(kind byte, depth int) {
	switch kind {
	case thriftTrue, thriftFalse:
	case thriftByte:
		t.next()
	case thriftI16, thriftI32, thriftI64:
		t.varint()
	case thriftDouble:
		t.pass(8)
	case thriftBinary:
		t.pass(t.varint())
	case thriftList, thriftSet:
		c := t.next()
		n := uint64(c >> 4)
		if n == 15 {
			n = t.varint()
		}
		for range n {
			if t.bad || depth == thriftDepth {
				t.bad = true
				return
			}
			if of := c & 0x0f; of == thriftTrue || of == thriftFalse { // in a list they are a byte each
				t.next()
			} else {
				t.skip(of, depth+1)
			}
		}
	case thriftStruct:
		for number := int64(0); !t.bad; {
			of := t.field(&number)
			if of == thriftStop {
				return
			}
			if depth == thriftDepth {
				t.bad = true
				return
			}
			t.skip(of, depth+1)
		}
	default:
		t.bad = true
	}
}

func (t *thriftBytes) pass(n uint64) {
	if t.bad = t.bad || n > uint64(len(t.b)-t.at); !t.bad {
		t.at += int(n)
	}
}
