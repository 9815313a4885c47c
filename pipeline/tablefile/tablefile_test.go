package tablefile

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// row is a record in a form that tests can compare.
type row struct {
	Line, Offset, Length int64
	Fields               []string
	Fault                Fault
	Raw                  string
}

// write writes a file into a folder of the test.
func write(t testing.TB, name string, content []byte) string {
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}

// readAll reads a file to its end or first error.
func readAll(path string, o Options) ([]row, *File, error) {
	f, err := Open(path, o)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	var rows []row
	for number := int64(0); ; number++ {
		c, err := f.Next()
		if err == io.EOF {
			return rows, f, nil
		}
		if err != nil {
			return rows, f, err
		}
		if c.Number() != number {
			return nil, nil, fmt.Errorf("got chunk %d; want %d", c.Number(), number)
		}
		c.Each(func(r *Record) { rows = append(rows, rowOf(r)) })
		c.Release()
	}
}

// rowOf copies a record.
func rowOf(r *Record) row {
	w := row{Line: r.Line, Offset: r.Offset, Length: r.Length, Raw: string(r.Raw)}
	for _, cell := range r.Fields {
		w.Fields = append(w.Fields, string(cell))
	}
	if r.Fault != nil {
		w.Fault = *r.Fault
	}
	return w
}

// cells formats records as "line:a|b", and faults as "line!reason".
func cells(rows []row) string {
	var all []string
	for _, r := range rows {
		if r.Fields == nil {
			all = append(all, fmt.Sprintf("%d!%s%s", r.Line, r.Fault.Column, r.Fault.Reason))
			continue
		}
		all = append(all, fmt.Sprintf("%d:%s", r.Line, strings.Join(r.Fields, "|")))
	}
	return strings.Join(all, " ")
}

func TestRecords(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		for _, size := range []int{1, 7, 1 << 20} {
			rows, _, err := readAll(write(t, "t.csv", []byte(text)), Options{ChunkSize: size})
			if err != nil {
				t.Fatalf("%q in chunks of %d: %v", text, size, err)
			}
			if got := cells(rows); got != want {
				t.Errorf("%q in chunks of %d: got %s; want %s", text, size, got, want)
			}
		}
	}
	stray := "got text after a closing quote; want a delimiter or the line's end"
	open := noEnd.Reason
	f("a,b\n1,2\n", "2:1|2")
	f("a,b\n1,2", "2:1|2")
	f("a,b\r\n1,2\r\n\r\n3,4\r\n", "2:1|2 4:3|4")
	f("\xef\xbb\xbfa,b\n1,2\n", "2:1|2")
	f("\n\na,b\n\n1,2\n\n\n3,4", "5:1|2 8:3|4")
	f("a;b\n1,5;2\n", "2:1,5|2")
	f("a|b\n1|2\n", "2:1|2")
	f("a\tb\n1\t\n", "2:1|")
	f("a\n1\n\n2\n", "2:1 4:2")
	f("a,b\n , \t x  y \n", "2:|x  y")
	f("a,b\n,\n", "2:|")
	f("\"a\",\"b,c\"\n1,2\n", "2:1|2")
	f("a,b\n\"1,2\",\" 3 \"\n", "2:1,2|3")
	f("a,b\n\"1\n2\",3\n4,5\n", "2:1\n2|3 4:4|5")
	f("a,b\n\"1\r\n\n2\",3\r\n4,5\r\n", "2:1\r\n\n2|3 5:4|5")
	f("a,b\n\"say \"\"no\"\"\",\"\"\n", "2:say \"no\"|")
	f("a,b\n\"\"\"\",\"\"\"a\"\n", "2:\"|\"a")
	f("a,b\n1\"2,\"3\" \t\n", "2:1\"2|3")
	f("a,b\n \"1,2\"\n", "2:\"1|2\"")
	f("a,b\n\"1\"x,2\n3,4\n", "2!a"+stray+" 3:3|4")
	f("a,b\n1,\"2\" \"\n3,4\n", "2!b"+stray+" 3:3|4")
	f("a,b\n1\n1,2,3\n4,5\n", "2!got 1 fields; want 2 3!got 3 fields; want 2 4:4|5")
	f("a,b\n1,\"2\n3,4\n5,6\n", "2!"+open+" 3:3|4 4:5|6")
	f("a,b\n\"1\n\"2\n\"3\n", "2!"+open+" 3!"+open+" 4!"+open)
	f("a,b\n1,\"2\n3,4\n5,6\"\n", "2!"+open+" 3:3|4 4:5|6\"")
	f("a,b\n\"1\n2\n3\",4\n5,6\n", "2:1\n2\n3|4 5:5|6")
	f("a,b\n\"1\n2,2\n3\",4\n5,6\n", "2!"+open+" 3:2|2 4:3\"|4 5:5|6")
	f("a,b\n1,\"2", "2!"+open)
	f("a,b\n1,\"2\"", "2:1|2")
	f("a,b\n1,\xe9\n2,é\n", "2!"+notUTF8.Reason+" 3:2|é")
	f("a,b\n", "")
	f("a,b", "")
}

