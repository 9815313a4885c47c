package claimfile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// shownRecord is a record as it was shown, as a claim or as a reject, with text of its own.
type shownRecord struct {
	Place        string // line, offset, length and raw bytes
	Claim        claim.Claim
	Column, Want string // of a reject
}

func placeOf(line, offset, length int64, raw []byte) string {
	return fmt.Sprintf("line %d, offset %d, length %d: %q", line, offset, length, raw)
}

// records are the records of a file without any meaning. Each must be shown as one claim or one reject.
type record struct {
	place        string
	line, offset int64
	length       int64
	cells        map[string]string // by column; nil where the record has a fault
}

func recordsOf(path string, kind claim.Kind, o tablefile.Options) (list []record, err error) {
	o.Columns = ColumnNames(kind)
	f, err := tablefile.Open(path, o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for {
		c, err := f.Next()
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return list, err
		}
		c.Each(func(r *tablefile.Record) {
			one := record{place: placeOf(r.Line, r.Offset, r.Length, r.Raw), line: r.Line, offset: r.Offset, length: r.Length}
			if r.Fault == nil {
				one.cells = map[string]string{}
				for i, name := range f.Header() {
					one.cells[name] = string(r.Fields[i])
				}
			}
			list = append(list, one)
		})
		c.Release()
	}
}

// decodeAll decodes the chunks of a file on a number of goroutines, and gives the records in the order of the file.
func decodeAll(path string, kind claim.Kind, o tablefile.Options, workers int, wanted tablefile.Filter) ([]shownRecord, error) {
	f, err := Open(path, kind, o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var chunks []*Chunk
	for {
		c, err := f.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, c)
	}
	parts := make([][]shownRecord, len(chunks))
	jobs := make(chan *Chunk)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			var one claim.Claim
			for c := range jobs {
				part := &parts[c.Number()]
				c.EachWanted(wanted, &one, func(p Position) {
					*part = append(*part, shownRecord{Place: placeOf(p.Line, p.Offset, p.Length, p.Raw), Claim: keep(one)})
				}, func(r Reject) {
					*part = append(*part, shownRecord{Place: placeOf(r.Line, r.Offset, r.Length, r.Raw), Column: r.Column, Want: r.Reason})
				})
				c.Release()
			}
		})
	}
	for _, c := range slices.Backward(chunks) {
		jobs <- c
	}
	close(jobs)
	wait.Wait()
	return slices.Concat(parts...), nil
}

var fault = regexp.MustCompile(`^got (a line of \d+ bytes|\d+ fields|a quote that is still open at the end of the line|bytes that are no UTF-8|text after a closing quote|a zero byte); want `)

// checkReason checks that a reason shows the shape of the cell at fault, and nothing else of it.
func checkReason(t *testing.T, got shownRecord, r record) {
	t.Helper()
	text := r.cells[got.Column]
	switch {
	case got.Want == "":
		return
	case r.cells == nil:
		if !fault.MatchString(got.Want) {
			t.Fatalf("%s: got the reason %q of a record that is not cut", got.Place, got.Want)
		}
	case text == "" || cell.IsNull([]byte(text)):
		if !strings.HasPrefix(got.Want, "got an empty cell; want ") && got.Want != "got a line of empty cells; want a claim" && !strings.HasPrefix(got.Want, "got no day of the act; want ") {
			t.Fatalf("%s: got the reason %q in the empty %s", got.Place, got.Want, got.Column)
		}
	case !strings.HasPrefix(got.Want, "got a negative amount") && !strings.HasPrefix(got.Want, "got a cell like "+cell.Shape([]byte(text))+"; want "):
		t.Fatalf("%s: got the reason %q in %s, which holds %q", got.Place, got.Want, got.Column, text)
	}
}

var lineEnds = regexp.MustCompile(`^([ \t\x1a]*\r?\n)*[ \t\x1a]*\r?$`)

