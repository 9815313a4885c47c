package tablefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
)

// parquetReader reads a Parquet file with the Arrow library, which panics on some corrupt files. Every call to the library is
// guarded. Columns are read one by one, because the record reader of the library uses goroutines that no guard reaches. What a
// guard does not catch ends the process; therefore foreign files are read so only in a process of their own.
type parquetReader struct {
	list    []tableColumn
	schema  *arrow.Schema // of the plain columns
	readers []*pqarrow.ColumnReader
	rows    int64 // left, according to the footer
	file    io.ReaderAt
	pages   []columnPages // of the plain columns
}

func readParquet(f io.ReaderAt, size int64) (batchSource, error) {
	p := &parquetReader{file: f}
	return p, guard(func() error {
		properties := parquet.NewReaderProperties(memory.DefaultAllocator)
		properties.BufferedStreamEnabled = true // a row group may be as large as the file
		// The section keeps the library from closing a file that is not its own.
		whole, err := file.NewParquetReader(io.NewSectionReader(f, 0, size), file.WithReadProps(properties))
		if err != nil {
			return err
		}
		// The Arrow schema that writers add is not needed here, and a damaged one makes the library ask for any amount of memory.
		whole.MetaData().FileMetaData.KeyValueMetadata = nil
		for i := range whole.NumRowGroups() {
			p.rows += whole.MetaData().RowGroup(i).NumRows()
		}
		if p.rows != whole.NumRows() {
			return fmt.Errorf("%w: got %d rows in the row groups; want %d", ErrCorrupt, p.rows, whole.NumRows())
		}
		arrows, err := pqarrow.NewFileReader(whole, pqarrow.ArrowReadProperties{BatchSize: rowsPerBatch}, memory.DefaultAllocator)
		if err != nil {
			return err
		}
		if err := checkSupported(whole, arrows.Manifest.Fields); err != nil {
			return err
		}
		return p.openColumns(arrows, whole)
	})
}

// openColumns lists the columns of the file and opens the plain ones. A column of lists or structs has no text cells. It is in the
// header with its type behind its name, so that it is reported and matches no column of the contract.
func (p *parquetReader) openColumns(arrows *pqarrow.FileReader, whole *file.Reader) error {
	all := make([]int, whole.NumRowGroups())
	for i := range all {
		all[i] = i
	}
	var fields []arrow.Field
	for i, f := range arrows.Manifest.Fields {
		if !isPlain(&f) {
			p.list = append(p.list, tableColumn{fmt.Sprintf("%s (%s)", f.Field.Name, typeName(f.Field.Type)), -1, nil, false})
			continue
		}
		reader, err := arrows.GetFieldReader(context.Background(), i, map[int]bool{f.ColIndex: true}, all)
		if err != nil {
			return err
		}
		p.list = append(p.list, tableColumn{f.Field.Name, len(p.readers), reader.Field().Type, isInstant(whole.MetaData().Schema.Column(f.ColIndex))})
		p.readers = append(p.readers, reader)
		pages, err := pagesOf(whole, f.Field.Name, f.ColIndex)
		if err != nil {
			return err
		}
		p.pages = append(p.pages, pages...)
		fields = append(fields, *reader.Field())
	}
	p.schema = arrow.NewSchema(fields, nil)
	return nil
}

// isPlain says whether a column has cells that can be written as texts.
func isPlain(f *pqarrow.SchemaField) bool {
	return len(f.Children) == 0 && f.ColIndex >= 0 && cellType(f.Field.Type)
}

func (p *parquetReader) columns() []tableColumn { return p.list }
func (p *parquetReader) close() error           { return nil }

func (p *parquetReader) next() (arrow.Record, error) {
	if len(p.readers) == 0 {
		return nil, fmt.Errorf("%w: got a Parquet file without a plain column; want columns of text, numbers or dates", ErrNotATable)
	}
	if p.rows <= 0 {
		return nil, p.checkEnd()
	}
	size := min(p.rows, rowsPerBatch)
	cells := make([]arrow.Array, 0, len(p.readers))
	err := guard(func() error {
		for _, r := range p.readers {
			a, err := nextCells(r, size)
			if err != nil {
				return err
			}
			cells = append(cells, a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.rows -= size
	return array.NewRecord(p.schema, cells, size), nil
}

// nextCells reads exactly size cells of one column.
func nextCells(r *pqarrow.ColumnReader, size int64) (arrow.Array, error) {
	data, err := r.NextBatch(size)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if data == nil || int64(data.Len()) != size {
		return nil, fmt.Errorf("%w: got fewer rows in the column %q than the footer says; want as many", ErrCorrupt, r.Field().Name)
	}
	if chunks := data.Chunks(); len(chunks) != 1 {
		return array.Concatenate(chunks, memory.DefaultAllocator)
	}
	return data.Chunk(0), nil
}

// guard turns errors and panics of the library into one error.
func guard(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = unreadableError(redact(fmt.Sprint(r)))
		}
	}()
	if err = call(); err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrUnsupported) {
		err = unreadableError(redact(err.Error()))
	}
	return err
}

// redacted matches what a message of the library may quote from the file.
var redacted = regexp.MustCompile(`"[^"]*"|[0-9]{3,}|[^ -~]+`)

// redact removes from a message of the library what may be part of a claim.
func redact(s string) string {
	s = redacted.ReplaceAllString(s, "…")
	if len(s) > 160 {
		s = s[:160]
	}
	return strings.ToValidUTF8(s, "")
}
