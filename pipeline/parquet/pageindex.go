package parquet

import (
	"errors"
	"fmt"
	"io"

	"github.com/xitongsys/parquet-go/parquet"
)

// The most that a page and a row group of our tables have. A file that claims more is refused before anything is allocated for it.
const (
	largestPage  = 128 << 20 // bytes, not compressed
	mostEntries  = 1 << 24   // of a page: rows, or values of its lists
	mostRows     = 1 << 20   // of a row group
	longestWidth = 32        // bits of a dictionary code
)

// errPage is a page that is not as its header says, or a column chunk that is not as the footer says.
var errPage = errors.New("the page does not hold what its header says")

// pageIndex is where a page stands and what its header says of it.
type pageIndex struct {
	at                     int64 // of its bytes
	stored, raw            int   // bytes in the file, and those without compression; levels are part of both
	repetition, definition int   // bytes of the levels, which are not compressed
	entries, nulls, rows   int
	encoded                bool // values are codes of the dictionary
}

// chunkIndex is a leaf column in one row group.
type chunkIndex struct {
	dictionary pageIndex // entries are 0 where there is none
	pages      []pageIndex
}

// index reads the page headers of a leaf column in one row group. It refuses a chunk that is anything but pages, one behind the other, which
// add up to what the footer says.
func (f *fileFooter) index(group, column int) (c chunkIndex, err error) {
	meta, err := f.chunk(group, column)
	if err != nil {
		return c, err
	}
	leaf := &f.leaves[column]
	at := chunkStart(meta)
	end, values, rows, raw := at+meta.GetTotalCompressedSize(), meta.GetNumValues(), f.meta.GetRowGroups()[group].GetNumRows(), meta.GetTotalUncompressedSize()
	if at < int64(len(magic)) || end < at || end > f.end || meta.GetCodec() != parquet.CompressionCodec_ZSTD {
		return c, errPage
	}
	for buffer := make([]byte, 4<<10); at < end; {
		header, length, err := f.pageHeader(at, end, &buffer)
		if err != nil {
			return c, err
		}
		p := pageIndex{at: at + length, stored: int(header.GetCompressedPageSize()), raw: int(header.GetUncompressedPageSize())}
		if p.stored < 0 || int64(p.stored) > end-p.at || p.raw < 0 || p.raw > largestPage {
			return c, errPage
		}
		first := at == chunkStart(meta)
		at = p.at + int64(p.stored)
		raw -= length + int64(p.raw)
		if header.GetType() == parquet.PageType_DICTIONARY_PAGE {
			if !first || !p.dictionary(header.GetDictionaryPageHeader(), meta.GetType()) {
				return c, errPage
			}
			c.dictionary = p
			continue
		}
		if header.GetType() != parquet.PageType_DATA_PAGE_V2 || !p.data(header.GetDataPageHeaderV2(), leaf, c.dictionary.entries > 0) {
			return c, errPage
		}
		values -= int64(p.entries)
		rows -= int64(p.rows)
		c.pages = append(c.pages, p)
	}
	if at != end || values != 0 || rows != 0 || raw != 0 {
		return c, fmt.Errorf("the pages do not add up to what the footer says: %w", errPage)
	}
	return c, nil
}

// dictionary reads the header of a dictionary page. It is false where the header cannot be right: each text takes at least four bytes.
func (p *pageIndex) dictionary(h *parquet.DictionaryPageHeader, of parquet.Type) (ok bool) {
	if h == nil || of != parquet.Type_BYTE_ARRAY || h.GetEncoding() != parquet.Encoding_PLAIN {
		return false
	}
	p.entries = int(h.GetNumValues())
	return p.entries > 0 && p.entries <= p.raw/4
}

// data reads the header of a data page. It is false where the header cannot be right.
func (p *pageIndex) data(h *parquet.DataPageHeaderV2, of *leafColumn, dictionary bool) (ok bool) {
	if h == nil {
		return false
	}
	p.repetition, p.definition = int(h.GetRepetitionLevelsByteLength()), int(h.GetDefinitionLevelsByteLength())
	p.entries, p.nulls, p.rows = int(h.GetNumValues()), int(h.GetNumNulls()), int(h.GetNumRows())
	levels := p.repetition + p.definition
	switch {
	case p.repetition < 0 || p.definition < 0 || levels > p.stored || levels > p.raw || !h.GetIsCompressed():
		return false
	case (of.repetition == 0) != (p.repetition == 0) || (of.definition == 0) != (p.definition == 0):
		return false
	case p.entries < 1 || p.entries > mostEntries || p.nulls < 0 || p.nulls > p.entries || of.definition == 0 && p.nulls > 0:
		return false
	case p.rows < 1 || p.rows > p.entries || of.repetition == 0 && p.rows != p.entries:
		return false
	}
	p.encoded = h.GetEncoding() == parquet.Encoding_RLE_DICTIONARY
	bytes, values := p.raw-levels, p.entries-p.nulls
	switch {
	case p.encoded:
		return dictionary
	case h.GetEncoding() != parquet.Encoding_PLAIN:
		return false
	}
	switch of.element.GetType() {
	case parquet.Type_BOOLEAN:
		return bytes == (values+7)/8
	case parquet.Type_INT32:
		return bytes == 4*values
	case parquet.Type_INT64:
		return bytes == 8*values
	}
	return bytes >= 4*values
}

// pageHeader reads the page header at an offset, and gives its length in bytes.
func (f *fileFooter) pageHeader(at, end int64, buffer *[]byte) (*parquet.PageHeader, int64, error) {
	for {
		b := (*buffer)[:min(int64(len(*buffer)), end-at)]
		n, err := f.file.ReadAt(b, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, 0, err
		}
		header := parquet.NewPageHeader()
		rest, err := readThrift(header, b[:n])
		if err == nil {
			return header, int64(n - rest), nil
		}
		if n < len(b) || int64(len(b)) == end-at || len(b) > largestPage {
			return nil, 0, err
		}
		*buffer = make([]byte, 8*len(*buffer)) // what the statistics of a page show may be long
	}
}

func chunkStart(meta *parquet.ColumnMetaData) int64 {
	if meta.IsSetDictionaryPageOffset() {
		return meta.GetDictionaryPageOffset()
	}
	return meta.GetDataPageOffset()
}
