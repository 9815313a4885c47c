package parquet

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Arrow's reader sees the rows as they were.
func TestRowsComeBack(t *testing.T) {
	f := func(rows []record, limits Limits, wantGroups int) {
		t.Helper()
		info := newFile(t, records(), limits, rows...)
		if info.Rows != int64(len(rows)) {
			t.Fatalf("got %d rows; want %d", info.Rows, len(rows))
		}
		tbl, groups := readArrow(t, info.Path)
		defer tbl.Release()
		if groups != wantGroups {
			t.Errorf("got %d row groups; want %d", groups, wantGroups)
		}
		if int(tbl.NumRows()) != len(rows) {
			t.Fatalf("arrow reads %d rows; want %d", tbl.NumRows(), len(rows))
		}
		for i := range int(tbl.NumCols()) {
			cells := flatten(tbl.Column(i).Data())
			for j := range rows {
				if want := shown(&rows[j])[i]; cells[j] != want {
					t.Fatalf("row %d: %s: got %q; want %q", j, tbl.Schema().Field(i).Name, cells[j], want)
				}
			}
		}
	}
	f(nil, small, 0)
	f(sample(1), small, 1)
	f(sample(20), small, 1)
	f(sample(21), small, 1)
	f(sample(22), small, 2)
	f(sample(63), small, 3)
	f(sample(100), small, 5)          // 100/21, rounded up
	f(sample(9000), DefaultLimits, 1) // three batches
	fewWords := small
	fewWords.GroupRows, fewWords.DictionaryBytes = 1000, 150
	f(sample(500), fewWords, 1) // dictionaries that are closed, and some that are given up
}

// Rows given in other portions, or built in another order, are the same file.
func TestSameRowsSameBytes(t *testing.T) {
	rows := sample(60)
	f := func(portion int) string {
		w, err := Create(filepath.Join(t.TempDir(), "a"), records(), small)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(rows); i += portion {
			if err := w.Write(rows[i:min(i+portion, len(rows))]); err != nil {
				t.Fatal(err)
			}
		}
		info, err := w.Close()
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(info.Path)
		if err != nil {
			t.Fatal(err)
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(content)); int64(len(content)) != info.Bytes || sum != info.SHA256 {
			t.Errorf("got %d bytes, %s; want %d, %s", len(content), sum, info.Bytes, info.SHA256)
		}
		return string(content)
	}
	want := f(60)
	for _, portion := range []int{1, 6, 8, 59} {
		if f(portion) != want {
			t.Errorf("rows in portions of %d give other bytes", portion)
		}
	}
}

func TestHardTexts(t *testing.T) {
	row := sample(1)[0]
	row.word = strings.Repeat("très long, « français » \U0001F691\x00 ", 200_000) // 7 MB and more
	row.id = "quo\"te;\n\t"
	row.note = "caf\xe9 \xff\xfe" // not UTF-8
	row.basis, row.related = []string{""}, nil
	for i := range 5000 { // more than the Parquet writer takes in one of its own batches
		row.related = append(row.related, fmt.Sprint(i))
	}
	row.facts = make([]fact, 3000)
	info := newFile(t, records(), DefaultLimits, row, sample(1)[0], row)
	tbl, _ := readArrow(t, info.Path)
	defer tbl.Release()
	row.note = "caf\uFFFD \uFFFD"
	for i, want := range shown(&row) {
		for _, j := range []int{0, 2} {
			if got := flatten(tbl.Column(i).Data())[j]; got != want {
				t.Errorf("row %d: %s: got %.80q; want %.80q", j, tbl.Schema().Field(i).Name, got, want)
			}
		}
	}
}

// Large records close a row group early.
func TestRowGroupsByWeight(t *testing.T) {
	var rows []record
	for i := range 10 {
		raw := make([]byte, 1000)
		rand.NewChaCha8([32]byte{byte(i)}).Read(raw)
		rows = append(rows, record{id: "f", day: 1, raw: raw})
	}
	// A row weighs 256 + 1 + 1000: two to a batch, two batches to a row group.
	info := newFile(t, records(), Limits{BatchRows: 100, BatchBytes: 3000, PageRows: 1000, PageBytes: 1 << 20, DictionaryBytes: 1 << 20, GroupRows: 1000, GroupBytes: 6000}, rows...)
	tbl, groups := readArrow(t, info.Path)
	tbl.Release()
	if groups != 3 {
		t.Errorf("got %d row groups; want 3", groups)
	}
}

