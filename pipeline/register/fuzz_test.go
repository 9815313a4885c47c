package register

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"vigie/pipeline/tablefile"
)

// FuzzPrescriptions checks that every row and reject is of a record of its own, and that each row is found by its key.
func FuzzPrescriptions(f *testing.F) {
	f.Add([]byte("prescription_id,mode\nP1,seated\nP1,vsl\n"))
	f.Add([]byte("prescription_id;signed_at;trips\r\nP1;2025-03-01;4\r\n;2025-03-01T08:30;\r\n"))
	f.Add([]byte("\xef\xbb\xbfprescription_id,arrival_facility\n\"P\n1\",\xe9\n\"P2,\n"))
	f.Add([]byte("patient_id\nA\n"))
	file := filepath.Join(f.TempDir(), "any.csv")
	f.Fuzz(func(t *testing.T, text []byte) {
		table, rejects, err := one(t, &prescriptionsSchema, string(text))
		if err != nil {
			return
		}
		put(t, file, text)
		if records := countRecords(t, file, prescriptionsSchema.names()); table.Len()+len(rejects) > records {
			t.Errorf("got %d rows and %d rejects of %d records", table.Len(), len(rejects), records)
		}
		for row := range table.All() {
			if found := table.Of(row.PrescriptionID); len(found) != 1 || found[0] != *row {
				t.Errorf("got %+v by the key of %+v", found, *row)
			}
		}
	})
}

func put(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func countRecords(t *testing.T, path string, columns []string) (n int) {
	file, err := tablefile.Open(path, tablefile.Options{Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for {
		c, err := file.Next()
		if err == io.EOF {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		c.Each(func(*tablefile.Record) { n++ })
		c.Release()
	}
}

// identifiers are the columns that identify a person or are keys in another table: no reason shows them.
var identifiers = strings.Fields(`patient_id person_id driver_id holder_id prescription_id convocation_id treatment_id accident_id
	card_id card_number name agreement_id`)

// unquoted are the reasons that quote nothing of a row.
var unquoted = regexp.MustCompile(`^(got an empty cell; want a value|got a cell like [^;]*; want [^"]*|got a key that an earlier row has with other values; want one row for each key|got text after a closing quote; want a delimiter or the line's end)$`)

// FuzzRegisters reads any bytes as any register. Every record is a row or a reject; the chunks and the number of workers make no
// difference; no reason shows an identifier; and the error for a file that is refused does not show what may be a row.
func FuzzRegisters(f *testing.F) {
	var names []string
	for _, e := range entries() {
		names = append(names, e.name)
	}
	for file, text := range registerSeeds(f) {
		if i := slices.Index(names, registerOf(path.Base(file))); i >= 0 {
			f.Add(uint8(i), text, uint16(40))
		}
	}
	for i, e := range entries() {
		// Cells that no column accepts, a row of empty cells, a repeated row, and a file without its header.
		columns := len(e.columns)
		row := strings.Repeat("?;", columns-1) + "?\n"
		f.Add(uint8(i), []byte(strings.Join(e.columns, ";")+"\n"+row+row+strings.Repeat(";", columns-1)+"\n\"a\nb\";"), uint16(9))
		f.Add(uint8(i), []byte("PAT1,2025-03-01\nPAT2,\n"), uint16(9))
		// A line that names the delimiter, a header in capitals, and words of files as they come in every column.
		dirty := "sep=;\n" + strings.ToUpper(strings.Join(e.columns, ";")) + "\n"
		for _, word := range []string{"NULL", `\N`, "1600-01-01", "9999-12-31", "03/04/2025", "000", "X", "VRAI", "12,5", "'007", "\u00a0A", "A\x00", "\"open"} {
			dirty += strings.Repeat(word+";", columns-1) + word + "\n"
		}
		f.Add(uint8(i), []byte(dirty), uint16(9))
		f.Add(uint8(i), []byte(strings.ReplaceAll(dirty, "\n", "\r")), uint16(9))
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, which uint8, text []byte, size uint16) {
		name := names[int(which)%len(names)]
		dir := filepath.Join(folder, name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, name+".csv"), text)
		set, err := Load(dir, Options{Workers: 1, chunkSize: 64 << 10})
		again, failed := Load(dir, Options{Workers: 3, chunkSize: int(size) + 1})
		if fmt.Sprint(err) != fmt.Sprint(failed) {
			t.Fatalf("%s in chunks of %d on 3 workers: got %v; want %v", name, int(size)+1, failed, err)
		}
		if err != nil {
			if marked.MatchString(err.Error()) && !strings.Contains(err.Error(), "and unknown ones ") {
				t.Fatalf("got an error that may show a row: %v", err)
			}
			return
		}
		if want, got := contents(set), contents(again); want != got {
			t.Fatalf("%s in chunks of %d on 3 workers:\n%s", name, int(size)+1, cmp.Diff(want, got))
		}
		s := set.Supplied()[0]
		if records := countRecords(t, filepath.Join(dir, name+".csv"), entries()[int(which)%len(names)].columns); s.Rows+s.Rejected != records || s.Rejected != len(set.Rejects()) {
			t.Fatalf("%s: got %d rows and %d rejects of %d records", name, s.Rows, s.Rejected, records)
		}
		for _, r := range set.Rejects() {
			if r.Reason == "" || int64(len(r.Raw)) != min(r.Length, 64<<10) || !bytes.Equal(r.Raw, text[r.Offset:][:len(r.Raw)]) {
				t.Fatalf("%s: got the reject %+v of %q", name, r, text)
			}
			for column := range strings.SplitSeq(r.Column, ", ") {
				if slices.Contains(identifiers, column) && name != "snapshot" && !unquoted.MatchString(r.Reason) {
					t.Fatalf("%s: got the reason %q in %s, which must not be quoted", name, r.Reason, r.Column)
				}
			}
		}
	})
}

// marked are the identifiers of the seeds and their mutations. A header with a column of the contract is a header, and its other
// names may be shown.
var marked = regexp.MustCompile(`PAT\d`)

// contents formats everything in a set.
func contents(s *Set) string {
	var b strings.Builder
	for i := range s.supplied {
		fmt.Fprintf(&b, "%+v\n", s.supplied[i])
	}
	for _, r := range s.rejects {
		fmt.Fprintf(&b, "%+v\n", r)
	}
	registers := reflect.ValueOf(s.Registers()).Elem()
	for i := range registers.NumField() {
		register := registers.Field(i)
		if register.Kind() != reflect.Interface || register.IsNil() {
			continue
		}
		for row := range register.Elem().MethodByName("All").Call(nil)[0].Seq() {
			fmt.Fprintf(&b, "%s %+v\n", registers.Type().Field(i).Name, row.Elem())
		}
	}
	fmt.Fprintf(&b, "%v %v\n", s.calendar, s.registers.Partial)
	return b.String()
}

// registerSeeds are the registers of the fixtures, by register and file name.
func registerSeeds(f *testing.F) map[string][]byte {
	f.Helper()
	seeds := map[string][]byte{}
	archives, err := filepath.Glob(filepath.Join("..", "..", "fixtures", "*", "*.txtar"))
	if err != nil || len(archives) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range archive.Files {
			if path.Base(path.Dir(part.Name)) == folderName {
				seeds[path.Join(filepath.Base(file), part.Name)] = part.Data
			}
		}
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "fixtures", "sample", folderName, "*.csv"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(text) > 4<<10 {
			text = text[:bytes.LastIndexByte(text[:4<<10], '\n')+1]
		}
		seeds[filepath.Base(file)] = text
	}
	return seeds
}
