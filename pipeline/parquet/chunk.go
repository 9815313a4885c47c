package parquet

import (
	"sort"
	"sync"
	"unsafe"

	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/metadata"
)

// chunk is a column of the open row group: the page that is filled, and those that are ended. They wait for the end of the row group, since
// a file has the columns of a row group one after the other.
//
// A text column begins with a dictionary, unless it has none. It is given up where the first page shows that it saves nothing, and is closed
// where it becomes too large; the values after that are plain.
type columnChunk struct {
	field
	inUse      bool // values still become codes of the dictionary
	proven     bool // the dictionary was found to save something
	dictionary textDictionary
	open       *dataPage
	ended      []*dataPage
	codes      []uint32 // 1 + code in the dictionary, by code in the dictionary of the batch; 0 for not yet known
	pool       sync.Pool
}

// begin begins a row group.
func (c *columnChunk) begin() {
	c.inUse, c.proven = c.kind == text && !c.noDictionary, false
	c.dictionary.reset()
	c.open, c.ended = nil, nil
	clear(c.codes)
}

// take copies some rows from a leaf, from one cursor to another, into the open page.
func (c *columnChunk) take(l *leafBuffer, from, to cursor, rows int) {
	if from == (cursor{}) { // a new batch
		if l.dictionary != nil {
			c.codes = append(c.codes[:0], make([]uint32, l.dictionary.len())...)
		}
	}
	if c.open == nil {
		c.open = newPage(c.kind, &c.pool)
	}
	p := c.open
	p.rows += rows
	if l.nested || l.optional {
		p.definition = append(p.definition, l.definition[from.entry:to.entry]...)
	}
	if l.nested {
		p.repetition = append(p.repetition, l.repetition[from.entry:to.entry]...)
	}
	if l.dictionary == nil {
		p.plain = append(p.plain, l.plain[from.offset:to.offset]...)
		return
	}
	for _, i := range l.codes[from.value:to.value] {
		if !c.inUse {
			p.plain = appendText(p.plain, l.dictionary.at(i))
			continue
		}
		if c.codes[i] == 0 {
			word := l.dictionary.at(i)
			c.codes[i] = 1 + c.dictionary.add(unsafe.String(unsafe.SliceData(word), len(word)), l.dictionary.hashes[i])
		}
		p.codes = append(p.codes, c.codes[i]-1)
	}
}

// end ends the open page, where there is one, and passes it to encode.
func (c *columnChunk) end(encode func(*dataPage)) {
	p := c.open
	if p == nil {
		return
	}
	switch {
	case !c.inUse || c.dictionary.len() == 0: // nulls alone have no codes
	case c.proven || c.saves(p):
		c.proven = true
		p.width = c.dictionary.width()
	default:
		p.decode(&c.dictionary)
		c.dictionary.reset()
		c.inUse = false
	}
	c.open = nil
	c.ended = append(c.ended, p)
	encode(p)
}

// saves says whether a first page is smaller with its dictionary than without.
func (c *columnChunk) saves(p *dataPage) bool {
	plain := 0
	for _, code := range p.codes {
		plain += 4 + len(c.dictionary.at(code))
	}
	return len(c.dictionary.plain)+int(p.bytes(c.dictionary.width())) < plain
}

// full says whether the open page has at least so many bytes.
func (c *columnChunk) full(bytes int64) bool {
	return c.open != nil && c.open.bytes(c.dictionary.width()) >= bytes
}

// overflows says whether the dictionary has become too large.
func (c *columnChunk) overflows(bytes int) bool { return c.inUse && len(c.dictionary.plain) > bytes }

// write writes the chunk at the end of the file. Every page must be encoded.
func (c *columnChunk) write(to *sink, props *parquet.WriterProperties, meta *metadata.ColumnChunkMetaDataBuilder, group, column int16) error {
	path, body := meta.Descr().Path(), &chunkSink{sink: to}
	pages, err := file.NewPageWriter(body, props.CompressionFor(path), props.CompressionLevelFor(path), meta, group, column,
		memory.DefaultAllocator, false, nil, nil)
	if err != nil {
		return err
	}
	encoded := c.dictionary.len() > 0
	if encoded {
		page := file.NewDictionaryPage(memory.NewBufferBytes(c.dictionary.plain), int32(c.dictionary.len()), props.DictionaryPageEncoding())
		if _, err := pages.WriteDictionaryPage(page); err != nil {
			return err
		}
	}
	var stats metadata.EncodedStatistics
	stats.SetNullCount(0)
	for _, p := range c.ended {
		if _, err := pages.WriteDataPage(p.done); err != nil {
			return err
		}
		stats.NullCount += p.nulls
		c.kind.extend(&stats, p.min, p.max)
	}
	if encoded {
		least, greatest := c.kind.bounds(c.dictionary.plain)
		c.kind.extend(&stats, least, greatest)
	}
	stats.ApplyStatSizeLimits(int(props.MaxStatsSizeFor(path)))
	stats.Signed = c.kind.bytesEach() > 0
	meta.SetStats(stats)
	// The library counts pages by encoding in a map, lists the counts in the order of that map and writes the list behind the
	// pages; the footer has it too. The list is put in order before anything of it is written.
	body.closed = true
	if err := pages.Close(encoded, encoded && !c.inUse); err != nil {
		return err
	}
	counts := meta.Contents().MetaData.EncodingStats
	sort.Slice(counts, func(i, j int) bool {
		a, b := counts[i], counts[j]
		return a.PageType < b.PageType || a.PageType == b.PageType && a.Encoding < b.Encoding
	})
	_, err = meta.WriteTo(to)
	return err
}

// chunkSink takes the pages of a chunk, and nothing once it is closed.
type chunkSink struct {
	*sink
	closed bool
}

func (s *chunkSink) Write(p []byte) (int, error) {
	if s.closed {
		return len(p), nil
	}
	return s.sink.Write(p)
}