func TestWriterRefuses(t *testing.T) {
	f := func(change func(r *record), want string) {
		t.Helper()
		rows := sample(30)
		change(&rows[25])
		info, err := write(Create(filepath.Join(t.TempDir(), "a"), records(), small))(rows...)
		if info != nil || err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "line 27") {
			t.Errorf("got %v; want %q at line 27", err, want)
		}
	}
	f(func(r *record) { r.day = 0 }, "column day")
	f(func(r *record) { r.billed = 1e12 }, "column billed")
	f(func(r *record) { r.billed = -1e12 }, "column billed")
	f(func(r *record) { r.share = 1e18 }, "column share")

	rows := sample(1)
	rows[0].billed, rows[0].share = 999_999_999_999, 999_999_999_999_999_999
	newFile(t, records(), small, rows...)
}

func TestWriterReportsDiskErrors(t *testing.T) {
	f := func(path string) {
		t.Helper()
		w, err := Create(path, records(), DefaultLimits)
		if err == nil {
			w.Write(sample(10))
			_, err = w.Close()
		}
		if err == nil {
			t.Error("got no error")
		}
	}
	f(filepath.Join(t.TempDir(), "none", "a.parquet"))
	existing := filepath.Join(t.TempDir(), "a.parquet")
	if err := os.WriteFile(existing, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f(existing)

	// A full disk shows at any write, down to the footer: 63 rows take more than the largest of these limits.
	rows := sample(21)
	for _, limit := range []int{0, 3, 4, 100, 3000, 5000, 9000} {
		s, err := openSink(filepath.Join(t.TempDir(), "a"))
		if err != nil {
			t.Fatal(err)
		}
		s.to = bufio.NewWriterSize(&fullDisk{limit}, 16)
		e, err := newEncoder(s, records(), small)
		if err != nil {
			t.Fatal(err)
		}
		tab := records()
		for i := 0; i < 3 && err == nil; i++ {
			err = e.write(tab.build(rows))
		}
		if _, _, closeErr := e.close(); err == nil {
			err = closeErr
		}
		if !errors.Is(err, errFull) {
			t.Errorf("disk full at %d bytes: got %v", limit, err)
		}
	}

	// The library panics where its first write fails.
	s, err := openSink(filepath.Join(t.TempDir(), "a"))
	if err != nil {
		t.Fatal(err)
	}
	s.err = errFull
	if _, err := newEncoder(s, records(), small); !errors.Is(err, errFull) {
		t.Errorf("got %v; want that the disk is full", err)
	}
}

var errFull = errors.New("no space left on device")

// fullDisk takes so many bytes.
type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return 0, errFull
	}
	d.left -= len(p)
	return len(p), nil
}

// A column with a dictionary and, behind it, plain pages gives the same bytes every time: nothing in a file follows a map's order.
func TestSameBytesEveryTime(t *testing.T) {
	limits := small
	limits.GroupRows, limits.DictionaryBytes = 1000, 1000
	rows := sample(300)
	for i := range rows {
		rows[i].word = strings.Repeat("x", 100) // a dictionary pays, until
		if i >= 28 {
			rows[i].word += fmt.Sprint(i)
		}
	}
	want := newFile(t, records(), limits, rows...)
	f, err := openFooter(want.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	meta, err := f.chunk(0, 1)
	if err != nil || len(meta.GetEncodingStats()) != 3 {
		t.Fatalf("got %v, %v; want pages of the column word of three kinds: a dictionary, codes and plain ones", meta.GetEncodingStats(), err)
	}
	for range 20 {
		if got := newFile(t, records(), limits, rows...); got.SHA256 != want.SHA256 {
			t.Fatalf("got SHA-256 %s; want %s as before", got.SHA256, want.SHA256)
		}
	}
}
