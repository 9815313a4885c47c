package tablefile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/google/go-cmp/cmp"
)

// sentLines is the stream of the lines of a file, in small batches. A new block begins before some of the lines.
func sentLines(t testing.TB, text []byte, blockLines int) []byte {
	t.Helper()
	number := arrow.PrimitiveTypes.Int64
	schema := arrow.NewSchema([]arrow.Field{{Name: "_file", Type: number}, {Name: "_block", Type: number}, {Name: "_line", Type: arrow.BinaryTypes.Binary}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	var to bytes.Buffer
	w := ipc.NewWriter(&to, ipc.WithSchema(schema))
	offset, block := 0, 0
	lines := bytes.SplitAfter(text, []byte("\n"))
	for n, line := range lines {
		if n%blockLines == 0 {
			block = offset
		}
		offset += len(line)
		if len(line) > 0 {
			b.Field(0).(*array.Int64Builder).Append(0)
			b.Field(1).(*array.Int64Builder).Append(int64(block))
			b.Field(2).(*array.BinaryBuilder).Append(bytes.TrimSuffix(line, []byte("\n")))
		}
		if n%3 == 2 || n == len(lines)-1 {
			if err := w.Write(b.NewRecord()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Bytes()
}

// rowsOfBlocks gives the records of a stream, with their positions in the file that the blocks come from.
func rowsOfBlocks(t *testing.T, in, head []byte) (rows []row, failed error) {
	t.Helper()
	s, err := NewStreams(bytes.NewReader(in)).Next()
	if err != nil {
		t.Fatal(err)
	}
	runs := s.Blocks()
	lines, offset := int64(0), int64(0)
	for {
		_, _, err := runs.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			t.Fatal(err)
		}
		f, err := runs.Open(Options{Name: "t.csv"}, head)
		if err != nil {
			return nil, err
		}
		for {
			c, err := f.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return rows, err
			}
			c.Each(func(r *Record) {
				x := rowOf(r)
				x.Line, x.Offset = x.Line+lines, x.Offset+offset
				rows = append(rows, x)
			})
			c.Release()
		}
		n, bytes := f.Extent()
		lines, offset = lines+n, offset+bytes
	}
}

// A CSV file that comes as lines of blocks gives the same records and positions as the file itself.
func TestRunsOfLines(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "fixtures", "claimfile", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := readAll(file, Options{Name: "t.csv"})
		head, _, _ := bytes.Cut(text, []byte("\n"))
		blocks := []int{1 << 20}
		if !bytes.Contains(text, []byte(`"`)) { // a line break within quotes must not be the end of a block
			blocks = append(blocks, 2, 5)
		}
		for _, n := range blocks {
			if len(text) == 0 {
				continue
			}
			got, failed := rowsOfBlocks(t, sentLines(t, text, n), append(head, '\n'))
			if (failed != nil) != (err != nil) {
				t.Errorf("%s, blocks of %d lines: got %v; want %v", file, n, failed, err)
				continue
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, blocks of %d lines:\n%s", file, n, diff)
			}
		}
	}
}
