package tablefile

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A folder may have hundreds of small files: reading one must take memory by its size, and not the buffers of a large one, because what
// it took is garbage only after a while. Each of these has 50 legs, 17 KB of text.
func TestSmallFilesTakeLittleMemory(t *testing.T) {
	const reads, most = 50, 256 << 10 // bytes a file; buffers of a large one are above 1 MiB
	text := wide(50, "")
	var zipped, framed bytes.Buffer
	g := gzip.NewWriter(&zipped)
	if _, err := g.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(&framed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"small.csv": text, "small.csv.gz": zipped.Bytes(), "small.csv.zst": framed.Bytes()} {
		path := write(t, name, content)
		read := func() {
			f, err := Open(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			records := 0
			for c, err := f.Next(); err == nil; c, err = f.Next() {
				c.Each(func(*Record) { records++ })
				c.Release()
			}
			if records != 50 {
				t.Fatalf("%s: got %d records; want 50", name, records)
			}
		}
		read() // what all files share
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range reads {
			read()
		}
		runtime.ReadMemStats(&after)
		taken := (after.TotalAlloc - before.TotalAlloc) / reads
		t.Logf("%s: %d bytes a file", name, taken)
		if taken > most {
			t.Errorf("%s: got %d bytes of memory a file of %d bytes of text; want at most %d", name, taken, len(text), most)
		}
	}
}
