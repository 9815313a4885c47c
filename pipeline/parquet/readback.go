package parquet

import (
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"
)

// ReadBack reads the file with the second library and compares it with what was written: the schema, the rows of every row group, and of
// every leaf column each value and each null with its position in its list. The library decodes them all, and the hash over them in their
// order must be the one that was taken from the rows before anything was encoded. The null counts of the statistics must be those that were
// counted. A difference is ErrMismatch, another schema ErrSchema. A file that was just written is in the page cache of the system, so that
// this hardly reads the disk; it may run while the next file is written.
func (i *FileInfo) ReadBack() error {
	rows, columns, err := ReadTable(i.Path, i.Schema)
	if err != nil {
		return fmt.Errorf("cannot read %s back: %w", i.Name, err)
	}
	if rows != i.Rows {
		return fmt.Errorf("cannot read %s back: got %d rows; want %d: %w", i.Name, rows, i.Rows, ErrMismatch)
	}
	for n, got := range columns {
		if want := i.Columns[n]; got != want {
			return fmt.Errorf("cannot read %s back: column %s: got %d entries, %d nulls, sum %016x; want %d, %d, %016x: %w", i.Name,
				got.Path, got.Entries, got.Nulls, got.Sum, want.Entries, want.Nulls, want.Sum, ErrMismatch)
		}
	}
	i.checked = true
	return nil
}

// ReadTable reads every value of a file with the second library. The file must have the schema, as Table.Schema gives it.
func ReadTable(path string, schema []string) (rows int64, columns []ColumnSum, err error) {
	f, err := openFooter(path)
	if err != nil {
		return 0, nil, err
	}
	defer f.close()
	if err := sameSchema(f.schema(), schema); err != nil {
		return 0, nil, err
	}
	rows = f.meta.GetNumRows()
	columns = make([]ColumnSum, len(f.leaves))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range f.leaves {
		work.Go(func() error {
			return guard(func() (err error) {
				columns[i], err = f.column(i)
				return err
			})
		})
	}
	return rows, columns, work.Wait()
}

// column reads one leaf column through all row groups.
func (f *fileFooter) column(i int) (ColumnSum, error) {
	l := &f.leaves[i]
	c := ColumnSum{Path: strings.Join(l.path, ".")}
	var rows int64
	for g, group := range f.meta.GetRowGroups() {
		meta, err := f.chunk(g, i)
		if err != nil {
			return c, fmt.Errorf("row group %d: column %s: %w", g, c.Path, err)
		}
		before := c
		groupRows, err := f.readChunk(l, meta, &c.Checksum)
		if err != nil {
			return c, fmt.Errorf("row group %d: column %s: %w", g, c.Path, err)
		}
		if groupRows != group.GetNumRows() {
			return c, fmt.Errorf("row group %d: column %s: got %d rows; want %d: %w", g, c.Path, groupRows, group.GetNumRows(), ErrMismatch)
		}
		// Engines answer IS NULL from the statistics without looking at the values.
		if stats := meta.GetStatistics(); stats == nil || !stats.IsSetNullCount() || stats.GetNullCount() != c.Nulls-before.Nulls {
			return c, fmt.Errorf("row group %d: column %s: the null count of its statistics is not %d: %w", g, c.Path, c.Nulls-before.Nulls, ErrMismatch)
		}
		rows += groupRows
	}
	if rows != f.meta.GetNumRows() {
		return c, fmt.Errorf("column %s: got %d rows; want %d: %w", c.Path, rows, f.meta.GetNumRows(), ErrMismatch)
	}
	return c, nil
}
