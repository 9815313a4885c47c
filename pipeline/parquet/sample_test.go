package parquet

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
	"go.uber.org/goleak"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// record is a row of a table with columns of every kind.
type record struct {
	id, word, note string
	raw            []byte
	line, offset   int64 // offset is null below 0
	day, until     civil.Day
	billed, paid   claim.Cents
	isPaid         bool
	share          int64
	open           bool
	recovery       claim.Flag
	basis, related []string
	facts          []fact
}

type fact struct {
	name, value string
	claims      int64
}

func records() *Table[record] {
	return &Table[record]{
		Name: "records.parquet",
		Columns: []Column[record]{
			Text("id", func(r *record) string { return r.id }).NoDictionary(),
			Text("word", func(r *record) string { return r.word }),
			Text("note", func(r *record) string { return r.note }).Nullable(),
			Bytes("raw", func(r *record) []byte { return r.raw }).Nullable(),
			Int("line", func(r *record) int64 { return r.line }),
			OptionalInt("offset", func(r *record) (int64, bool) { return r.offset, r.offset >= 0 }),
			Date("day", func(r *record) civil.Day { return r.day }),
			Date("until", func(r *record) civil.Day { return r.until }).Nullable(),
			Cents("billed", func(r *record) claim.Cents { return r.billed }),
			OptionalCents("paid", func(r *record) (claim.Cents, bool) { return r.paid, r.isPaid }),
			OptionalDecimal("share", func(r *record) (int64, bool) { return r.share, r.share != 0 }),
			Bool("open", func(r *record) bool { return r.open }),
			OptionalFlag("recovery", func(r *record) claim.Flag { return r.recovery }),
			TextList("basis", func(r *record) []string { return r.basis }),
			TextList("related", func(r *record) []string { return r.related }).NoDictionary(),
			Int32("halved", func(r *record) int64 { return r.line/2 - 3 }),
			StructList("facts", func(r *record) []fact { return r.facts },
				Text("name", func(f *fact) string { return f.name }),
				Text("value", func(f *fact) string { return f.value }),
				Int("claims", func(f *fact) int64 { return f.claims })),
		},
		Weight:   func(r *record) int { return len(r.id) + len(r.word) + len(r.note) + len(r.raw) },
		Position: func(r *record) string { return fmt.Sprint("line ", r.line) },
	}
}

// sample makes rows of every kind of emptiness; the same n gives the same rows.
func sample(n int) []record {
	random := rand.New(rand.NewPCG(1, 2))
	rows := make([]record, n)
	for i := range rows {
		r := &rows[i]
		*r = record{
			id: fmt.Sprintf("L%09d-%x", i, random.Uint64()), word: fmt.Sprint("T", random.IntN(50)), line: int64(i + 2), offset: -1,
			day: civil.Date(2025, 1, 1) + civil.Day(random.IntN(365)), billed: claim.Cents(random.IntN(50000)),
			open: random.IntN(2) == 0, basis: []string{"CSS R322-10-1", "CSS R147-8 2° g (2018-07-29)"},
			facts: []fact{{"service", "taxi", 1}, {"kilomètres", fmt.Sprint(random.IntN(300)), int64(i)}},
		}
		if random.IntN(2) == 0 {
			r.note, r.raw, r.offset = "2° g", []byte{byte(i), 0xff, 0}, int64(i)
		}
		if random.IntN(3) == 0 {
			r.paid, r.isPaid, r.share, r.recovery = r.billed/2, true, 1+random.Int64N(20000), claim.No+claim.Flag(random.IntN(2))
		}
		for range random.IntN(4) {
			r.related = append(r.related, fmt.Sprint("R", random.IntN(1000)))
		}
		if random.IntN(5) == 0 {
			r.until, r.facts = civil.Date(2026, 12, 31), nil
		}
	}
	return rows
}

// shown is a row as cells of flatten.
func shown(r *record) []string {
	orNull := func(s string, known bool) string {
		if !known {
			return "null"
		}
		return s
	}
	quoted := func(list []string) string { return fmt.Sprintf("%q", append([]string{}, list...)) }
	var facts []string
	for _, f := range r.facts {
		facts = append(facts, f.name, f.value, fmt.Sprint(f.claims))
	}
	return []string{
		r.id, r.word, orNull(r.note, r.note != ""), orNull(string(r.raw), r.raw != nil), fmt.Sprint(r.line),
		orNull(fmt.Sprint(r.offset), r.offset >= 0), r.day.String(), orNull(r.until.String(), r.until != 0), fmt.Sprint(int64(r.billed)),
		orNull(fmt.Sprint(int64(r.paid)), r.isPaid), orNull(fmt.Sprint(r.share), r.share != 0), fmt.Sprint(r.open),
		orNull(fmt.Sprint(r.recovery == claim.Yes), r.recovery != 0), quoted(r.basis), quoted(r.related), fmt.Sprint(r.line/2 - 3), quoted(facts),
	}
}

// write gives a function that writes rows and closes the file.
func write[R any](w *Writer[R], err error) func(rows ...R) (*FileInfo, error) {
	return func(rows ...R) (*FileInfo, error) {
		if err != nil {
			return nil, err
		}
		writeErr := w.Write(rows)
		info, err := w.Close()
		if err == nil {
			err = writeErr
		}
		return info, err
	}
}

// newFile writes a table's file in a fresh folder, with rows cut as said, and reads it back.
func newFile[R any](t *testing.T, tab *Table[R], limits Limits, rows ...R) *FileInfo {
	t.Helper()
	info, err := write(Create(filepath.Join(t.TempDir(), tab.Name), tab, limits))(rows...)
	if err != nil {
		t.Fatal(err)
	}
	if err := info.ReadBack(); err != nil {
		t.Fatal(err)
	}
	return info
}

// small makes batches and row groups that a test can cross.
var small = Limits{BatchRows: 7, BatchBytes: 1 << 20, PageRows: 14, PageBytes: 1 << 20, DictionaryBytes: 1 << 20, GroupRows: 21, GroupBytes: 1 << 30}

// readArrow reads a file with the library that wrote it.
func readArrow(t *testing.T, path string) (arrow.Table, int) {
	t.Helper()
	r, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fr, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	tbl, err := fr.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return tbl, r.NumRowGroups()
}

// flatten prints the cells of a column.
func flatten(c *arrow.Chunked) []string {
	var cells []string
	for _, chunk := range c.Chunks() {
		for i := range chunk.Len() {
			cells = append(cells, cell(chunk, i))
		}
	}
	return cells
}

func cell(a arrow.Array, i int) string {
	if a.IsNull(i) {
		return "null"
	}
	switch a := a.(type) {
	case *array.Decimal128:
		return fmt.Sprint(a.Value(i).LowBits())
	case *array.Date32:
		return civil.FromUnix32(int32(a.Value(i))).String()
	case *array.List:
		start, end := a.ValueOffsets(i)
		parts := []string{}
		for j := int(start); j < int(end); j++ {
			if s, ok := a.ListValues().(*array.Struct); ok {
				for k := range s.NumField() {
					parts = append(parts, cell(s.Field(k), j))
				}
				continue
			}
			parts = append(parts, cell(a.ListValues(), j))
		}
		return fmt.Sprintf("%q", parts)
	case *array.Binary:
		return string(a.Value(i))
	}
	return a.ValueStr(i)
}
