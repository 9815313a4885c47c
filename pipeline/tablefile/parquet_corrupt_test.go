//go:build unix

package tablefile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
	"go.uber.org/goleak"
)

// Whatever is changed in a file, reading it ends: with all rows, or with an error that says why.
func TestForeignCorrupt(t *testing.T) {
	skipUnderRace(t)
	defer goleak.VerifyNone(t)
	const rows = 3000
	f := func(codec compress.Compression, places int) {
		t.Helper()
		content := claims(t, rows, codec)
		path := write(t, "t.parquet", content)
		footer := int(binary.LittleEndian.Uint32(content[len(content)-8:])) + 8
		random := rand.New(rand.NewPCG(1, uint64(codec)))
		errs := 0
		for i := range places {
			changed := bytes.Clone(content)
			at := len(changed) * i / places
			if i%2 == 0 { // the footer is short, and everything in it is trusted
				at = len(changed) - footer*(i+1)/places - 1
			}
			for ; at < len(changed) && random.IntN(3) > 0; at++ {
				changed[at] = byte(random.Uint32())
			}
			changed[min(at, len(changed)-1)] ^= 1 << random.IntN(8)
			if err := os.WriteFile(path, changed, 0o640); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			got, _, err := readAll(path, Options{reader: readerOptions{timeout: 10 * time.Second, memory: 256 << 20}})
			switch {
			case time.Since(began) > 2*time.Minute:
				t.Errorf("byte %d: got an end after %s", at, time.Since(began))
			case err == nil && len(got) != rows:
				t.Errorf("byte %d: got %d rows without an error", at, len(got))
			case err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrNotATable) && !errors.Is(err, ErrLimit):
				t.Errorf("byte %d: got %v", at, err)
			case err != nil:
				errs++
				if len(err.Error()) > 500 {
					t.Errorf("byte %d: got an error of %d bytes", at, len(err.Error()))
				}
			}
		}
		if errs < places/4 {
			t.Errorf("got %d errors of %d changes", errs, places)
		}
	}
	f(compress.Codecs.Uncompressed, 70)
	f(compress.Codecs.Snappy, 70)
	f(compress.Codecs.Zstd, 70)
}

// A footer with more of something than any file has.
func TestForeignAbsurdFooter(t *testing.T) {
	defer goleak.VerifyNone(t)
	f := func(footer string) {
		t.Helper()
		content := append([]byte("PAR1"), footer...)
		content = append(binary.LittleEndian.AppendUint32(content, uint32(len(footer))), "PAR1"...)
		_, _, err := readAll(write(t, "t.parquet", content), Options{reader: readerOptions{memory: 256 << 20}})
		refused(t, err, "gave up")
	}
	const most = "\xff\xff\xff\xff\x07"                                                            // 2,147,483,647
	f("\x15\x04\x19\xfc" + most)                                                                   // columns
	f("\x15\x04\x19\x1c\x48" + most)                                                               // bytes of a column's name
	f("\x15\x04\x19\x2c\x48\x01r\x15\x02\x00\x15\x0c\x25\x02\x18\x01a\x00\x16\x00\x19\xfc" + most) // row groups
	f(strings.Repeat("\x1c", 1<<20))                                                               // structs within structs

	// The largest number of rows, in the footer and in its row group.
	content := parquetOf(t, columnOf(t, arrow.PrimitiveTypes.Int64, func(b array.Builder) {
		for i := range 12344 {
			b.(*array.Int64Builder).Append(int64(i))
		}
	}), 1, false)
	at := len(content) - 8 - int(binary.LittleEndian.Uint32(content[len(content)-8:]))
	more := append(content[:at:at], bytes.ReplaceAll(content[at:], binary.AppendVarint(nil, 12345), []byte{0xfe, 0xff, 0x7f})...)
	_, _, err := readAll(write(t, "t.parquet", more), Options{})
	refused(t, err, "fewer rows")
}

func TestForeignCutWhileItIsRead(t *testing.T) {
	defer goleak.VerifyNone(t)
	path := write(t, "t.parquet", claims(t, 1000, compress.Codecs.Snappy))
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := errors.Join(checkParquet(file), os.Truncate(path, 5000)); err != nil {
		t.Fatal(err)
	}
	if _, err := startReader(file, Options{}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("cut before the footer is read: got %v", err)
	}

	f, path, reader := begun(t, Options{})
	defer f.Close()
	if err := os.Truncate(path, 5000); err != nil {
		t.Fatal(err)
	}
	refused(t, toEnd(f), "")
	gone(t, reader)
}

// A small file whose one page is large.
func TestForeignMemory(t *testing.T) {
	skipUnderRace(t)
	defer goleak.VerifyNone(t)
	if runtime.GOOS != "linux" {
		t.Skip("the limit is Linux's")
	}
	b := columnOf(t, arrow.BinaryTypes.String, func(b array.Builder) {
		cell := strings.Repeat("x", 1<<20)
		for range 300 {
			b.(*array.StringBuilder).Append(cell)
		}
	})
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(b.Schema(), &out, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithDictionaryDefault(false), parquet.WithDataPageSize(1<<30), parquet.WithBatchSize(1<<20), parquet.WithStats(false)), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(b), w.Close()); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 1<<20 {
		t.Fatalf("got a file of %d bytes; want a small one", out.Len())
	}
	_, _, err = readAll(write(t, "t.parquet", out.Bytes()), Options{reader: readerOptions{memory: 128 << 20}})
	refused(t, err, "it asked for more than 128 MiB of memory")
}

// A file that the system cannot read is not reported as corrupt.
func TestForeignReadError(t *testing.T) {
	defer goleak.VerifyNone(t)
	file, err := os.OpenFile(write(t, "t.parquet", claims(t, 10, compress.Codecs.Snappy)), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := startReader(file, Options{}); err == nil || errors.Is(err, ErrCorrupt) || err.Error() != syscall.EBADF.Error() {
		t.Errorf("got %v; want the system's error", err)
	}
}
