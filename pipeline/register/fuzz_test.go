package register

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"vigie/pipeline/tablefile"
)

// FuzzPrescriptions holds that every record is a row or a reject, and that a row is found by its key.
func FuzzPrescriptions(f *testing.F) {
	f.Add([]byte("prescription_id,mode\nP1,seated\nP1,vsl\n"))
	f.Add([]byte("prescription_id;signed_at;trips\r\nP1;2025-03-01;4\r\n;2025-03-01T08:30;\r\n"))
	f.Add([]byte("\xef\xbb\xbfprescription_id,arrival_facility\n\"P\n1\",\xe9\n\"P2,\n"))
	f.Add([]byte("patient_id\nA\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, rejects, err := one(t, &prescriptions, string(text))
		if err != nil {
			return
		}
		if records := countRecords(t, text); table.Len()+len(rejects) != records {
			t.Errorf("got %d rows and %d rejects of %d records", table.Len(), len(rejects), records)
		}
		for row := range table.All() {
			if found := table.Of(row.PrescriptionID); len(found) != 1 || found[0] != *row {
				t.Errorf("got %+v by the key of %+v", found, *row)
			}
		}
	})
}

func countRecords(t *testing.T, text []byte) (n int) {
	path := filepath.Join(t.TempDir(), "any.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := tablefile.Open(path, tablefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for {
		c, err := file.Next()
		if err == io.EOF {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		c.Each(func(*tablefile.Record) { n++ })
		c.Release()
	}
}
