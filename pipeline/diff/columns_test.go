package diff

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/pipeline/findings"
	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
)

// What no comparison looks at, each with the reason.
const (
	theName        = "it is the finding's name, or a part of it: rows are paired by it"
	theRun         = "it names the run, and each run has a name of its own"
	theDay         = "it moves with the day of the run"
	thePlace       = "where the claim stands in the input says nothing about the finding"
	theTotals      = "the table counts verdicts: what came and went among the findings is counted by rule, and the manifests hold the rest"
	theInput       = "the table holds what could not be read, which is no finding; the manifests say which inputs differ"
	theFirst       = "it says since which night the row stands, and each run has other nights before it"
	theWithdrawals = "what a later night withdraws of an earlier one is told as gone, with the cause withdrawn"
	theNight       = "the table is what tomorrow's rules need of the claims; the manifests say which inputs differ"
)

// Columns that Compare reads beside those of columnsOf.
var comparedBeside = []string{"verdict", "amount_at_stake", "facts"}

var leftOut = map[string]map[string]string{
	publish.AnomaliesFile: {
		"anomaly_id": theName, "rule_id": theName, "claim_kind": theName, "claim_id": theName, "run_id": theRun,
		"within_recovery_period": theDay, "within_penalty_period": theDay, "source_file": thePlace, "source_line": thePlace,
	},
	publish.ConductFile: {"conduct_id": theName, "rule_id": theName, "run_id": theRun, "stands_since": theFirst},
}

var tablesLeftOut = map[string]string{
	publish.WithdrawnFile: theWithdrawals, publish.CoverageFile: theTotals, publish.RejectsFile: theInput, publish.LedgerFile: theNight,
}

// TestEachColumnIsCompared: a column that is added to a table is compared by diff, or stands above with the reason why not.
func TestEachColumnIsCompared(t *testing.T) {
	for name, columns := range tableColumns(t) {
		reason, out := tablesLeftOut[name]
		if in := slices.Contains(diffTables, name); in == out || out && reason == "" {
			t.Errorf("%s is compared %t, left out %t; want one of the two, and a reason to leave it out", name, in, out)
		}
		if out {
			continue
		}
		parts := columnsOf[name].parts
		compared := slices.Concat(comparedBeside, slices.Concat(parts[:]...))
		for _, column := range columns {
			reason, out := leftOut[name][column]
			if in := slices.Contains(compared, column); in == out || out && reason == "" {
				t.Errorf("%s: column %s is compared %t, left out %t; want one of the two, and a reason to leave it out", name, column, in, out)
			}
		}
		for _, column := range slices.Concat(compared, slices.Collect(maps.Keys(leftOut[name]))) {
			if !slices.Contains(columns, column) {
				t.Errorf("%s has no column %s", name, column)
			}
		}
	}
}

// tableColumns are the columns of every table of a published folder, as they stand in files without rows.
func tableColumns(t *testing.T) map[string][]string {
	t.Helper()
	folder, tables := t.TempDir(), map[string][]string{}
	written := func(file *parquet.FileInfo, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, leaf := range file.Columns {
			column, _, _ := strings.Cut(leaf.Path, ".")
			tables[file.Name] = append(tables[file.Name], column)
		}
	}
	at := func(name string) string { return filepath.Join(folder, name) }
	run := strings.Repeat("0", 32)
	written(finished(findings.CreateAnomalies(at(publish.AnomaliesFile), run)))
	written(finished(findings.CreateConduct(at(publish.ConductFile), run)))
	written(finished(findings.CreateCoverage(at(publish.CoverageFile))))
	written(finished(findings.CreateRejects(at(publish.RejectsFile))))
	written(finished(findings.CreateLedger(at(publish.LedgerFile), "")))
	return tables
}

func finished[R any](w *parquet.Writer[R], err error) (*parquet.FileInfo, error) {
	if err != nil {
		return nil, err
	}
	return w.Close()
}
