package findings

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/parquet/file"
)

// No page is without entries, whichever limits a batch reaches at once: its rows, its bytes, or those of a dictionary. Arrow's
// reader takes such a page for the end of the row group.
func TestNoEmptyPage(t *testing.T) {
	f := func(cut portions, text func(i int) string) {
		t.Helper()
		rows := make([]Reject, 400)
		for i := range rows {
			rows[i] = Reject{File: text(i), Line: int64(i), Column: "c", Reason: text(i / 100), Raw: []byte(text(i))}
		}
		info := newFile(t, rejects(), cut, rows...)
		r, err := file.OpenParquetFile(info.path, false)
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
	cut := portions{batchRows: 10, batchBytes: 1 << 20, pageRows: 20, pageBytes: 1000, wordBytes: 4000, groupRows: 200, groupBytes: 1 << 30}
	f(cut, func(i int) string { return fmt.Sprint(i, strings.Repeat("x", 50)) })
	f(cut, func(i int) string { return fmt.Sprint(i, strings.Repeat("x", 100)) })
	f(cut, func(i int) string { return fmt.Sprint(i, strings.Repeat("x", 10_000)) })
	f(cut, func(int) string { return "x" })
	f(cut, func(int) string { return "" })
}
