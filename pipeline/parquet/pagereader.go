package parquet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/klauspost/compress/zstd"

	"vigie/rules/civil"
)

// columnReader decodes a leaf column, page after page. Texts point into the decompressed page, which is not used again.
type columnReader struct {
	file   io.ReaderAt
	kind   kind
	list   bool
	null   bool // the column has definition levels
	chunks []chunkIndex

	group, page int // next page
	dictionary  []string

	// Of the open page.
	repetition, definition []uint8
	entries, entry         int
	encoded                bool
	codes                  hybridReader
	plain                  []byte // values to come
	bit                    int    // booleans that were read of plain

	stored  []byte   // buffers
	numbers []uint32 // codes
}

// values is a portion of a leaf column. Of a plain column there is a value for each row, of a list one for each element.
type leafValues struct {
	texts   []string
	numbers []int64 // booleans are 0 or 1
	null    []bool  // nil where no value is null
	offsets []int   // of a list: where the elements of each row begin, and where the last ones end
}

// decompressor is safe to use on several goroutines, and allocates nothing beyond the buffer that it is given.
var decompressor = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(largestPage))
	if err != nil {
		panic(err) // of these options never
	}
	return d
})

// next decodes the next rows, which must be there.
func (c *columnReader) next(rows int) (v leafValues, err error) {
	if c.list {
		v.offsets = make([]int, 1, rows+1)
	}
	for rows > 0 {
		if c.entry == c.entries {
			if err := c.open(); err != nil {
				return v, err
			}
		}
		n, entries := c.span(rows)
		if err := c.take(&v, entries); err != nil {
			return v, err
		}
		rows -= n
	}
	return v, nil
}

// span is how many of the wanted rows the open page has, and how many entries these take.
func (c *columnReader) span(wanted int) (rows, entries int) {
	rest := c.entries - c.entry
	if !c.list {
		return min(wanted, rest), min(wanted, rest)
	}
	for _, level := range c.repetition[c.entry:] {
		if level == 0 {
			if rows == wanted {
				break
			}
			rows++
		}
		entries++
	}
	return rows, entries
}

// open reads the next page.
func (c *columnReader) open() error {
	for c.group < len(c.chunks) && c.page == len(c.chunks[c.group].pages) {
		c.group, c.page = c.group+1, 0
	}
	if c.group == len(c.chunks) {
		return fmt.Errorf("the column ends early: %w", errPage)
	}
	chunk := &c.chunks[c.group]
	if c.page == 0 {
		if err := c.readDictionary(&chunk.dictionary); err != nil {
			return err
		}
	}
	p := &chunk.pages[c.page]
	c.page++
	if err := c.load(p); err != nil {
		return err
	}
	if err := c.readLevels(p); err != nil {
		return err
	}
	levels := p.repetition + p.definition
	plain, err := decompressed(c.stored[levels:], p.raw-levels)
	if err != nil {
		return err
	}
	c.entry, c.entries, c.encoded, c.plain, c.bit = 0, p.entries, p.encoded, plain, 0
	if p.encoded {
		if len(plain) == 0 || plain[0] > longestWidth {
			return errPage
		}
		c.codes = hybridReader{rest: plain[1:], width: int(plain[0])}
	}
	return nil
}

// load reads the bytes of a page as they are stored.
func (c *columnReader) load(p *pageIndex) error {
	c.stored = slices.Grow(c.stored[:0], p.stored)[:p.stored]
	_, err := c.file.ReadAt(c.stored, p.at)
	return err
}

// decompressed is exactly so many bytes of compressed ones, in memory of their own.
func decompressed(stored []byte, want int) ([]byte, error) {
	if len(stored) == 0 && want == 0 {
		return nil, nil
	}
	raw, err := decompressor().DecodeAll(stored, make([]byte, 0, want))
	if err != nil {
		return nil, err
	}
	if len(raw) != want {
		return nil, errPage
	}
	return raw, nil
}

func (c *columnReader) readDictionary(p *pageIndex) error {
	c.dictionary = nil
	if p.entries == 0 {
		return nil
	}
	if err := c.load(p); err != nil {
		return err
	}
	plain, err := decompressed(c.stored, p.raw)
	if err != nil {
		return err
	}
	c.dictionary, c.plain = make([]string, p.entries), plain
	if err := c.readTexts(c.dictionary); err != nil {
		return err
	}
	if len(c.plain) > 0 {
		return errPage
	}
	return nil
}

