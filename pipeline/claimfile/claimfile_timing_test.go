package claimfile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// legs is CSV text of a number of legs with every column of the contract.
func legs(rows int) []byte {
	var b bytes.Buffer
	for i, c := range transportColumns {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(c.id.String())
	}
	b.WriteByte('\n')
	for i := range rows {
		fmt.Fprintf(&b, "C%09d,,F%07d,2025-03-%02d,electronic,true,75%07d,ambulance,P%08d,1950-04-12,,ambulance,hospitalisation,"+
			"R%09d,AB-%03d-CD,D%06d,A%06d,MARTIN,DURAND,2025-03-01T08:30,2025-03-01T09:10,75013,92100,750000%03d,,"+
			"12.5,12.4,0,false,none,false,false,true,21;43,sickness,,K%08d,2025-03-01T09:11,92100,%d.50,%d.20,2025-04-01\n",
			i, i/3, i%28+1, i%60000, i%500000, i, i%1000, i%9000, i%9001, i%1000, i, i%300+40, i%200+40)
	}
	return b.Bytes()
}

func open(t testing.TB, text []byte) (*File, []*Chunk) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "legs.csv")
	if err := os.WriteFile(path, text, 0o640); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path, claim.Transport, tablefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var chunks []*Chunk
	for {
		c, err := f.Next()
		if err == io.EOF {
			return f, chunks
		}
		if err != nil {
			t.Fatal(err)
		}
		chunks = append(chunks, c)
	}
}

func BenchmarkEach(b *testing.B) {
	const rows = 50_000
	text := legs(rows)
	f, chunks := open(b, text)
	defer f.Close()
	var one claim.Claim
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range chunks {
			c.Each(&one, func(Position) {}, func(r Reject) { b.Fatal(r.Line) })
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "legs/s")
}

func BenchmarkReadReversed(b *testing.B) {
	text := legs(50_000)
	path := filepath.Join(b.TempDir(), "legs.csv")
	if err := os.WriteFile(path, text, 0o640); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadCancelled(claim.Transport, []Source{{Path: path}}, runtime.GOMAXPROCS(0)); err != nil {
			b.Fatal(err)
		}
	}
}