// FuzzClaims reads any bytes as a file of claims. Every record is one claim or one reject, at the same position, and between
// records there are only line ends. The chunks and the number of workers make no difference. No reason shows more than it may.
func FuzzClaims(f *testing.F) {
	for i, seed := range claimSeeds(f) {
		for kind := range uint8(2) {
			f.Add(seed, uint16(100), kind+uint8(i)*2)
		}
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte, size uint16, how uint8) {
		kind := map[uint8]claim.Kind{0: claim.Transport, 1: claim.Care}[how%2]
		path := filepath.Join(folder, []string{"t.csv", "t.csv.gz", "t.csv.zst"}[how/4%3])
		if err := os.WriteFile(path, compressed(path, text), 0o600); err != nil {
			t.Fatal(err)
		}
		o := tablefile.Options{Name: "t", Encoding: tablefile.Encoding(how / 2 % 2), ChunkSize: 64 << 10}
		small := o
		small.ChunkSize = int(size) + 1
		got, err := decodeAll(path, kind, o, 1, nil)
		again, failed := decodeAll(path, kind, small, 3, nil)
		if fmt.Sprint(err) != fmt.Sprint(failed) || !cmp.Equal(got, again) {
			t.Fatalf("in chunks of %d on 3 workers: got %v; want %v\n%s", small.ChunkSize, failed, err, cmp.Diff(got, again))
		}
		if err != nil {
			return
		}
		records, err := recordsOf(path, kind, o)
		if err != nil || len(records) != len(got) {
			t.Fatalf("got %d claims and rejects of %d records, %v", len(got), len(records), err)
		}
		for i, r := range records {
			if got[i].Place != r.place {
				t.Fatalf("got a claim or reject at %s; want it at %s", got[i].Place, r.place)
			}
			checkReason(t, got[i], r)
			end := int64(len(text))
			if i+1 < len(records) {
				end = records[i+1].offset
			}
			if !lineEnds.Match(text[r.offset+r.length : end]) {
				t.Fatalf("bytes from %d to %d belong to nothing", r.offset+r.length, end)
			}
		}
		if len(records) > 0 {
			last := records[len(records)-1]
			only, err := decodeAll(path, kind, small, 1, func(line, offset int64) bool { return line == last.line && offset == last.offset })
			if err != nil || !cmp.Equal(got[len(got)-1:], only) {
				t.Fatalf("the last record alone: %v\n%s", err, cmp.Diff(got[len(got)-1:], only))
			}
		}
		checkCancelled(t, kind, Source{path, small}, records, got)
	})
}

// checkCancelled checks that the cancelled claims are those that the records name, as a claim would name them, among records that can be
// split, on any number of workers.
func checkCancelled(t *testing.T, kind claim.Kind, s Source, records []record, claims []shownRecord) {
	t.Helper()
	want := CancelledIDs{}
	for _, r := range records {
		if text := []byte(r.cells["cancels"]); len(text) > 0 && !cell.IsNull(text) {
			if id, _ := cell.ID(text); len(id) > 0 {
				want[string(id)] = struct{}{}
			}
		}
	}
	for _, c := range claims {
		if c.Claim.Cancels != "" && !want.Has(c.Claim.Cancels) {
			t.Fatalf("%s: the claim cancels %q, which no record names", c.Place, c.Claim.Cancels)
		}
	}
	for _, workers := range []int{1, 3} {
		got, err := ReadCancelled(kind, []Source{s}, workers)
		if err != nil || !cmp.Equal(want, got) {
			t.Fatalf("reversed, on %d workers: %v\n%s", workers, err, cmp.Diff(want, got))
		}
	}
}

// dirtyWords are cells of files as they come: null words, sentinels, placeholders, other ways to write a value, and a zero byte.
var dirtyWords = []string{"NULL", "None", `\N`, ".", "1600-01-01", "9999-12-31 00:00", "1900-01-01T08:30", "31/12/2025", "03/04/25", "000", "9999", "X", "INCONNU",
	"VRAI", "12,5", "-12.50", "'007", "\u00a0A\u200b", "e\u0301", "A\x00", "\"never closed"}