func TestPlaces(t *testing.T) {
	text := "\xef\xbb\xbfa,b\r\n1,2\r\n\r\n\"x\ny\",é\r\nz"
	want := []row{
		{Line: 2, Offset: 8, Length: 3, Fields: []string{"1", "2"}, Raw: "1,2"},
		{Line: 4, Offset: 15, Length: 8, Fields: []string{"x\ny", "é"}, Raw: "\"x\ny\",é"},
		{Line: 6, Offset: 25, Length: 1, Fault: Fault{Reason: "got 1 fields; want 2"}, Raw: "z"},
	}
	for size := 1; size < 40; size++ {
		rows, _, err := readAll(write(t, "t.csv", []byte(text)), Options{ChunkSize: size})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Fatalf("in chunks of %d:\n%s", size, diff)
		}
	}
}

func TestWindows1252(t *testing.T) {
	rows, _, err := readAll(write(t, "t.csv", []byte("a,pr\xe9nom\n\x80,\"Ren\xe9\"\"e\"\n\x81,plain\n")), Options{Encoding: Windows1252})
	want := []row{
		{Line: 2, Offset: 9, Length: 11, Fields: []string{"€", `René"e`}, Raw: "\x80,\"Ren\xe9\"\"e\""},
		{Line: 3, Offset: 21, Length: 7, Fields: []string{"\u0081", "plain"}, Raw: "\x81,plain"},
	}
	if err != nil || !cmp.Equal(want, rows) {
		t.Errorf("%v\n%s", err, cmp.Diff(want, rows))
	}
}

func TestParseEncoding(t *testing.T) {
	f := func(name string, want Encoding, ok bool) {
		t.Helper()
		if got, err := ParseEncoding(name); got != want || (err == nil) != ok {
			t.Errorf("%q: got %v, %v", name, got, err)
		}
	}
	f("", UTF8, true)
	f("utf-8", UTF8, true)
	f("windows-1252", Windows1252, true)
	f("latin-1", Windows1252, true)
	f("ebcdic", UTF8, false)
}

// A line of 10 MB costs no more than a chunk and the bytes that a reject shows, and is read to its end.
func TestLongLine(t *testing.T) {
	text := "a,b\n1,2\n" + strings.Repeat("x", 10_000_000) + "\r\n3,4\n"
	for _, size := range []int{1000, 0} {
		path := write(t, "t.csv", []byte(text))
		rows, _, err := readAll(path, Options{ChunkSize: size})
		if err != nil || len(rows) != 3 {
			t.Fatalf("got %d rows, %v", len(rows), err)
		}
		line := rows[1]
		if line.Line != 3 || line.Offset != 8 || line.Length != 10_000_000 || len(line.Raw) != 64<<10 || line.Fields != nil {
			t.Errorf("got line %d, offset %d, length %d, %d raw bytes", line.Line, line.Offset, line.Length, len(line.Raw))
		}
		if want := "got a line of 10000001 bytes; want at most 1048576"; line.Fault.Reason != want {
			t.Errorf("got %s; want %s", line.Fault.Reason, want)
		}
		if got := cells(rows[2:]); got != "4:3|4" || rows[2].Offset != 10_000_010 {
			t.Errorf("got %s at %d", got, rows[2].Offset)
		}
		f, _ := Open(path, Options{ChunkSize: size})
		for {
			c, err := f.Next()
			if err != nil {
				break
			}
			if held := cap(c.rows.(*csvRows).buffer); held > 4<<20 {
				t.Errorf("a chunk holds %d bytes", held)
			}
			c.Release()
		}
		f.Close()
	}
}

