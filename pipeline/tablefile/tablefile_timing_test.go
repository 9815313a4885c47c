package tablefile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// wide is CSV text of 41 columns like those of a leg.
func wide(rows int, quote string) []byte {
	var b bytes.Buffer
	for i := range 41 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "column_%d", i)
	}
	b.WriteByte('\n')
	for i := range rows {
		fmt.Fprintf(&b, "C%09d,,F%07d,2025-03-%02d,electronic,true,75%07d,ambulance,P%08d,1950-04-12,,ambulance,hospitalisation,"+
			"R%09d,AB-%03d-CD,D%06d,A%06d,%sMARTIN%s,DURAND,2025-03-01T08:30,2025-03-01T09:10,75013,92100,750000%03d,,"+
			"12.5,12.4,0,false,none,false,false,AMB1;AMB2,sickness,,K%08d,2025-03-01T09:11,92100,%d.50,%d.20,2025-04-01\n",
			i, i/3, i%28+1, i%60000, i%500000, i, i%1000, i%9000, i%9001, quote, quote, i%1000, i, i%300+40, i%200+40)
	}
	return b.Bytes()
}

func benchmarkEach(b *testing.B, text []byte) {
	path := filepath.Join(b.TempDir(), "wide.csv")
	if err := os.WriteFile(path, text, 0o640); err != nil {
		b.Fatal(err)
	}
	f, err := Open(path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var chunks []*Chunk
	size, records := int64(0), 0
	for {
		c, err := f.Next()
		if err == io.EOF {
			break
		}
		chunks, size = append(chunks, c), size+c.Size()
		c.Each(func(*Record) {})
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range chunks {
			c.Each(func(r *Record) { records += len(r.Fields) })
		}
	}
}

func BenchmarkEachPlain(b *testing.B)  { benchmarkEach(b, wide(50_000, "")) }
func BenchmarkEachQuoted(b *testing.B) { benchmarkEach(b, wide(50_000, `"`)) }

func BenchmarkNext(b *testing.B) {
	text := wide(50_000, "")
	path := filepath.Join(b.TempDir(), "wide.csv")
	if err := os.WriteFile(path, text, 0o640); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		f, err := Open(path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for {
			c, err := f.Next()
			if err == io.EOF {
				break
			}
			c.Release()
		}
		f.Close()
	}
}
