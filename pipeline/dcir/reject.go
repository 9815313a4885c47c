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

// pending is a row that was rejected. What a reject shows of it is read again in the end: rejects may be as large as the tables.
type pending struct {
	place  place
	column string
	reason string
}

func (w *joiner) reject(rows []entry, c column, reason string) {
	for i := range rows {
		w.rejectAt(rows[i].place, c, reason)
	}
}

func (w *joiner) rejectAt(at place, c column, reason string) {
	w.pending = append(w.pending, pending{at, c.String(), reason})
}

// EachReject reads rejected rows again and shows them by file and line: where they begin, how long they are and what they say, as
// far as memory goes that holds during the call.
func (j *Result) EachReject(ctx context.Context, yield func(tablefile.Reject)) error {
	slices.SortFunc(j.rejected, func(a, b pending) int { return cmp.Compare(a.place, b.place) })
	for list := j.rejected; len(list) > 0; {
		file, n := list[0].place.file(), 0
		for n < len(list) && list[n].place.file() == file {
			n++
		}
		if err := j.Files[file].explain(ctx, &j.options, file, list[:n], yield); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (f *File) explain(ctx context.Context, o *Options, number int, list []pending, yield func(tablefile.Reject)) (err error) {
	table, err := tablefile.Open(o.path(f.Name), o.table(ctx, f, true))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	find := func(line int64) (int, bool) {
		return slices.BinarySearchFunc(list, placeOf(number, line), func(p pending, at place) int { return cmp.Compare(p.place, at) })
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
