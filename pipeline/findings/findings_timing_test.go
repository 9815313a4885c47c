package findings

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"vigie/pipeline/parquet"
)

// timedRows is one full row group.
const timedRows = 128 << 10

func BenchmarkWriteAnomalies(b *testing.B) {
	rows := sample(timedRows)
	folder := b.TempDir()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		info, err := write(CreateAnomalies(filepath.Join(folder, fmt.Sprint(i)), run))(rows...)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(info.Bytes)
		if err := os.Remove(info.Path); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(timedRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadBack(b *testing.B) {
	info, err := write(CreateAnomalies(filepath.Join(b.TempDir(), "a"), run))(sample(timedRows)...)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Bytes)
	b.ReportAllocs()
	for b.Loop() {
		if err := info.ReadBack(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(timedRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkBuild(b *testing.B) {
	rows := sample(parquet.DefaultLimits.BatchRows)
	w, err := CreateAnomalies(filepath.Join(b.TempDir(), "a"), run)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	b.ReportAllocs()
	for b.Loop() {
		w.Build(rows)
	}
	b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
