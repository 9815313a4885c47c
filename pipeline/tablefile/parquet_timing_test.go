//go:build unix

package tablefile

import (
	"io"
	"testing"

	"github.com/apache/arrow/go/v15/parquet/compress"
)

const timedRows = 1_000_000

// The cost of the reader process: the same million rows read through it, and directly from the library.
func BenchmarkParquetForeign(b *testing.B) {
	path := write(b, "t.parquet", claims(b, timedRows, compress.Codecs.Snappy))
	for b.Loop() {
		rows := 0
		f, err := Open(path, Options{SkipSum: true})
		if err != nil {
			b.Fatal(err)
		}
		for {
			c, err := f.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			c.Each(func(*Record) { rows++ })
			c.Release()
		}
		if err := f.Close(); err != nil || rows != timedRows {
			b.Fatalf("got %d rows, %v", rows, err)
		}
	}
}

func BenchmarkParquetHere(b *testing.B) {
	path := write(b, "t.parquet", claims(b, timedRows, compress.Codecs.Snappy))
	for b.Loop() {
		if rows, err := readHere(b, path); err != nil || rows != timedRows {
			b.Fatalf("got %d rows, %v", rows, err)
		}
	}
}
