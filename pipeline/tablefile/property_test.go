package tablefile

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// naive reads CSV text as the contract describes it, with all of the text at hand. most is the longest record; single says of each column
// whether its cells are one line.
func naive(b []byte, from int, delimiter byte, single []bool, most int) []row {
	var rows []row
	for p := from; p < len(b); {
		n, whole := naiveEnd(string(b[p:min(len(b), p+most+1)]), string(delimiter), single, len(b) > p+most)
		stop := p + n
		if !whole {
			for stop = p; stop < len(b) && b[stop] != '\n'; {
				stop++
			}
		}
		record := strings.TrimSuffix(string(b[p:stop]), "\r")
		if !whole || strings.Trim(record, " \t\x1a") != "" {
			r := row{Line: int64(1 + bytes.Count(b[:p], lineFeed)), Offset: int64(p), Length: int64(len(record)), Raw: record}
			switch {
			case !whole && stop-p > most:
				r.Fault.Reason = fmt.Sprintf("got a line of %d bytes; want at most %d", stop-p, most)
			case !whole:
				r.Fault = noEnd
			case strings.ToValidUTF8(record, "") != record:
				r.Fault = notUTF8
			default:
				r.Fields, r.Fault = naiveCells(record, delimiter, len(single))
				if r.Fields != nil && strings.Contains(record, "\x00") {
					r.Fields, r.Fault = nil, hasZero
				}
			}
			rows = append(rows, r)
		}
		p = stop + 1
	}
	return rows
}

// naiveEnd gives the length of the record that begins a text, and false where there is none. The text is cut after the longest record.
func naiveEnd(text, delimiter string, single []bool, cut bool) (int, bool) {
	at := 0
	for column := 0; ; column++ {
		if strings.HasPrefix(text[at:], `"`) {
			begin := at + 1
			for at = begin; ; at += 2 {
				n := strings.Index(text[at:], `"`)
				if n < 0 || cut && at+n+1 == len(text) {
					return 0, false
				}
				if at += n; !strings.HasPrefix(text[at:], `""`) {
					break
				}
			}
			if lines := strings.Split(text[begin:at], "\n"); len(lines) > 1 {
				for _, line := range lines[1:] {
					if len(single) > 1 && strings.Count(line, delimiter) == len(single)-1 {
						return 0, false
					}
				}
				after := text[at+1:]
				if end := strings.IndexAny(after, delimiter+"\n"); end >= 0 {
					after = after[:end]
				}
				if column >= len(single) || single[column] || strings.Trim(after, " \t\r") != "" {
					return 0, false
				}
			}
		}
		n := strings.IndexAny(text[at:], delimiter+"\n")
		if n < 0 {
			return len(text), !cut
		}
		if at += n; text[at] == '\n' {
			return at, true
		}
		at++
	}
}

// naiveCells splits a record in which all quotes are closed.
func naiveCells(record string, delimiter byte, columns int) ([]string, Fault) {
	var out []string
	for {
		cell, rest, quoted := "", record, strings.HasPrefix(record, `"`)
		if quoted {
			rest = rest[1:]
			for !strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, `""`) {
				if strings.HasPrefix(rest, `""`) {
					rest = rest[1:]
				}
				cell, rest = cell+rest[:1], rest[1:]
			}
			rest = rest[1:]
		}
		after, next, more := strings.Cut(rest, string(delimiter))
		if quoted && strings.Trim(after, " \t") != "" {
			f := Fault{Reason: "got text after a closing quote; want a delimiter or the line's end"}
			if len(out) < columns {
				f.Column = string(rune('a' + len(out)))
			}
			return nil, f
		}
		if !quoted {
			cell = after
		}
		out = append(out, strings.Trim(cell, " \t"))
		if !more {
			break
		}
		record = next
	}
	if len(out) != columns {
		return nil, Fault{Reason: fmt.Sprintf("got %d fields; want %d", len(out), columns)}
	}
	return out, Fault{}
}

var lineEnds = regexp.MustCompile(`^([ \t\x1a]*\r?\n)*[ \t\x1a]*\r?$`)

// check reads the text below the header "a,b" in chunks of a size and compares it with the naive reading. Every byte must be in one
// record, in a line end or in an empty line. contract has the names of the columns whose cells are one line.
func check(t interface{ Fatalf(string, ...any) }, path string, body []byte, contract string, size, most int) {
	const header = "a,b\n"
	text := append([]byte(header), body...)
	if err := os.WriteFile(path, text, 0o640); err != nil {
		t.Fatalf("%v", err)
	}
	rows, _, err := readAll(path, Options{Columns: strings.Split(contract, ""), ChunkSize: size, maxRecord: most})
	if beginning := text[:min(len(text), sniffBytes)]; bytes.Count(beginning, []byte{0})*mostZeros > len(beginning) {
		if err == nil {
			t.Fatalf("%q: want an error", text)
		}
		return
	}
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	single := []bool{strings.Contains(contract, "a"), strings.Contains(contract, "b")}
	if diff := cmp.Diff(naive(text, len(header), ',', single, most), rows); diff != "" {
		t.Fatalf("%q, contract %s, in chunks of %d, records of at most %d:\n%s", body, contract, size, most, diff)
	}
	tile(t, text, int64(len(header)), rows)
}

