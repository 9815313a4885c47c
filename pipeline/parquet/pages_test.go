package parquet

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/parquet/file"
)

// No page is without entries, whichever limits a batch reaches at once: its rows, its bytes, or those of a dictionary. Arrow's
// reader takes such a page for the end of the row group.
func TestNoEmptyPage(t *testing.T) {
	f := func(limits Limits, text func(i int) string) {
		t.Helper()
		rows := make([]record, 400)
		for i := range rows {
			rows[i] = record{id: text(i), line: int64(i), day: 1, note: "c", word: text(i / 100), raw: []byte(text(i)), basis: []string{text(i)}}
		}
		info := newFile(t, records(), limits, rows...)
		r, err := file.OpenParquetFile(info.Path, false)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for g := range r.NumRowGroups() {
			for c := range r.MetaData().Schema.NumColumns() {
				pages, err := r.RowGroup(g).GetColumnPageReader(c)
				if err != nil {
					t.Fatal(err)
				}
				for pages.Next() {
					if pages.Page().NumValues() == 0 {
						t.Errorf("row group %d, column %s: got a page without entries", g, r.MetaData().Schema.Column(c).Path())
					}
				}
				if pages.Err() != nil {
					t.Error(pages.Err())
				}
			}
		}
	}
	limits := Limits{BatchRows: 10, BatchBytes: 1 << 20, PageRows: 20, PageBytes: 1000, DictionaryBytes: 4000, GroupRows: 200, GroupBytes: 1 << 30}
	f(limits, func(i int) string { return fmt.Sprint(i, strings.Repeat("x", 50)) })
	f(limits, func(i int) string { return fmt.Sprint(i, strings.Repeat("x", 100)) })
	f(limits, func(i int) string { return fmt.Sprint(i, strings.Repeat("x", 10_000)) })
	f(limits, func(int) string { return "x" })
	f(limits, func(int) string { return "" })
}
