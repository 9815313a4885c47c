package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzManifest reads any bytes as a manifest, sealed or not, beside a table of any bytes whose hash the manifest may give:
// an error or problems, and a folder that has a problem is never called good.
func FuzzManifest(f *testing.F) {
	out := filepath.Join(f.TempDir(), "seed")
	publishSeed(f, out)
	written, err := os.ReadFile(filepath.Join(out, ManifestFile))
	if err != nil {
		f.Fatal(err)
	}
	ledger, err := os.ReadFile(writtenTable(f, filepath.Join(f.TempDir(), LedgerFile), 1).Path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(written, true, ledger)
	f.Add(written[:len(written)/2], true, ledger)
	f.Add([]byte(`{"format":1,"as_of":"2026-03-10","outputs":[{"file":"..","bytes":-1},{"file":"/"},{"file":""},{"file":"ledger.parquet","rows":1}]}`), false, ledger)
	f.Add([]byte(`{"format":1,"outputs":[{"file":"ledger.parquet","sha256":"SUM","bytes":LEN,"rows":1}]}`), true, ledger)
	f.Add([]byte(`{"format":1,"outputs":[{"file":"ledger.parquet","sha256":"SUM","bytes":LEN}]}`), true, []byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Add([]byte(strings.Repeat(`{"history":`, 200)), true, []byte(nil))
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, manifest []byte, sealed bool, table []byte) {
		sum := sha256.Sum256(table)
		manifest = bytes.ReplaceAll(manifest, []byte("SUM"), []byte(hex.EncodeToString(sum[:])))
		manifest = bytes.ReplaceAll(manifest, []byte("LEN"), []byte(fmt.Sprint(len(table))))
		seals := []byte("no seal\n")
		if sealed {
			seals = seal(manifest, nil)
		}
		for name, content := range map[string][]byte{ManifestFile: manifest, SealFile: seals, LedgerFile: table} {
			if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		problems, err := Verify(folder)
		if err != nil {
			t.Fatalf("got %v; want problems of a folder that can be read", err)
		}
		// Four of the five tables are never there.
		if len(problems) == 0 {
			t.Fatal("got no problem; want those of missing tables")
		}
		m, err := ReadManifest(folder)
		if (err == nil) != (m != nil) {
			t.Fatalf("got %v and %v; want one of them", m, err)
		}
		nights, err := Nights(folder)
		if err != nil {
			return
		}
		for _, n := range nights {
			_ = n.Check()
			_, _ = Resting(nights, n), StaleChain(nights, n)
		}
	})
}

// publishSeed writes a folder of a manifest alone, as a run without any output would.
func publishSeed(f *testing.F, out string) {
	f.Helper()
	if err := os.MkdirAll(out, 0o700); err != nil {
		f.Fatal(err)
	}
	rows := int64(1)
	m := &Manifest{RunID: run, Program: Built("v0"), AsOf: "2026-03-10", DataDir: "data",
		Outputs: []Output{{File: LedgerFile, SHA256: "SUM", Bytes: 1, Rows: &rows}, {File: "report.html"}}}
	if err := m.write(out, nil); err != nil {
		f.Fatal(err)
	}
}