// 1 MiB is a record, one byte more is not, and a quote is searched no further than that.
func TestRecordLimit(t *testing.T) {
	f := func(text string, size int, want string) {
		t.Helper()
		rows, _, err := readAll(write(t, "t.csv", []byte(text)), Options{ChunkSize: size})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprintf("%d:%d:%t", r.Line, r.Length, r.Fault.Reason == ""))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("got %s; want %s", s, want)
		}
	}
	const mib = 1 << 20
	for _, size := range []int{5000, mib, 4 * mib} {
		f("a\n"+strings.Repeat("x", mib)+"\ny\n", size, "2:1048576:true 3:1:true")
		f("a\n"+strings.Repeat("x", mib+1)+"\ny\n", size, "2:1048577:false 3:1:true")
		f("a\n\""+strings.Repeat("x\n", mib/2-1)+"\"\ny\n", size, "2:1048576:true 524290:1:true")
		f("a\n\"x\n\"\"y"+strings.Repeat("z", mib)+"\n\"\nw\n", size, "2:2:false 3:1048579:false 4:1:false 5:1:true")
	}
}

func TestCompressed(t *testing.T) {
	text := []byte("a,b\n1,2\n" + strings.Repeat("3,some text\n", 5000))
	zip := func(b []byte) []byte {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		w.Write(b)
		w.Close()
		return out.Bytes()
	}
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	zst := encoder.EncodeAll(text, nil)
	f := func(name string, content []byte, want error, records int) {
		t.Helper()
		rows, file, err := readAll(write(t, name, content), Options{Name: "x"})
		if !errors.Is(err, want) {
			t.Fatalf("%s: got %v; want %v", name, err, want)
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "cannot read x: ") {
				t.Errorf("got %v", err)
			}
			return
		}
		if len(rows) != records {
			t.Errorf("%s: got %d records; want %d", name, len(rows), records)
		}
		if sum := file.Sum(); sum != (Sum{sha256.Sum256(content), int64(len(content))}) {
			t.Errorf("%s: got sum %x of %d bytes", name, sum.SHA256, sum.Size)
		}
	}
	gz := zip(text)
	members := append(zip(text[:6]), zip(text[6:])...)
	bomb := append([]byte("a,b\n"), bytes.Repeat([]byte{'\n'}, 32<<20)...)
	flipped := bytes.Clone(gz)
	flipped[len(flipped)-8] ^= 1
	f("t.csv", text, nil, 5001)
	f("t.csv.gz", gz, nil, 5001)
	f("t.csv.gz", members, nil, 5001)
	f("t.csv.zst", zst, nil, 5001)
	f("t.csv.zst", append(bytes.Clone(zst), encoder.EncodeAll([]byte("4,5\n"), nil)...), nil, 5002)
	for _, cut := range []int{11, len(gz) / 2, len(gz) - 1} {
		f("t.csv.gz", gz[:cut], ErrCorrupt, 0)
	}
	for _, cut := range []int{5, len(zst) / 2, len(zst) - 1} {
		f("t.csv.zst", zst[:cut], ErrCorrupt, 0)
	}
	f("t.csv.gz", flipped, ErrCorrupt, 0)
	f("t.csv.gz", append(bytes.Clone(gz), "junk"...), ErrCorrupt, 0)
	f("t.csv.gz", nil, ErrNotATable, 0)
	f("t.csv.gz", zip(nil), ErrNotATable, 0)
	f("t.csv.gz", text, ErrNotATable, 0)
	f("t.csv.zst", gz, ErrNotATable, 0)
	f("t.csv.zst", encoder.EncodeAll(bomb, nil), ErrLimit, 0)
	f("t.csv.gz", zip(bomb), ErrLimit, 0)
	f("t.csv.gz", zip(append(bomb[:1<<20-4:1<<20-4], "1,2\n"...)), nil, 1)
}

