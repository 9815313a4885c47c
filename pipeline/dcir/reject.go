package dcir

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"vigie/pipeline/tablefile"
)

// pending is a row that the join rejects. What a reject shows of it is read again at the end.
type pending struct {
	place  place
	column column
	reason string
}

func (w *joiner) reject(rows []entry, c column, reason string) {
	for i := range rows {
		w.pending = append(w.pending, pending{rows[i].place, c, reason})
	}
}

// explained reads rejected rows again: where they begin, how long they are and what they say.
func explained(o *Options, files []*File, list []pending) (rejects []tablefile.Reject, err error) {
	slices.SortFunc(list, func(a, b pending) int { return cmpOr(int64(a.place), int64(b.place)) })
	for len(list) > 0 {
		file, n := list[0].place.file(), 0
		for n < len(list) && list[n].place.file() == file {
			n++
		}
		if rejects, err = files[file].explain(o, file, list[:n], rejects); err != nil {
			return nil, err
		}
		list = list[n:]
	}
	return rejects, nil
}

func (f *File) explain(o *Options, number int, list []pending, to []tablefile.Reject) (_ []tablefile.Reject, err error) {
	table, err := tablefile.Open(o.path(f.Name), o.table(f, true))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	find := func(line int64) (int, bool) {
		return slices.BinarySearchFunc(list, placeOf(number, line), func(p pending, at place) int { return cmpOr(int64(p.place), int64(at)) })
	}
	for {
		c, err := table.Next()
		if errors.Is(err, io.EOF) {
			return to, nil
		}
		if err != nil {
			return nil, err
		}
		c.EachWanted(func(line, _ int64) bool { _, found := find(line); return found }, func(r *tablefile.Record) {
			at, _ := find(r.Line)
			to = append(to, r.Reject(f.Name, list[at].column.String(), list[at].reason).Clone())
		})
		c.Release()
	}
}

func (o *Options) path(name string) string { return filepath.Join(o.Dir, name) }
func suffix(name string) string            { return strings.ToLower(filepath.Ext(name)) }
