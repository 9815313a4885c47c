package findings

import (
	"sync"
	"unsafe"

	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/metadata"
)

// chunk is a column of the open row group: the page that fills, and those that are ended and wait until the row group is, since
// its columns stand one behind the other.
//
// A column with a dictionary begins with one. It is given up where the first page shows that it saves nothing, and is closed
// where it becomes too large; what comes then is plain.
type chunk struct {
	field
	dictionary bool // values still become places
	tried      bool // the dictionary was found to save something
	words      words
	open       *page
	ended      []*page
	taken      []uint32 // 1 + place in words, by place in the batch that is taken over
	spare      sync.Pool
}

// begin begins a row group.
func (c *chunk) begin() {
	c.dictionary, c.tried = c.kind == text && !c.distinct, false
	c.words.reset()
	c.open, c.ended = nil, nil
	clear(c.taken)
}

// take takes some rows over from a leaf, from one cursor to another.
func (c *chunk) take(l *leaf, from, to cursor, rows int) {
	if from == (cursor{}) { // a new batch
		if l.words != nil {
			c.taken = append(c.taken[:0], make([]uint32, l.words.len())...)
		}
	}
	if c.open == nil {
		c.open = newPage(c.kind, &c.spare)
	}
	p := c.open
	p.rows += rows
	if l.nested || l.optional {
		p.levels = append(p.levels, l.levels[from.entry:to.entry]...)
	}
	if l.nested {
		p.starts = append(p.starts, l.starts[from.entry:to.entry]...)
	}
	if l.words == nil {
		p.plain = append(p.plain, l.plain[from.offset:to.offset]...)
		return
	}
	for _, i := range l.index[from.value:to.value] {
		if !c.dictionary {
			p.plain = appendText(p.plain, l.words.at(i))
			continue
		}
		if c.taken[i] == 0 {
			word := l.words.at(i)
			c.taken[i] = 1 + c.words.place(unsafe.String(unsafe.SliceData(word), len(word)), l.words.hashes[i])
		}
		p.index = append(p.index, c.taken[i]-1)
	}
}

// end ends the open page, where there is one, and gives it to be encoded.
func (c *chunk) end(encode func(*page)) {
	p := c.open
	if p == nil {
		return
	}
	switch {
	case !c.dictionary || c.words.len() == 0: // nulls alone have no places
	case c.tried || c.saves(p):
		c.tried = true
		p.width = c.words.width()
	default:
		p.unfold(&c.words)
		c.words.reset()
		c.dictionary = false
	}
	c.open = nil
	c.ended = append(c.ended, p)
	encode(p)
}

// saves says whether a first page is smaller with its dictionary than without.
func (c *chunk) saves(p *page) bool {
	plain := 0
	for _, place := range p.index {
		plain += 4 + len(c.words.at(place))
	}
	return len(c.words.plain)+int(p.bytes(c.words.width())) < plain
}

// full says whether the page has bytes enough.
func (c *chunk) full(bytes int64) bool {
	return c.open != nil && c.open.bytes(c.words.width()) >= bytes
}

// overflows says whether the dictionary has become too large.
func (c *chunk) overflows(bytes int) bool { return c.dictionary && len(c.words.plain) > bytes }

// write writes the chunk where the file stands. Every page is encoded.
func (c *chunk) write(to *sink, props *parquet.WriterProperties, meta *metadata.ColumnChunkMetaDataBuilder, group, column int16) error {
	path := meta.Descr().Path()
	pages, err := file.NewPageWriter(to, props.CompressionFor(path), props.CompressionLevelFor(path), meta, group, column,
		memory.DefaultAllocator, false, nil, nil)
	if err != nil {
		return err
	}
	folded := c.words.len() > 0
	if folded {
		words := file.NewDictionaryPage(memory.NewBufferBytes(c.words.plain), int32(c.words.len()), props.DictionaryPageEncoding())
		if _, err := pages.WriteDictionaryPage(words); err != nil {
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
		c.kind.bounded(&stats, p.min, p.max)
	}
	if folded {
		least, greatest := c.kind.bounds(c.words.plain)
		c.kind.bounded(&stats, least, greatest)
	}
	stats.ApplyStatSizeLimits(int(props.MaxStatsSizeFor(path)))
	stats.Signed = c.kind.bytesEach() > 0
	meta.SetStats(stats)
	return pages.Close(folded, folded && !c.dictionary)
}
