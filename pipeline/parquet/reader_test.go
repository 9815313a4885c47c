package parquet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// readAll reads columns of a table of records and prints every row as shown does.
func readAll(path string, schema, wanted []string, portion int) (rows [][]string, err error) {
	r, err := Open(path, schema, wanted)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for {
		p, err := r.Next(portion)
		if errors.Is(err, io.EOF) {
			if int64(len(rows)) != r.Rows() {
				return rows, fmt.Errorf("got %d rows; want %d", len(rows), r.Rows())
			}
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		for row := range p.Rows() {
			var cells []string
			for column, line := range wanted {
				cells = append(cells, cellOf(p, column, row, line))
			}
			rows = append(rows, cells)
		}
	}
}

func cellOf(p *Portion, column, row int, line string) string {
	value := func(at int) string {
		switch {
		case strings.Contains(line, "BYTE_ARRAY"):
			return p.Text(column, at)
		case strings.Contains(line, "DATE"):
			return p.Day(column, at).String()
		case strings.Contains(line, "BOOLEAN"):
			return fmt.Sprint(p.Bool(column, at))
		}
		return fmt.Sprint(p.Int(column, at))
	}
	if strings.Contains(line, "LIST") {
		parts := []string{}
		from, to := p.Elements(column, row)
		for i := from; i < to; i++ {
			parts = append(parts, value(i))
		}
		return fmt.Sprintf("%q", parts)
	}
	if p.IsNull(column, row) {
		return "null"
	}
	return value(row)
}

// cellsOf are the cells of a record as cellOf prints them: the members of structs are columns of their own.
func cellsOf(r *record) []string {
	cells := shown(r)
	members := [3][]string{{}, {}, {}}
	for _, f := range r.facts {
		members[0], members[1], members[2] = append(members[0], f.name), append(members[1], f.value), append(members[2], fmt.Sprint(f.claims))
	}
	cells = cells[:len(cells)-1]
	for _, m := range members {
		cells = append(cells, fmt.Sprintf("%q", m))
	}
	return cells
}

func TestReader(t *testing.T) {
	schema := records().Schema()
	f := func(rows []record, limits Limits, portion int) {
		t.Helper()
		got, err := readAll(newFile(t, records(), limits, rows...).Path, schema, schema, portion)
		if err != nil || len(got) != len(rows) {
			t.Fatalf("got %d rows, %v; want %d", len(got), err, len(rows))
		}
		for i := range rows {
			if want := cellsOf(&rows[i]); !slices.Equal(got[i], want) {
				t.Fatalf("row %d of %d in portions of %d: got %q; want %q", i, len(rows), portion, got[i], want)
			}
		}
	}
	for _, portion := range []int{1, 5, 7, 20, 21, 1000} {
		f(nil, small, portion)
		f(sample(1), small, portion)
		f(sample(100), small, portion)
	}
	f(sample(9000), DefaultLimits, 4096)
	fewWords := small
	fewWords.GroupRows, fewWords.DictionaryBytes = 1000, 150
	f(sample(500), fewWords, 64) // dictionaries that are closed, and some that are given up
	long := sample(3)
	for i := range 5000 {
		long[1].related = append(long[1].related, fmt.Sprint(i))
	}
	long[2].word = strings.Repeat("é", 100_000)
	f(long, DefaultLimits, 2)
}

// Columns are asked for by name: one that is not there has no values, one of another type is refused.
func TestReaderColumns(t *testing.T) {
	info := newFile(t, records(), small, sample(30)...)
	f := func(want string, wanted ...string) {
		t.Helper()
		rows, err := readAll(info.Path, info.Schema, wanted, 10)
		switch {
		case want == "" && err == nil && rows[29][0] == sample(30)[29].id:
		case want != "" && errors.Is(err, ErrSchema) && strings.Contains(err.Error(), want):
		default:
			t.Errorf("%q: got %d rows, %v; want %q", wanted, len(rows), err, want)
		}
	}
	const id = "id BYTE_ARRAY UTF8 REQUIRED 0/0"
	f("", id)
	f("", "id BYTE_ARRAY UTF8 OPTIONAL 1/0")
	f("", id, "none BYTE_ARRAY UTF8 REQUIRED 0/0", "none.list.element BYTE_ARRAY UTF8 REQUIRED LIST 1/1")
	f(`got column "line INT64 INT_64 REQUIRED 0/0"; want "line INT64 DECIMAL(12,2) REQUIRED 0/0"`, id, "line INT64 DECIMAL(12,2) REQUIRED 0/0")
	f(`got column "word BYTE_ARRAY UTF8`, id, "word BYTE_ARRAY REQUIRED 0/0")
	f(`got column "basis.list.element`, id, "basis.list.element INT64 INT_64 REQUIRED LIST 1/1")

	if _, err := Open(info.Path, info.Schema[1:], nil); !errors.Is(err, ErrSchema) {
		t.Errorf("got %v; want ErrSchema", err)
	}
	absent, err := readAll(info.Path, info.Schema, []string{id, "none INT32 DATE OPTIONAL 1/0", "more.list.element BYTE_ARRAY UTF8 REQUIRED LIST 1/1"}, 10)
	if err != nil || absent[3][1] != "null" || absent[3][2] != "[]" {
		t.Errorf("got %q, %v; want a null and an empty list", absent[3], err)
	}
}

// withinTime fails the test where f takes longer than any reading of a small file may.
func withinTime(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("reading does not end")
	}
}

// A file that is changed anywhere is read to its end or refused: no panic leaves the reader, whose guard names what it catches.
func TestReaderOfBrokenFiles(t *testing.T) {
	limits := small
	limits.DictionaryBytes = 150
	info := newFile(t, records(), limits, sample(60)...)
	content, err := os.ReadFile(info.Path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	path := filepath.Join(t.TempDir(), "broken")
	var refused int
	f := func(broken []byte) {
		t.Helper()
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		withinTime(t, func() {
			if _, err := readAll(path, info.Schema, info.Schema, 16); err != nil {
				refused++
				if strings.Contains(err.Error(), "gave up") {
					t.Errorf("got %v; want that it is refused before it is decoded", err)
				}
			}
		})
	}
	for range 1500 {
		broken := bytes.Clone(content)
		for range 1 + random.IntN(4) {
			broken[random.IntN(len(broken))] = byte(random.Uint32())
		}
		f(broken)
	}
	for n := 0; n < len(content); n += 97 {
		f(content[:n])
	}
	if refused < 500 {
		t.Errorf("%d files were refused; want most of those that were changed", refused)
	}
}

func FuzzReader(f *testing.F) {
	schema := records().Schema()
	for _, n := range []int{0, 1, 30} {
		path := filepath.Join(f.TempDir(), "records")
		if _, err := write(Create(path, records(), small))(sample(n)...); err != nil {
			f.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	path := filepath.Join(f.TempDir(), "any")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readAll(path, schema, schema, 16); err != nil && strings.Contains(err.Error(), "gave up") {
			t.Errorf("got %v; want that it is refused before it is decoded", err)
		}
	})
}
