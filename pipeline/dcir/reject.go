package dcir

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
)

// rejectedRow is a row that was rejected. The bytes of the row are read again at the end, because rejects may be as large as the
// tables.
type rejectedRow struct {
	rowID  rowID
	column string
	reason string
}

func (w *joinWorker) reject(rows []entry, c columnID, reason string) {
	for i := range rows {
		w.rejectAt(rows[i].rowID, c, reason)
	}
}

func (w *joinWorker) rejectAt(id rowID, c columnID, reason string) {
	w.rejected = append(w.rejected, rejectedRow{id, c.String(), reason})
}

// EachReject calls yield for each rejected row, by file and line. It reads the rows again from the files. A reject is valid during the
// call.
func (j *Result) EachReject(ctx context.Context, yield func(tablefile.Reject)) error {
	slices.SortFunc(j.rejected, func(a, b rejectedRow) int { return cmp.Compare(a.rowID, b.rowID) })
	for list := j.rejected; len(list) > 0; {
		file, n := list[0].rowID.file(), 0
		for n < len(list) && list[n].rowID.file() == file {
			n++
		}
		if err := j.Files[file].showRejects(ctx, &j.options, file, list[:n], yield); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (f *File) showRejects(ctx context.Context, o *Options, number int, list []rejectedRow, yield func(tablefile.Reject)) (err error) {
	table, err := tablefile.Open(o.path(f.Name), o.tableOptions(ctx, f, true))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	find := func(line int64) (int, bool) {
		return slices.BinarySearchFunc(list, newRowID(number, line), func(p rejectedRow, at rowID) int { return cmp.Compare(p.rowID, at) })
	}
	for {
		c, err := table.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		c.EachWanted(func(line, _ int64) bool { _, found := find(line); return found }, func(r *tablefile.Record) {
			at, _ := find(r.Line)
			yield(r.Reject(f.Name, list[at].column, list[at].reason))
		})
		c.Release()
	}
}

func (o *Options) path(name string) string { return filepath.Join(o.Dir, name) }
func suffix(name string) string            { return strings.ToLower(filepath.Ext(name)) }
