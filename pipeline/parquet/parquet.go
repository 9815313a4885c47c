// Package parquet writes typed rows as Parquet files, and reads them back with a second implementation.
//
// A Table names its columns once, in Go. A Writer takes rows in any portions and gives the same bytes for the same rows; its
// FileInfo says what was written, column by column. ReadBack compares that with the file as another library reads it.
//
// A Reader reads columns of such a file. Of a file with any other bytes it gives an error: it never panics and never hangs.
//
// Writing is done with Apache Arrow's Parquet library: its schema, page headers, statistics and footer. The levels, dictionaries and
// values of pages are encoded here, on all cores. Reading back is done with xitongsys/parquet-go, which decodes them all. The second
// library never writes: its null counts are wrong.
package parquet

import "errors"

// Sentinel errors.
var (
	// ErrMismatch is returned by ReadBack where the second reader does not find what was written.
	ErrMismatch = errors.New("the second reader finds something else than what was written")
	// ErrSchema is returned where a file does not have the columns that it should have.
	ErrSchema = errors.New("the table has other columns")
)

// FileMode is the mode of every file: whoever may read the findings is in the group, and nobody else looks at health data.
const FileMode = 0o640

// FileInfo is what a file holds.
type FileInfo struct {
	Name    string // without the folder
	Path    string
	Rows    int64 // 0 for a file that is no table
	Bytes   int64
	SHA256  string      // hex, taken while the file was written
	Schema  []string    // as Table.Schema gives it; nil for a file that is no table
	Columns []ColumnSum // leaf columns of a table, in file order

	checked bool
}

// ColumnSum is the content of one leaf column.
type ColumnSum struct {
	Path string // dotted, as in the Parquet file
	Checksum
}

// Checked says whether the file was read back, if it is a table.
func (i *FileInfo) Checked() bool { return i.checked || i.Schema == nil }