// tile checks that every byte from an offset on is in one record, in a line end or in an empty line, and that the offset of each
// record is right.
func tile(t interface{ Fatalf(string, ...any) }, text []byte, at int64, rows []row) {
	for _, r := range rows {
		if r.Offset < at || !lineEnds.Match(text[at:r.Offset]) {
			t.Fatalf("%q: bytes from %d to %d belong to nothing", text, at, r.Offset)
		}
		at = r.Offset + r.Length
		if raw := text[r.Offset:min(at, r.Offset+maxRaw)]; r.Raw != string(raw) {
			t.Fatalf("%q: got %q at %d; want %q", text, r.Raw, r.Offset, raw)
		}
		if line := int64(1 + bytes.Count(text[:r.Offset], lineFeed)); r.Line != line {
			t.Fatalf("%q: got line %d at %d; want %d", text, r.Line, r.Offset, line)
		}
	}
	if !lineEnds.Match(text[at:]) {
		t.Fatalf("%q: bytes from %d belong to nothing", text, at)
	}
}

// Whatever the bytes, and wherever chunks end, the records are those of the naive reading.
func TestChunksDoNotMatter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	pieces := rapid.SampledFrom([]string{`"`, `"`, `""`, ",", ",", "\n", "\n", "\r\n", "\r", " ", "\n  \n", "\x1a", "x", "yz", "é", "\xe9", `,"`, `",`, "a\",\"b\n",
		"1,2\n", "\"1\n2\",3\n", "\"1\n2\" x,3\n", "\"1\n2\n3\n", "4,\"5\n6\"\n", "x\",\"\n", "\x00", "long line of text"})
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(pieces, 0, 60).Draw(t, "body"), "")
		check(t, path, []byte(body), rapid.SampledFrom([]string{"", "a", "b", "ab"}).Draw(t, "contract"), rapid.IntRange(1, 80).Draw(t, "size"), rapid.SampledFrom([]int{4, 13, 40, 1 << 20}).Draw(t, "most"))
	})
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"", "1,2\n", "1,2\r\n\r\n3,4", "\"1\n2\",3\n", "\"a\"\"b\",\n", "1,\"2\n3,4\n", "a\",\"b\nc\",\"d\n", "\xe9,\x00\n", "\"1\" x,2\n",
		"1,\"2\n3,4\n5,6\"\n", "\"1\n2\n3\",4\n", "\"1\n2\"x,3\n", "1,\"2\r\n3\"\r\n4,5\n", "sep=;\n1,2\n", "1,2\r3,4\r"} {
		for contract := range uint8(4) {
			f.Add([]byte(seed), contract, uint8(5), uint8(20))
		}
	}
	path := filepath.Join(f.TempDir(), "t.csv")
	f.Fuzz(func(t *testing.T, body []byte, contract, size, most uint8) {
		check(t, path, body, []string{"", "a", "b", "ab"}[contract%4], int(size)+1, int(most)+len("a,b"))
	})
}

// A zero byte costs the line in which it stands, within the beginning that is examined and behind it, whatever the size of the chunks.
func TestZeroByteCostsItsLine(t *testing.T) {
	const lines = sniffBytes/10 + 1
	text := []byte("a\nP\x001\n" + strings.Repeat("some text\n", lines) + "\x00\nlast\n")
	path := write(t, "t.csv", text)
	for _, size := range []int{1000, sniffBytes, 1 << 20} {
		rows, _, err := readAll(path, Options{ChunkSize: size})
		var faults []int64
		for _, r := range rows {
			if r.Fault == hasZero && r.Fields == nil {
				faults = append(faults, r.Line)
			}
		}
		if err != nil || len(rows) != lines+3 || !slices.Equal(faults, []int64{2, lines + 3}) {
			t.Errorf("in chunks of %d: got %d records, faults on lines %d, %v; want %d, lines 2 and %d", size, len(rows), faults, err, lines+3, lines+3)
		}
	}
}

// Reading one column alone gives the same cells as reading whole records.
func TestEachCell(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	pieces := rapid.SampledFrom([]string{"1,2\n", ",\n", ",3\r\n", " , 4\n", "5\n", "6,7,8\n", "\xe9,9\n", "\"1\n2\",3\n", "long,line of text"})
	rapid.Check(t, func(t *rapid.T) {
		text := "a,b\n" + strings.Join(rapid.SliceOfN(pieces, 0, 20).Draw(t, "body"), "")
		if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		o := Options{ChunkSize: rapid.IntRange(1, 80).Draw(t, "size"), maxRecord: rapid.SampledFrom([]int{8, 1000}).Draw(t, "most")}
		rows, _, err := readAll(path, o)
		if err != nil {
			t.Fatal(err)
		}
		for column := range 2 {
			var want, got []string
			for _, r := range rows {
				if r.Fields != nil && r.Fields[column] != "" {
					want = append(want, r.Fields[column])
				}
			}
			file, err := Open(path, o)
			if err != nil {
				t.Fatal(err)
			}
			for {
				c, err := file.Next()
				if err != nil {
					break
				}
				c.EachCell(column, func(cell []byte) { got = append(got, string(cell)) })
				c.Release()
			}
			file.Close()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%q column %d:\n%s", text, column, diff)
			}
		}
	})
}

// Millions of endless records in a row are read in linear time. Each line closes the quote of the line before and opens another, so
// that no record ends within the limit.
func TestEndlessRecords(t *testing.T) {
	const lines = 400_000
	text := "a,b\n" + strings.Repeat("a\",\"b\n", lines) + "1,2\n"
	rows, _, err := readAll(write(t, "t.csv", []byte(text)), Options{})
	if err != nil || len(rows) != lines+1 {
		t.Fatalf("got %d records, %v", len(rows), err)
	}
	for i, r := range rows[:lines] {
		if r.Fault != noEnd || r.Line != int64(i+2) {
			t.Fatalf("record %d at line %d: got %q", i, r.Line, r.Fault.Reason)
		}
	}
	if got := cells(rows[lines:]); got != fmt.Sprintf("%d:1|2", lines+2) {
		t.Errorf("got %s", got)
	}
}
