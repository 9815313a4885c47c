package tablefile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
)

// readEncodings are the encodings of pages that the Arrow library reads.
var readEncodings = []parquet.Encoding{
	parquet.Encodings.Plain, parquet.Encodings.PlainDict, parquet.Encodings.RLE, parquet.Encodings.RLEDict, parquet.Encodings.BitPacked,
	parquet.Encodings.DeltaBinaryPacked, parquet.Encodings.DeltaLengthByteArray, parquet.Encodings.DeltaByteArray,
}

// checkSupported refuses a sound file with a compression or an encoding in a plain column that the library does not read: it would say of
// some that the file is corrupt.
func checkSupported(whole *file.Reader, fields []pqarrow.SchemaField) error {
	for g := range whole.NumRowGroups() {
		group := whole.MetaData().RowGroup(g)
		for i := range fields {
			f := &fields[i]
			if !isPlain(f) {
				continue
			}
			column, err := group.ColumnChunk(f.ColIndex)
			if err != nil {
				return err
			}
			if _, err := compress.GetCodec(column.Compression()); err != nil {
				return fmt.Errorf("%w: got the compression %s in the column %q; want none, SNAPPY, GZIP, BROTLI or ZSTD: have the file written again "+
					"with one of them, such as compression zstd", ErrUnsupported, column.Compression(), f.Field.Name)
			}
			for _, e := range column.Encodings() {
				if strings.HasPrefix(e.String(), "<") { // a number that stands for no encoding
					return fmt.Errorf("%w: the encodings of the column %q are none", ErrCorrupt, f.Field.Name)
				}
				if !slices.Contains(readEncodings, e) {
					return fmt.Errorf("%w: got the encoding %s in the column %q; want plain, dictionary, RLE or delta: have the file written again "+
						"without it", ErrUnsupported, e, f.Field.Name)
				}
			}
		}
	}
	return nil
}