func TestNotATable(t *testing.T) {
	f := func(name, content string, want error, says string) {
		t.Helper()
		_, _, err := readAll(write(t, name, []byte(content)), Options{})
		if !errors.Is(err, want) || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%.20q: got %v; want %v, %s", content, err, want, says)
		}
	}
	f("t.csv", "", ErrNotATable, "got an empty file; want CSV text with a header")
	f("t.csv", "\n\r\n", ErrNotATable, "nothing but empty lines")
	f("t.csv", "\xef\xbb\xbf", ErrNotATable, "nothing but empty lines")
	f("t.csv", "PK\x03\x04rest", ErrNotATable, "zip archive")
	f("t.csv", "\x7fELF\x02", ErrNotATable, "a program")
	f("t.csv", "%PDF-1.7\n", ErrNotATable, "PDF")
	f("t.csv", "\x1f\x8b\x08", ErrNotATable, "gzip data")
	f("T.CSV.GZ", "a,b\n", ErrNotATable, "want gzip data")
	f("T.PARQUET", "a,b\n", ErrNotATable, "want Parquet")
	f("t.csv", "PAR1....PAR1", ErrNotATable, "Parquet data")
	f("t.csv", "a,b\n1,\x00\n", ErrNotATable, "zero byte")
	f("t.csv", "a,b,a\n", ErrNotATable, "same column name at places 1 and 3")
	f("t.csv", ",,\n", ErrNotATable, "without a column name")
	f("t.csv", "a,\"b\n1,2\n", ErrNotATable, "a quote that stays open")
	f("t.csv", "a,b\xe9\n1,2\n", ErrNotATable, "--encoding windows-1252")
	f("t.csv", "a,\"b\"c\n1,2\n", ErrNotATable, "after a closing quote")
	f("t.csv", strings.Repeat(",", 4096)+"a\n", ErrLimit, "got 4097 columns; want at most 4096")
	f("t.parquet", "", ErrNotATable, "got an empty file; want Parquet data")
	f("t.parquet", "a,b\n1,2\n", ErrNotATable, "data of another kind")
	f("t.parquet", "PAR1\x00\x00", ErrCorrupt, "want the whole file")
	f("t.parquet", "PAR1junkjunk\x04\x00\x00\x00PAR1", ErrCorrupt, "cut or corrupt")
	if _, err := Open(filepath.Join(t.TempDir(), "none.csv"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(t.TempDir(), Options{}); !errors.Is(err, ErrNotATable) {
		t.Errorf("got %v", err)
	}
}

// A message about a header is short, whatever the header.
func TestSeen(t *testing.T) {
	longName := strings.Repeat("é", 300)
	f := func(known, unknown []string, want string) {
		t.Helper()
		if got := DescribeColumns(known, []string{"patient_id"}, unknown); got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
	f(nil, []string{"DUPONT", "1954-03-02"}, "2 columns, none by a name of the contract")
	f([]string{"plate", "mode"}, nil, "columns plate, mode")
	f(nil, []string{"DUPONT", "patientid"}, `2 columns, none by a name of the contract ("patientid" may be patient_id)`)
	f([]string{"plate"}, []string{"patient_ids", "x"}, `columns plate, and unknown ones "patient_ids", "x" ("patient_ids" may be patient_id)`)
	f([]string{"plate"}, []string{"a\x1b", longName}, `columns plate, and unknown ones "a\x1b", "`+strings.Repeat("é", 40)+`"`)
	f([]string{"plate"}, strings.Split("a b c d e f g h i j", " "), `columns plate, and unknown ones "a", "b", "c", "d", "e", "f", "g", "h", 2 more`)
}
