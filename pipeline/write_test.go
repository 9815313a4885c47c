package pipeline

import (
	"path/filepath"
	"strings"
	"testing"

	"vigie/pipeline/findings"
	"vigie/pipeline/publish"
	"vigie/pipeline/scratch"
)

// Where findings cannot be put in order, the error says what could not be done, and both tables are closed all the same.
func TestFindingsThatCannotBeSorted(t *testing.T) {
	dir := t.TempDir()
	anomalies, err := findings.CreateAnomalies(filepath.Join(dir, publish.AnomaliesFile), strings.Repeat("0", 32))
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := findings.CreateLedger(filepath.Join(dir, publish.LedgerFile), "")
	if err != nil {
		t.Fatal(err)
	}
	sorter, err := scratch.CreateSorter(dir, "findings-", sortMemory)
	if err != nil {
		t.Fatal(err)
	}
	var records scratch.Records
	records.Append(1, func(to []byte) []byte { return append(to, 0) })
	sorter.Add(records)
	if err := sorter.Close(); err != nil { // as a disk that is gone
		t.Fatal(err)
	}
	all := tables{anomalies: anomalies, ledger: ledger, unordered: sorter}
	if _, _, err := all.close(nil, nil); err == nil || !strings.HasPrefix(err.Error(), "cannot put findings in order: ") {
		t.Errorf("got %v; want an error that says what could not be done", err)
	}
	for name, end := range map[string]func() error{
		publish.AnomaliesFile: func() error { _, err := anomalies.Close(); return err },
		publish.LedgerFile:    func() error { _, err := ledger.Close(); return err },
	} {
		if err := end(); err != nil { // a second Close gives what the first did
			t.Errorf("%s: got %v; want a table that was closed", name, err)
		}
	}
}
