package findings

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
)

// rereadRows is how many rows are decoded at a time.
const rereadRows = 4 << 10

// each decodes a table's columns of those names, in portions of rows.
func each(p *publish.Published, name string, columns []string, see func(cells)) error {
	if err := rereads(p, name, columns, see); err != nil {
		return fmt.Errorf("cannot read %s: %w", filepath.Join(p.Folder, name), err)
	}
	return nil
}

func rereads(p *publish.Published, name string, columns []string, see func(cells)) (err error) {
	path := filepath.Join(p.Folder, name)
	_, sum, err := publish.HashFile(path)
	if err != nil {
		return err
	}
	if o := p.Output(name); o == nil || o.SHA256 != sum {
		return fmt.Errorf("its SHA-256 is not the manifest's: %w", publish.ErrTouched)
	}
	footer, err := parquet.OpenFooter(path)
	if err != nil {
		return err
	}
	if err = errors.Join(parquet.SameLines(footer.Lines(), schemaOf(name)), footer.Close()); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return parquet.Guard(func() error { return decode(f, columns, see) })
}

// decode reads column by column, since the library's reader of records works on goroutines where no guard reaches.
func decode(f *os.File, columns []string, see func(cells)) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	r, err := file.NewParquetReader(io.NewSectionReader(f, 0, info.Size()))
	if err != nil {
		return err
	}
	from, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{BatchSize: rereadRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	groups, leaves := make([]int, r.NumRowGroups()), map[int]bool{}
	for i := range groups {
		groups[i] = i
	}
	for leaf := range from.Manifest.ColIndexToField {
		leaves[leaf] = true
	}
	var readers []*pqarrow.ColumnReader
	for _, name := range columns {
		at := slices.IndexFunc(from.Manifest.Fields, func(f pqarrow.SchemaField) bool { return f.Field.Name == name })
		reader, err := from.GetFieldReader(context.Background(), at, leaves, groups)
		if err != nil {
			return err
		}
		readers = append(readers, reader)
	}
	for left := r.NumRows(); left > 0; {
		c := cells{rows: int(min(left, rereadRows)), columns: make(map[string]arrow.Array, len(columns))}
		for i, reader := range readers {
			if c.columns[columns[i]], err = nextOf(reader, int64(c.rows)); err != nil {
				return fmt.Errorf("column %s: %w", columns[i], err)
			}
		}
		see(c)
		left -= int64(c.rows)
	}
	return nil
}
