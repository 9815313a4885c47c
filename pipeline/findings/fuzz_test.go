package findings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// smallLedgerRows are rows of so many claims, some of them with findings that stand on them.
func smallLedgerRows(claims int) []LedgerRow {
	rows := make([]LedgerRow, claims)
	for i := range rows {
		c := claim.Claim{ClaimID: fmt.Sprint("C", i), BillerID: "OP1", DepartedAt: civil.Date(2026, 3, 10).Clock(9, i%60), AmountBilled: 100}
		if i%3 == 1 {
			c = claim.Claim{Kind: claim.Care, ClaimID: fmt.Sprint("C", i), ActCode: "é", PerformedOn: civil.Date(2026, 3, 10)}
		}
		c.Known = c.Known.With(claim.ColClaimID).With(claim.ColDepartedAt).With(claim.ColPerformedOn).With(claim.ColAmountBilled)
		rows[i].Keep(&c, nil)
		var reported []Reported
		for j := range i % 4 {
			reported = append(reported, Reported{"4a-sent-late", run, "operator", "OP1", fmt.Sprint("invoice F", j), 12345})
		}
		rows[i].Reported = AppendReported(nil, reported)
	}
	return rows
}

// smallLedger is a ledger of so many claims.
func smallLedger(t testing.TB, claims int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), publish.LedgerFile)
	if _, err := write(CreateLedger(path, ""))(smallLedgerRows(claims)...); err != nil {
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
	l, err := OpenLedger(&publish.Past{Folder: filepath.Dir(path), Schema: ledger("").Schema()})
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
		err = b.Each(nil, &line, func(at int64, row *LedgerRow, reported []Reported) {
			if at != rows {
				t.Fatalf("got row %d; want %d", at, rows)
			}
			_ = fmt.Sprintf("%+v %+v %+v", line, *row, reported)
			rows++
		})
		if err != nil {
			return rows, err
		}
	}
	if want, _, err := parquet.ReadTable(path, ledger("").Schema()); err == nil && rows != want {
		t.Fatalf("got %d rows without an error; the second reader finds %d", rows, want)
	}
	return rows, nil
}

// A ledger that is cut or changed anywhere is an error or holds other claims: never a panic, never fewer rows.
func TestLedgerCorrupt(t *testing.T) {
	content := smallLedger(t, 7)
	path := filepath.Join(t.TempDir(), publish.LedgerFile)
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
	path := filepath.Join(f.TempDir(), publish.LedgerFile)
	f.Fuzz(func(t *testing.T, content []byte) { _, _ = tryLedger(t, path, content) })
}