// readLevels decodes the levels of a page. The first entry begins a row, and a row without elements has one entry alone.
func (c *columnReader) readLevels(p *pageIndex) error {
	read := func(into *[]uint8, highest bool, stored []byte) error {
		if !highest {
			return nil
		}
		h := hybridReader{rest: stored, width: 1}
		*into = slices.Grow((*into)[:0], p.entries)[:p.entries]
		if err := readHybrid(&h, *into); err != nil {
			return err
		}
		return h.end()
	}
	if err := read(&c.repetition, c.list, c.stored[:p.repetition]); err != nil {
		return err
	}
	if err := read(&c.definition, c.null, c.stored[p.repetition:][:p.definition]); err != nil {
		return err
	}
	if c.null && bytes.Count(c.definition, []byte{0}) != p.nulls {
		return errPage
	}
	if !c.list {
		return nil
	}
	rows := 0
	for i, level := range c.repetition {
		switch {
		case level == 0:
			rows++
		case i == 0 || c.definition[i] == 0 || c.definition[i-1] == 0:
			return errPage
		}
	}
	if rows != p.rows {
		return errPage
	}
	return nil
}

// take decodes entries of the open page. Behind the last one nothing may be left.
func (c *columnReader) take(v *leafValues, entries int) error {
	from, definition := c.entry, []uint8(nil)
	c.entry += entries
	present := entries
	if c.null {
		definition = c.definition[from:c.entry]
		present = bytes.Count(definition, []byte{1})
	}
	slots := entries
	if c.list {
		slots = present
		v.lists(c.repetition[from:c.entry], definition)
	}
	var err error
	switch {
	case c.kind == text || c.kind == blob:
		read := c.readTexts
		if c.encoded {
			read = c.readCodes
		}
		v.texts, err = extended(v.texts, slots, present, definition, read)
	default:
		v.numbers, err = extended(v.numbers, slots, present, definition, c.readNumbers)
	}
	if err != nil {
		return err
	}
	if c.null && !c.list {
		for _, level := range definition {
			v.null = append(v.null, level == 0)
		}
	}
	if c.entry < c.entries {
		return nil
	}
	if c.encoded {
		return c.codes.end()
	}
	if c.kind != flag && len(c.plain) > 0 {
		return errPage
	}
	return nil
}

// lists adds the lists of some entries, which are whole rows.
func (v *leafValues) lists(repetition, definition []uint8) {
	last := len(v.offsets) - 1
	for i, level := range repetition {
		if level == 0 {
			v.offsets = append(v.offsets, v.offsets[last])
			last++
		}
		v.offsets[last] += int(definition[i])
	}
}

// extended adds slots to a list, and reads values into so many of them, namely those whose definition level is 1. The others are zero.
func extended[T any](list []T, slots, present int, definition []uint8, read func([]T) error) ([]T, error) {
	list = append(list, make([]T, slots)...)
	added := list[len(list)-slots:]
	if err := read(added[:present]); err != nil || present == slots {
		return list, err
	}
	var zero T
	for i := slots - 1; i >= 0; i-- {
		if definition[i] == 0 {
			added[i] = zero
			continue
		}
		present--
		added[i] = added[present]
	}
	return list, nil
}

// readTexts decodes texts, each behind its length.
func (c *columnReader) readTexts(into []string) error {
	for i := range into {
		if len(c.plain) < 4 {
			return errPage
		}
		n := uint64(binary.LittleEndian.Uint32(c.plain))
		rest := c.plain[4:]
		if n > uint64(len(rest)) {
			return errPage
		}
		if c.kind == text && !utf8.Valid(rest[:n]) {
			return errPage
		}
		into[i], c.plain = unsafe.String(unsafe.SliceData(rest), int(n)), rest[n:]
	}
	return nil
}

// readCodes decodes texts that are codes of the dictionary.
func (c *columnReader) readCodes(into []string) error {
	c.numbers = slices.Grow(c.numbers[:0], len(into))[:len(into)]
	if err := readHybrid(&c.codes, c.numbers); err != nil {
		return err
	}
	for i, code := range c.numbers {
		if code >= uint32(len(c.dictionary)) {
			return errPage
		}
		into[i] = c.dictionary[code]
	}
	return nil
}

// The days that a date may be: what lies beyond cannot be written as a day.
var (
	firstDay = int64(civil.Date(1, 1, 1).Unix32())
	lastDay  = int64(civil.Date(9999, 12, 31).Unix32())
)

// readNumbers decodes values of fixed length; the index of pages has made sure that their bytes are there.
func (c *columnReader) readNumbers(into []int64) error {
	switch c.kind {
	case flag:
		for i := range into {
			into[i] = int64(c.plain[c.bit/8] >> (c.bit % 8) & 1)
			c.bit++
		}
	case date, whole32:
		for i := range into {
			into[i] = int64(int32(binary.LittleEndian.Uint32(c.plain[4*i:])))
			if c.kind == date && (into[i] < firstDay || into[i] > lastDay) {
				return errPage
			}
		}
		c.plain = c.plain[4*len(into):]
	default:
		for i := range into {
			into[i] = int64(binary.LittleEndian.Uint64(c.plain[8*i:]))
		}
		c.plain = c.plain[8*len(into):]
	}
	return nil
}
