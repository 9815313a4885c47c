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

// inProcess reads a Parquet file with the Arrow library, which panics on some corrupt files. Every call into it is
// guarded, and its columns are read one by one because its own record reader works on goroutines that no guard reaches.
// What a guard cannot catch ends the process, which is why foreign files are read so in a process of their own.
type inProcess struct {
	plain   []column
	schema  *arrow.Schema // of the plain columns that are read
	readers []*pqarrow.ColumnReader
	rows    int64 // still to come, by the footer
}

func readParquet(f io.ReaderAt, size int64) (batches, error) {
	p := new(inProcess)
	return p, guard(func() error {
		properties := parquet.NewReaderProperties(memory.DefaultAllocator)
		properties.BufferedStreamEnabled = true // a row group may be as large as the file
		// The section keeps the library from closing a file that is not its own.
		whole, err := file.NewParquetReader(io.NewSectionReader(f, 0, size), file.WithReadProps(properties))
		if err != nil {
			return err
		}
		// The Arrow schema that writers add says nothing that matters here, and damaged it asks for any amount of memory.
		whole.MetaData().FileMetaData.KeyValueMetadata = nil
		for i := range whole.NumRowGroups() {
			p.rows += whole.MetaData().RowGroup(i).NumRows()
		}
		if p.rows != whole.NumRows() {
			return fmt.Errorf("%w: got %d rows in the row groups; want %d", ErrCorrupt, p.rows, whole.NumRows())
		}
		arrows, err := pqarrow.NewFileReader(whole, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
		if err != nil {
			return err
		}
		return p.choose(arrows, whole.NumRowGroups())
	})
}

// choose lists the file's columns and opens those that are read. A column of lists or structs is no cell of text: it
// stands in the header with its type behind its name, so that it is nobody's column but is seen to be there.
func (p *inProcess) choose(arrows *pqarrow.FileReader, groups int) error {
	all := make([]int, groups)
	for i := range all {
		all[i] = i
	}
	var fields []arrow.Field
	for i, f := range arrows.Manifest.Fields {
		if len(f.Children) > 0 || f.ColIndex < 0 || !cellType(f.Field.Type) {
			p.plain = append(p.plain, column{fmt.Sprintf("%s (%s)", f.Field.Name, typeName(f.Field.Type)), -1, nil})
			continue
		}
		reader, err := arrows.GetFieldReader(context.Background(), i, map[int]bool{f.ColIndex: true}, all)
		if err != nil {
			return err
		}
		p.plain = append(p.plain, column{f.Field.Name, len(p.readers), reader.Field().Type})
		p.readers = append(p.readers, reader)
		fields = append(fields, *reader.Field())
	}
	p.schema = arrow.NewSchema(fields, nil)
	return nil
}

func (p *inProcess) columns() []column { return p.plain }
func (p *inProcess) close() error      { return nil }

func (p *inProcess) next() (arrow.Record, error) {
	if len(p.readers) == 0 {
		return nil, fmt.Errorf("%w: got a Parquet file without a plain column; want columns of text, numbers or dates", ErrNotATable)
	}
	if p.rows <= 0 {
		return nil, p.end()
	}
	size := min(p.rows, batchRows)
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

// nextCells reads the next cells of one column, exactly as many as it is asked for.
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

// guard turns the library's errors and panics into one error.
func guard(call func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = gaveUp(plainWords(fmt.Sprint(r)))
		}
	}()
	if err = call(); err != nil && !errors.Is(err, ErrCorrupt) {
		err = gaveUp(plainWords(err.Error()))
	}
	return err
}

// unplain is what the words of the library may have from the bytes that it stumbled over.
var unplain = regexp.MustCompile(`"[^"]*"|[0-9]{3,}|[^ -~]+`)

// plainWords are the library's words without what may be a piece of somebody's claim.
func plainWords(s string) string {
	s = unplain.ReplaceAllString(s, "…")
	if len(s) > 160 {
		s = s[:160]
	}
	return strings.ToValidUTF8(s, "")
}
