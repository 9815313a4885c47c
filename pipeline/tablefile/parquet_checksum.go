package tablefile

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/metadata"
	"github.com/apache/thrift/lib/go/thrift"
	parquetmeta "github.com/xitongsys/parquet-go/parquet"
)

// The library reads a header of this size at most, and nearly all are much smaller.
const (
	usualHeader   = 4 << 10
	largestHeader = 16 << 20
)

// pageChecker compares the pages of a Parquet file with their checksums, before the library decodes them: a byte that was turned on
// its way may still be a digit of an amount. It goes ahead of the rows one row group at a time, because a process that checks a large
// file as a whole sends nothing meanwhile. Of a page without a checksum only the header is read.
type pageChecker struct {
	file   io.ReaderAt
	whole  *file.Reader
	leaves []checkedLeaf
	group  int   // the first one that was not checked
	ahead  int64 // rows that were checked and not read yet
	buffer []byte
}

// checkedLeaf is a column whose cells are read.
type checkedLeaf struct {
	name string
	at   int // in the row groups
}

// rows checks the row groups of the next rows; of all that are left where rows is negative.
func (p *pageChecker) rows(rows int64) error {
	for ; p.group < p.whole.NumRowGroups() && (rows < 0 || p.ahead < rows); p.group++ {
		group := p.whole.MetaData().RowGroup(p.group)
		for _, leaf := range p.leaves {
			chunk, err := group.ColumnChunk(leaf.at)
			if err != nil {
				return err
			}
			at, err := p.chunk(chunk)
			if err != nil {
				return err
			}
			if at >= 0 {
				return fmt.Errorf("%w: page checksum does not match: the file was damaged after it was written (column %.60q, row group %d of %d, "+
					"page at byte %d); want the file sent or written once more", ErrCorrupt, leaf.name, p.group+1, p.whole.NumRowGroups(), at)
			}
		}
		p.ahead += group.NumRows()
	}
	p.ahead -= rows
	return nil
}

// chunk gives the offset of the first page of a column chunk that is not what its checksum says; -1 where there is none. A header that
// cannot be read ends the walk: the library comes to it as well and says so.
func (p *pageChecker) chunk(c *metadata.ColumnChunkMetaData) (damaged int64, err error) {
	if c.CryptoMetadata() != nil {
		return -1, nil
	}
	at := c.DataPageOffset()
	if first := c.DictionaryPageOffset(); c.HasDictionaryPage() && first > 0 && first < at {
		at = first
	}
	for end := at + c.TotalCompressedSize(); 0 <= at && at < end; {
		header, length, err := p.header(at)
		if header == nil || header.CompressedPageSize < 0 {
			return -1, err
		}
		if header.IsSetCrc() {
			sum := crc32.NewIEEE()
			body := io.NewSectionReader(p.file, at+length, int64(header.CompressedPageSize))
			if n, err := io.CopyBuffer(sum, body, p.buffer); err != nil {
				return -1, err
			} else if n < int64(header.CompressedPageSize) || sum.Sum32() != uint32(header.GetCrc()) {
				return at, nil
			}
		}
		at += length + int64(header.CompressedPageSize)
	}
	return -1, nil
}

// header reads the header of the page at an offset; nil where there is none that can be read.
func (p *pageChecker) header(at int64) (_ *parquetmeta.PageHeader, length int64, err error) {
	for size := usualHeader; size <= largestHeader; size *= 16 {
		stored := make([]byte, size)
		n, err := p.file.ReadAt(stored, at)
		if err != nil && err != io.EOF {
			return nil, 0, err
		}
		buffer := &thrift.TMemoryBuffer{Buffer: bytes.NewBuffer(stored[:n])}
		limits := &thrift.TConfiguration{MaxMessageSize: int32(max(1, n))} // nothing is allocated that these bytes could not fill
		header := parquetmeta.NewPageHeader()
		if header.Read(context.Background(), thrift.NewTCompactProtocolConf(buffer, limits)) == nil {
			return header, int64(n - buffer.Len()), nil
		}
		if n < size {
			break
		}
	}
	return nil, 0, nil
}
