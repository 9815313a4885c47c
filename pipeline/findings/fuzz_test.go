package findings

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// smallLedger is a ledger of so many claims, some of them with breaches.
func smallLedger(t testing.TB, claims int) []byte {
	t.Helper()
	rows := make([]LedgerRow, claims)
	for i := range rows {
		c := claim.Claim{ClaimID: fmt.Sprint("C", i), BillerID: "OP1", DepartedAt: civil.Date(2026, 3, 10).Clock(9, i%60), AmountBilled: 100}
		if i%3 == 1 {
			c = claim.Claim{Kind: claim.Care, ClaimID: fmt.Sprint("C", i), ActCode: "é", PerformedOn: civil.Date(2026, 3, 10)}
		}
		c.Known = c.Known.With(claim.ColClaimID).With(claim.ColDepartedAt).With(claim.ColPerformedOn).With(claim.ColAmountBilled)
		var breaches []Breach
		for j := range i % 4 {
			breaches = append(breaches, Breach{"4a-sent-late", "operator", "OP1", fmt.Sprint("invoice F", j), 12345})
		}
		rows[i].Keep(&c, breaches, nil)
	}
	path := filepath.Join(t.TempDir(), LedgerFile)
	if _, err := write(CreateLedger(path, ""))(rows...); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// tryLedger reads any bytes as a ledger: an error, or the rows that its footer tells of and that can be looked at.
func tryLedger(t testing.TB, path string, content []byte) (rows int64, err error) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := OpenLedger(path)
	if err != nil {
		return 0, err
	}
	defer l.Close()
	for {
		b, err := l.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return rows, err
		}
		var line claim.Claim
		err = b.Each(nil, &line, func(at int64, breaches []Breach) {
			if at != rows {
				t.Fatalf("got row %d; want %d", at, rows)
			}
			_ = fmt.Sprintf("%+v %+v", line, breaches)
			rows++
		})
		b.Release()
		if err != nil {
			return rows, err
		}
	}
	f, err := openFooter(path)
	if err != nil {
		t.Fatalf("got %d rows; the second reader says %v", rows, err)
	}
	defer f.close()
	if rows != f.meta.GetNumRows() {
		t.Fatalf("got %d rows without an error; want %d", rows, f.meta.GetNumRows())
	}
	return rows, nil
}

// A ledger that is cut or changed anywhere is an error or holds other claims: never a panic, never fewer rows.
func TestLedgerCorrupt(t *testing.T) {
	content := smallLedger(t, 7)
	path := filepath.Join(t.TempDir(), LedgerFile)
	if rows, err := tryLedger(t, path, content); rows != 7 || err != nil {
		t.Fatalf("got %d rows, %v", rows, err)
	}
	for n := 0; n < len(content); n += 211 {
		if _, err := tryLedger(t, path, content[:n]); err == nil {
			t.Fatalf("cut to %d bytes: want an error", n)
		}
	}
	for at := 4; at < len(content)-8; at += 151 {
		for _, bit := range []byte{1, 0x80} {
			changed := bytes.Clone(content)
			changed[at] ^= bit
			if rows, err := tryLedger(t, path, changed); err == nil && rows != 7 {
				t.Errorf("byte %d changed: got %d rows without an error", at, rows)
			}
		}
	}
}

// FuzzLedger reads any bytes as a ledger.
func FuzzLedger(f *testing.F) {
	f.Add(smallLedger(f, 0))
	f.Add(smallLedger(f, 1))
	f.Add(smallLedger(f, 7))
	path := filepath.Join(f.TempDir(), LedgerFile)
	f.Fuzz(func(t *testing.T, content []byte) { _, _ = tryLedger(t, path, content) })
}

// FuzzManifest reads any bytes as a manifest, sealed or not, beside a table of any bytes whose hash the manifest may give:
// an error or problems, and a folder that has a problem is never called good.
func FuzzManifest(f *testing.F) {
	out := filepath.Join(f.TempDir(), "seed")
	publishSeed(f, out)
	written, err := os.ReadFile(filepath.Join(out, ManifestFile))
	if err != nil {
		f.Fatal(err)
	}
	ledger := smallLedger(f, 1)
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
		problems, err := verify(folder)
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
		if past, err := Latest(folder, "", civil.Date(2026, 3, 10)); err == nil && past != nil {
			_ = past.Check()
		}
	})
}

// verify is Verify of a folder.
func verify(folder string) ([]Problem, error) { return Verify(folder) }

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
