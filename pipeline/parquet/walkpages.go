package parquet

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/xitongsys/parquet-go/layout"
	"github.com/xitongsys/parquet-go/parquet"
)

// walkPages goes from page header to page header through the file, and refuses a column that is not pages one behind the other with
// as many values as the footer says. The first library goes round and round over some that are not, and takes all memory.
func (f *Footer) WalkPages() error {
	room := make([]byte, 4<<10)
	for n, group := range f.meta.GetRowGroups() {
		for i, column := range group.GetColumns() {
			if column.GetMetaData() == nil {
				return fmt.Errorf("got no footer of column %d in row group %d", i, n)
			}
			if err := f.walkChunk(column.GetMetaData(), &room); err != nil {
				return fmt.Errorf("column %d in row group %d: %w", i, n, err)
			}
		}
	}
	return nil
}

func (f *Footer) walkChunk(meta *parquet.ColumnMetaData, room *[]byte) error {
	at := chunkStart(meta)
	end := at + meta.GetTotalCompressedSize()
	left := meta.GetNumValues()
	for at < end {
		header, length, err := f.pageHeader(at, end, room)
		if err != nil {
			return err
		}
		switch data := header.GetDataPageHeaderV2(); {
		case header.GetType() == parquet.PageType_DICTIONARY_PAGE && at == chunkStart(meta):
		case header.GetType() == parquet.PageType_DATA_PAGE_V2 && data != nil && data.GetNumValues() > 0:
			left -= int64(data.GetNumValues())
		default:
			return errPage
		}
		if header.GetCompressedPageSize() < 0 {
			return errPage
		}
		at += length + int64(header.GetCompressedPageSize())
	}
	if at != end || left != 0 {
		return errPage
	}
	return nil
}

// pageHeader reads the header of the page there, and tells how long the header is.
func (f *Footer) pageHeader(at, end int64, room *[]byte) (*parquet.PageHeader, int64, error) {
	for {
		b := (*room)[:min(int64(len(*room)), end-at)]
		n, err := f.file.ReadAt(b, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, 0, err
		}
		rest := thrift.TMemoryBuffer{Buffer: bytes.NewBuffer(b[:n])}
		buffered := thrift.NewTBufferedTransport(&rest, 512)
		header, err := layout.ReadPageHeader(buffered)
		if err == nil {
			return header, int64(n - rest.Len() - buffered.Reader.Buffered()), nil
		}
		if n < len(b) || int64(len(b)) == end-at {
			return nil, 0, err
		}
		*room = make([]byte, 8*len(*room)) // what the statistics of a page show may be long
	}
}

func chunkStart(meta *parquet.ColumnMetaData) int64 {
	if meta.IsSetDictionaryPageOffset() {
		return meta.GetDictionaryPageOffset()
	}
	return meta.GetDataPageOffset()
}
