package tablefile

import (
	"bytes"
	stdgzip "compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// seedFiles gives the beginnings of fixtures, as whole lines.
func seedFiles(f *testing.F, patterns ...string) [][]byte {
	f.Helper()
	var seeds [][]byte
	for _, pattern := range patterns {
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
	return seeds
}

// faultReasons matches all reasons of faults: no text in them comes from a cell.
var faultReasons = regexp.MustCompile(`^got (a line of \d+ bytes; want at most \d+|\d+ fields; want \d+|` +
	`a quote that is still open at the end of the line; want a closing quote on it|` +
	`bytes that are no UTF-8; want UTF-8(, or --encoding windows-1252)?|` +
	`text after a closing quote; want a delimiter or the line's end)$`)

// checkRows checks that each record either is split into the cells of the header or has a fault, and that no fault quotes a cell.
func checkRows(t *testing.T, rows []row, header []string) {
	t.Helper()
	for _, r := range rows {
		switch {
		case (r.Fields == nil) != (r.Fault.Reason != ""), r.Fields != nil && len(r.Fields) != len(header):
			t.Fatalf("line %d: got %d cells and the fault %q; want %d cells or a fault", r.Line, len(r.Fields), r.Fault.Reason, len(header))
		case r.Fields == nil && !faultReasons.MatchString(r.Fault.Reason), r.Fault.Column != "" && !slices.Contains(header, r.Fault.Column):
			t.Fatalf("line %d: got the fault %q in %q", r.Line, r.Fault.Reason, r.Fault.Column)
		}
	}
}

// readSpread reads all chunks of a file first, and then splits them on several goroutines, the last chunks first.
func readSpread(path string, o Options) ([]row, error) {
	f, err := Open(path, o)
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
	parts := make([][]row, len(chunks))
	jobs := make(chan *Chunk)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for c := range jobs {
				c.Each(func(r *Record) { parts[c.Number()] = append(parts[c.Number()], rowOf(r)) })
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

// errorText is the text of an error; empty without one.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// FuzzText reads any bytes as a CSV file, with its header, plain and compressed. The size of the chunks, the goroutines and the
// compression make no difference. Every byte below the header is in one record, a line end or an empty line.
func FuzzText(f *testing.F) {
	for i, seed := range seedFiles(f, "claimfile/*.csv", "sample/*.csv") {
		f.Add(seed, uint16(100), uint8(i))
	}
	for _, delimiter := range ",;|\t" {
		for how := range uint8(18) {
			text := strings.ReplaceAll("a,b\r\n1,\"2\n,3\"\n\n4,\"5\n6,\xe9\n7,8,9\n\"0\" x,1", ",", string(delimiter))
			f.Add([]byte(text), uint16(9), how)
		}
	}
	folder := f.TempDir()
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		f.Fatal(err)
	}
	zipper := gzip.NewWriter(nil)
	f.Fuzz(func(t *testing.T, text []byte, size uint16, how uint8) {
		o := Options{Name: "t", Encoding: Encoding(how % 2), ChunkSize: sniffBytes, maxRecord: []int{maxRecord, 64, 9}[how/2%3]}
		plain := filepath.Join(folder, "t.csv")
		put(t, plain, text)
		rows, file, err := readAll(plain, o)
		small := o
		small.ChunkSize = int(size) + 1
		again, _, failed := readAll(plain, small)
		if errorText(failed) != errorText(err) {
			t.Fatalf("in chunks of %d: got %v; want %v", small.ChunkSize, failed, err)
		}
		if diff := cmp.Diff(rows, again); diff != "" {
			t.Fatalf("in chunks of %d:\n%s", small.ChunkSize, diff)
		}
		if err != nil {
			return
		}
		checkRows(t, rows, file.Header())
		tile(t, text, headerEnd(t, plain, o), rows)
		if again, err = readSpread(plain, small); err != nil || !cmp.Equal(rows, again) {
			t.Fatalf("on several goroutines: %v\n%s", err, cmp.Diff(rows, again))
		}
		var stored bytes.Buffer
		name := "t.csv.gz"
		switch how / 6 % 3 {
		case 0:
			return
		case 1:
			zipper.Reset(&stored)
			_, _ = zipper.Write(text)
			_ = zipper.Close()
		case 2:
			name = "t.csv.zst"
			stored.Write(encoder.EncodeAll(text, nil))
		}
		put(t, filepath.Join(folder, name), stored.Bytes())
		if again, _, err = readAll(filepath.Join(folder, name), small); err != nil || !cmp.Equal(rows, again) {
			t.Fatalf("%s: %v\n%s", name, err, cmp.Diff(rows, again))
		}
	})
}

func put(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// headerEnd is the offset of the first byte below the header.
func headerEnd(t *testing.T, path string, o Options) int64 {
	t.Helper()
	f, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return f.source.(*csvSource).offset
}

// FuzzCompressed reads any bytes as a compressed file. What another decompressor reads to its end gives the same rows as its text;
// what it cannot read is an error.
func FuzzCompressed(f *testing.F) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range append(seedFiles(f, "claimfile/quoted_newline.csv", "claimfile/latin1.csv"), []byte("a\n1\n"), nil) {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		_, _ = w.Write(text)
		_ = w.Close()
		f.Add(zipped.Bytes(), false)
		f.Add(append(zipped.Bytes(), zipped.Bytes()...), false)
		f.Add(encoder.EncodeAll(text, nil), true)
		f.Add(append(encoder.EncodeAll(text, nil), "\x50\x2a\x4d\x18\x01\x00\x00\x00x"...), true)
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, stored []byte, zst bool) {
		name := map[bool]string{false: "t.csv.gz", true: "t.csv.zst"}[zst]
		put(t, filepath.Join(folder, name), stored)
		rows, _, err := readAll(filepath.Join(folder, name), Options{Name: "t"})
		again, _, failed := readAll(filepath.Join(folder, name), Options{Name: "t", ChunkSize: 7})
		if (err == nil) != (failed == nil) || err == nil && !cmp.Equal(rows, again) {
			t.Fatalf("in chunks of 7: got %v; want %v\n%s", failed, err, cmp.Diff(rows, again))
		}
		if zst || errors.Is(err, ErrLimit) {
			return
		}
		unzipped, fault := gunzip(stored)
		switch {
		case fault != nil && err == nil:
			t.Fatalf("got %d records; want an error as another reader gives: %v", len(rows), fault)
		case fault != nil:
			return
		case errors.Is(err, gzip.ErrHeader): // the other reader ignores bits that RFC 1952 reserves and wants refused
			return
		}
		put(t, filepath.Join(folder, "t.csv"), unzipped)
		want, _, fault := readAll(filepath.Join(folder, "t.csv"), Options{Name: "t"})
		if (err == nil) != (fault == nil) || err == nil && !cmp.Equal(want, rows) {
			t.Fatalf("got %v; want what the text gives: %v\n%s", err, fault, cmp.Diff(want, rows))
		}
	})
}

// gunzip reads gzip data with the standard library.
func gunzip(stored []byte) ([]byte, error) {
	r, err := stdgzip.NewReader(bytes.NewReader(stored))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// FuzzParquet reads any bytes as a Parquet file: the result is an error, or all rows in order.
func FuzzParquet(f *testing.F) {
	fill := func(b array.Builder) {
		for _, s := range []string{"1", "0", "1"} {
			if err := b.AppendValueFromString(s); err != nil {
				f.Fatal(err)
			}
		}
	}
	for _, kind := range []arrow.DataType{arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Float64,
		arrow.FixedWidthTypes.Boolean, &arrow.Decimal128Type{Precision: 12, Scale: 2}, &arrow.TimestampType{Unit: arrow.Microsecond}} {
		if kind.ID() == arrow.TIMESTAMP {
			f.Add(parquetOf(f, columnOf(f, kind, func(b array.Builder) { b.(*array.TimestampBuilder).Append(1) }), 2, true))
			continue
		}
		f.Add(parquetOf(f, columnOf(f, kind, fill), 2, kind.ID() == arrow.STRING))
	}
	path := filepath.Join(f.TempDir(), "t.parquet")
	f.Fuzz(func(t *testing.T, content []byte) {
		put(t, path, content)
		rows, file, err := readAll(path, Options{Name: "t"})
		if err != nil {
			return
		}
		checkRows(t, rows, file.Header())
		for i, r := range rows {
			if r.Line != int64(i+2) || r.Offset != -1 || r.Length != 0 || r.Raw != "" {
				t.Fatalf("row %d: got line %d, offset %d, length %d", i, r.Line, r.Offset, r.Length)
			}
		}
		if again, _, err := readAll(path, Options{Name: "t"}); err != nil || !cmp.Equal(rows, again) {
			t.Fatalf("read once more: %v\n%s", err, cmp.Diff(rows, again))
		}
	})
}
