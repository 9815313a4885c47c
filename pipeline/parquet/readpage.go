package parquet

import (
	"bytes"
	"fmt"
	"io"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/xitongsys/parquet-go/compress"
	"github.com/xitongsys/parquet-go/encoding"
	"github.com/xitongsys/parquet-go/layout"
	"github.com/xitongsys/parquet-go/parquet"
)

// chunkReader reads a column in one row group with the second library, which reads page headers, decompresses, and decodes runs, packed
// groups and plain values. It does not use the library's pages, which have a boxed value and two boxed levels for each entry: entries
// go into the checksum as they are decoded, a run at a time.
type chunkReader struct {
	leaf       *leafColumn
	meta       *parquet.ColumnMetaData
	from       *thrift.TBufferedTransport
	sum        *Checksum
	rows       int64
	dictionary []uint64 // hashes of its values
	stored     []byte   // of the page
}

// readChunk reads the pages of a column in one row group and gives its rows.
func (f *fileFooter) readChunk(l *leafColumn, meta *parquet.ColumnMetaData, sum *Checksum) (rows int64, err error) {
	section := io.NewSectionReader(f.file, chunkStart(meta), meta.GetTotalCompressedSize())
	c := &chunkReader{leaf: l, meta: meta, sum: sum, from: thrift.NewTBufferedTransport(thrift.NewStreamTransportR(section), 64<<10)}
	for read := int64(0); read < meta.GetNumValues(); {
		entries, err := c.next()
		if err != nil {
			return c.rows, err
		}
		read += entries
	}
	return c.rows, nil
}

// next reads a page and gives its entries: none of a dictionary.
func (c *chunkReader) next() (entries int64, err error) {
	header, err := layout.ReadPageHeader(c.from)
	if err != nil {
		return 0, err
	}
	length := int64(header.GetCompressedPageSize())
	if length < 0 || length > c.meta.GetTotalCompressedSize() {
		return 0, errPage
	}
	c.stored = append(c.stored[:0], make([]byte, length)...)
	if _, err := io.ReadFull(c.from, c.stored); err != nil {
		return 0, err
	}
	switch h := header.GetDataPageHeaderV2(); {
	case header.GetType() == parquet.PageType_DICTIONARY_PAGE && header.IsSetDictionaryPageHeader():
		return 0, c.readDictionary(int(header.GetDictionaryPageHeader().GetNumValues()))
	case header.GetType() == parquet.PageType_DATA_PAGE_V2 && h != nil && h.GetNumValues() > 0:
		return int64(h.GetNumValues()), c.readData(h)
	}
	return 0, fmt.Errorf("got a page of type %s without entries", header.GetType())
}

// readDictionary reads a dictionary.
func (c *chunkReader) readDictionary(n int) error {
	plain, err := compress.Uncompress(c.stored, c.meta.GetCodec())
	if err != nil {
		return err
	}
	c.dictionary = c.dictionary[:0]
	return c.readPlain(plain, n, func(hash uint64) error {
		c.dictionary = append(c.dictionary, hash)
		return nil
	})
}

// readData adds the entries of a page to the checksum.
func (c *chunkReader) readData(h *parquet.DataPageHeaderV2) error {
	repetition, definition := int(h.GetRepetitionLevelsByteLength()), int(h.GetDefinitionLevelsByteLength())
	if repetition < 0 || definition < 0 || repetition+definition > len(c.stored) {
		return errPage
	}
	var values []byte
	if stored := c.stored[repetition+definition:]; len(stored) > 0 {
		var err error
		if values, err = compress.Uncompress(stored, c.meta.GetCodec()); err != nil {
			return err
		}
	}
	e := pageEntries{sum: c.sum, left: int(h.GetNumValues())}
	e.repetition = readLevels(c.leaf.repetition, 0, c.stored[:repetition], e.left)
	e.definition = readLevels(c.leaf.definition, 1, c.stored[repetition:][:definition], e.left)
	n := e.left - int(h.GetNumNulls())
	var err error
	switch h.GetEncoding() {
	case parquet.Encoding_PLAIN:
		err = c.readPlain(values, n, func(hash uint64) error { return e.add(hash, 1) })
	case parquet.Encoding_RLE_DICTIONARY:
		err = c.readCodes(values, n, &e)
	default:
		err = fmt.Errorf("got values in the encoding %s", h.GetEncoding())
	}
	if err == nil {
		err = e.end()
	}
	c.rows += e.rows
	return err
}

// decodedAtOnce is how many values are decoded at a time: few, since the library boxes each of them.
const decodedAtOnce = 512

// readPlain reads values one behind the other.
func (c *chunkReader) readPlain(values []byte, n int, see func(hash uint64) error) error {
	from := bytes.NewReader(values)
	for ; n > 0; n -= decodedAtOnce {
		decoded, err := c.decode(from, uint64(min(n, decodedAtOnce)))
		if err != nil {
			return err
		}
		for _, v := range decoded {
			hash, err := hashOf(v, c.meta.GetType())
			if err == nil {
				err = see(hash)
			}
			if err != nil {
				return err
			}
		}
	}
	if from.Len() > 0 {
		return errPage
	}
	return nil
}

func (c *chunkReader) decode(from *bytes.Reader, n uint64) ([]any, error) {
	if c.meta.GetType() == parquet.Type_BOOLEAN { // as numbers: the library's own booleans ask for eight times what there is
		decoded, err := encoding.ReadBitPacked(from, (n+7)/8<<1, 1)
		return decoded[:min(len(decoded), int(n))], err
	}
	return encoding.ReadPlain(from, c.meta.GetType(), n, 0)
}

// hashOf hashes a value as the library gives it.
func hashOf(value any, of parquet.Type) (uint64, error) {
	switch v := value.(type) {
	case string:
		return hashText(v), nil
	case int64:
		if of == parquet.Type_BOOLEAN {
			return hashFlag(v != 0), nil
		}
		return hashNumber(v), nil
	case int32:
		return hashNumber(int64(v)), nil
	}
	return 0, fmt.Errorf("got a value of type %T", value)
}

// readCodes reads values that stand in the dictionary.
func (c *chunkReader) readCodes(values []byte, n int, e *pageEntries) error {
	if n == 0 {
		return nil
	}
	if len(values) == 0 || values[0] > 32 {
		return errPage
	}
	r := runs{from: bytes.NewReader(values[1:]), width: uint64(values[0]), left: n}
	for r.left > 0 {
		code, length, err := r.peek()
		if err != nil {
			return err
		}
		if code >= int64(len(c.dictionary)) {
			return errPage
		}
		if err := e.add(c.dictionary[code], length); err != nil {
			return err
		}
		r.skip(length)
	}
	return nil
}