// claimSeeds are the broken files, and the beginnings of the sample.
func claimSeeds(f *testing.F) (seeds [][]byte) {
	f.Helper()
	for _, pattern := range []string{"claimfile/*.csv", "sample/*.csv"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "fixtures", filepath.FromSlash(pattern)))
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds in %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			if len(text) > 4<<10 {
				text = text[:bytes.LastIndexByte(text[:4<<10], '\n')+1]
			}
			seeds = append(seeds, text)
		}
	}
	for _, delimiter := range []string{",", ";", "|", "\t"} {
		for _, kind := range []claim.Kind{claim.Transport, claim.Care} {
			names := ColumnNames(kind)
			// Each cell of a line is invalid in its column, where anything is; a line of empty cells; one of punctuation.
			lines := []string{strings.Join(names, delimiter), strings.Repeat("?"+delimiter, len(names)-1) + "?",
				strings.Repeat(delimiter, len(names)-1), strings.Repeat("\"a\nb\""+delimiter, len(names)-1) + "\xe9"}
			seeds = append(seeds, []byte(strings.Join(lines, "\r\n")))
			// Each of these words in every column, below a line that names the delimiter and below a header in capitals.
			words := []string{"sep=" + delimiter, strings.ToUpper(strings.Join(names, delimiter))}
			for _, word := range dirtyWords {
				words = append(words, strings.Repeat(word+delimiter, len(names)-1)+word)
			}
			seeds = append(seeds, []byte(strings.Join(words, "\n")), []byte(strings.Join(words[1:], "\r")))
		}
	}
	return seeds
}

// compressed is text in the form in which a file of that name stores it.
func compressed(path string, text []byte) []byte {
	var out bytes.Buffer
	switch filepath.Ext(path) {
	case ".gz":
		w := gzip.NewWriter(&out)
		_, _ = w.Write(text)
		_ = w.Close()
	case ".zst":
		w, err := zstd.NewWriter(&out, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			panic(err)
		}
		_, _ = w.Write(text)
		_ = w.Close()
	default:
		return text
	}
	return out.Bytes()
}

// Each column, made invalid in turn, is quoted in the reason; of a column that identifies a person only the length is given.
func TestReasonsOfEveryColumn(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of files, one after the other")
	}
	path := filepath.Join(t.TempDir(), "t.csv")
	for _, kind := range []claim.Kind{claim.Transport, claim.Care} {
		good := map[string]string{"claim_id": "C", "operator_id": "O", "operator_kind": "taxi", "provider_id": "O", "provider_kind": "doctor",
			"patient_id": "P", "service": "taxi", "departed_at": "2025-03-01T08:30", "performed_on": "2025-03-01", "amount_billed": "1"}
		blamed := map[string]bool{}
		for _, bad := range []string{"MARKED-2025", "", "\"MARKED\"\"2025\"x"} {
			for _, column := range columnsOf(kind) {
				var names, cells []string
				for _, c := range columnsOf(kind) {
					name := c.id.String()
					names, cells = append(names, name), append(cells, good[name])
					if c.id == column.id {
						cells[len(cells)-1] = bad
					}
				}
				text := strings.Join(names, "|") + "\n" + strings.Join(cells, "|") + "\n"
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				got, err := decodeAll(path, kind, tablefile.Options{}, 1, nil)
				records, failed := recordsOf(path, kind, tablefile.Options{})
				if err != nil || failed != nil || len(got) != 1 {
					t.Fatalf("%s: got %d records, %v, %v", column.id, len(got), err, failed)
				}
				checkReason(t, got[0], records[0])
				if strings.Contains(got[0].Want+got[0].Column, "MARKED") {
					t.Errorf("got the reason %q in %s, which must not be quoted", got[0].Want, column.id)
				}
				blamed[got[0].Column] = true
			}
		}
		for _, name := range []string{"patient_born", "patient_died", "patient_id", "amount_billed", "card_read_at"} {
			if !blamed[name] {
				t.Errorf("%s: got no reject for %s; want one", kind, name)
			}
		}
	}
}
