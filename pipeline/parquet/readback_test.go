package parquet

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A writer that writes anything but what it was given is found out by the second reader.
func TestReadBackFindsWrongWriters(t *testing.T) {
	f := func(name string, spoil func(leaves []leafBuffer), want string) {
		t.Helper()
		tab := records()
		at := slices.IndexFunc(tab.Columns, func(c Column[record]) bool { return c.name == name })
		fill := tab.Columns[at].fill
		tab.Columns[at].fill = func(row *record, to []leafBuffer) {
			fill(row, to)
			if row.line == 41 { // the fifth row of its batch
				spoil(to)
			}
		}
		info, err := write(Create(filepath.Join(t.TempDir(), "a.parquet"), tab, small))(sample(50)...)
		if err != nil {
			t.Fatal(err)
		}
		err = info.ReadBack()
		if !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), want) || info.Checked() {
			t.Errorf("%s: got %v, checked: %t; want ErrMismatch with %q", name, err, info.Checked(), want)
		}
	}
	other := func(l *leafBuffer, at int, s string) { l.codes[at] = l.dictionary.textDictionary.add(s, hashText(s)) }
	f("word", func(l []leafBuffer) { other(&l[0], len(l[0].codes)-1, "autre chose") }, "column word")
	f("id", func(l []leafBuffer) { l[0].plain[len(l[0].plain)-1]++ }, "column id")
	f("word", func(l []leafBuffer) { // the same values in another order
		n := len(l[0].codes)
		l[0].codes[n-1], l[0].codes[n-2] = l[0].codes[n-2], l[0].codes[n-1]
	}, "column word")
	f("billed", func(l []leafBuffer) { l[0].plain[0]++ }, "column billed")
	f("day", func(l []leafBuffer) { l[0].plain[4]-- }, "column day")
	f("open", func(l []leafBuffer) { l[0].plain[0] ^= 1 }, "column open")
	f("facts", func(l []leafBuffer) { other(&l[1], 0, "") }, "column facts.list.element.value")
	f("basis", func(l []leafBuffer) { // one list of four instead of two of two
		n := len(l[0].repetition)
		l[0].repetition[n-2] = 1
		l[0].repetition[n-3] = 0
	}, "column basis.list.element")
	f("note", func(l []leafBuffer) { // a null for a value
		i := slices.Index(l[0].definition, 1)
		l[0].definition[i] = 0
		l[0].codes = l[0].codes[:len(l[0].codes)-1]
	}, "column note")
}

func TestReadBackFindsAnotherSchema(t *testing.T) {
	f := func(change func(tab *Table[record]), want string) {
		t.Helper()
		tab := records()
		tab.Columns = tab.Columns[:5]
		schema := tab.Schema()
		change(tab)
		info, err := write(Create(filepath.Join(t.TempDir(), tab.Name), tab, small))(record{id: "f", note: "c"})
		if err != nil {
			t.Fatal(err)
		}
		info.Schema = schema
		if err := info.ReadBack(); !errors.Is(err, ErrSchema) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want ErrSchema with %q", err, want)
		}
	}
	f(func(tab *Table[record]) { tab.Columns = tab.Columns[:4] }, `has no column "line INT64 INT_64 REQUIRED 0/0"`)
	f(func(tab *Table[record]) { tab.Columns = append(tab.Columns, tab.Columns[0]) }, "cannot read")
	f(func(tab *Table[record]) { tab.Columns[0], tab.Columns[4] = tab.Columns[4], tab.Columns[0] }, `got column "line INT64 INT_64 REQUIRED 0/0"`)
	f(func(tab *Table[record]) { tab.Columns[2].fields[0].optional = false }, `got column "note BYTE_ARRAY UTF8 REQUIRED 0/0"`)
	f(func(tab *Table[record]) { tab.Columns[1].fields[0].kind = blob }, `got column "word BYTE_ARRAY REQUIRED 0/0"`)
	f(func(tab *Table[record]) { tab.Columns[4].fields[0].kind = money }, `got column "line INT64 DECIMAL(12,2) REQUIRED 0/0"`)
}

// A file that is cut or overwritten gives an error, whatever the library does about it.
func TestReadBackOfBrokenFiles(t *testing.T) {
	info := newFile(t, records(), small, sample(60)...)
	content, err := os.ReadFile(info.Path)
	if err != nil {
		t.Fatal(err)
	}
	f := func(broken []byte) {
		t.Helper()
		if err := os.WriteFile(info.Path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := info.ReadBack(); err == nil {
			t.Error("got no error")
		}
	}
	f(nil)
	f(content[:4])
	f(content[:len(content)-1])
	f(content[:len(content)/2])
	f([]byte("PAR1 this is no Parquet file at all PAR1"))
	broken := slices.Clone(content)
	clear(broken[100:2000])
	f(broken)
}

func TestChecksum(t *testing.T) {
	sum := func(values ...int64) (c Checksum) {
		for _, v := range values {
			c.add(hashNumber(v), false)
		}
		return c
	}
	all := sum(1, 2, 3, 4, 5)
	for i := range 6 {
		values := []int64{1, 2, 3, 4, 5}
		if got := sum(values[:i]...).append(sum(values[i:]...)); got != all {
			t.Errorf("cut at %d: got %v; want %v", i, got, all)
		}
	}
	for n := range 40 {
		run := sum(1, 2)
		want := run
		for range n {
			want.add(hashNumber(7), true)
		}
		if run.addRun(hashNumber(7), true, n); run != want {
			t.Errorf("%d times: got %v; want %v", n, run, want)
		}
		for range n {
			want.null()
		}
		if run.nulls(n); run != want {
			t.Errorf("%d nulls: got %v; want %v", n, run, want)
		}
	}
	f := func(other Checksum) {
		t.Helper()
		if other == all {
			t.Error("another sequence has the same checksum")
		}
	}
	f(sum(1, 2, 3, 5, 4))
	f(sum(5, 2, 3, 4, 1))
	f(sum(1, 2, 3, 4))
	f(sum(1, 2, 3, 4, 6))
	withNull := sum(1, 2, 3, 4)
	withNull.null()
	f(withNull)
	continues := sum(1, 2, 3, 4)
	continues.add(hashNumber(5), true)
	f(continues)
}
