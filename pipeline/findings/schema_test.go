package findings

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/parquet/file"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
)

// The columns of data.md, in its order: name, physical type, logical type, repetition. A list is a required group of a
// repeated group of a required element.
var wantAnomalies = `
anomaly_id                      BYTE_ARRAY  String                                            required
run_id                          BYTE_ARRAY  String                                            required
rule_id                         BYTE_ARRAY  String                                            required
item                            BYTE_ARRAY  String                                            optional
legal_basis.list.element        BYTE_ARRAY  String                                            required
verdict                         BYTE_ARRAY  String                                            required
claim_kind                      BYTE_ARRAY  String                                            required
claim_id                        BYTE_ARRAY  String                                            required
invoice_id                      BYTE_ARRAY  String                                            optional
subject_kind                    BYTE_ARRAY  String                                            optional
subject_id                      BYTE_ARRAY  String                                            optional
patient_id                      BYTE_ARRAY  String                                            optional
prescriber_id                   BYTE_ARRAY  String                                            optional
plate                           BYTE_ARRAY  String                                            optional
driver_id                       BYTE_ARRAY  String                                            optional
service                         BYTE_ARRAY  String                                            optional
service_date                    INT32       Date                                              required
amount_billed                   INT64       Decimal(precision=12,scale=2)                     required
amount_reimbursed               INT64       Decimal(precision=12,scale=2)                     optional
amount_at_stake                 INT64       Decimal(precision=12,scale=2)                     required
related_claim_ids.list.element  BYTE_ARRAY  String                                            required
related_count                   INT32       Int(bitWidth=32,isSigned=true)                    required
facts.list.element.name         BYTE_ARRAY  String                                            required
facts.list.element.value        BYTE_ARRAY  String                                            required
facts.list.element.source       BYTE_ARRAY  String                                            required
exceptions_examined.list.element BYTE_ARRAY String                                            required
message_fr                      BYTE_ARRAY  String                                            required
message_en                      BYTE_ARRAY  String                                            required
within_recovery_period          BOOLEAN     None                                              optional
within_penalty_period           BOOLEAN     None                                              optional
suppressed                      BOOLEAN     None                                              required
suppressed_reason               BYTE_ARRAY  String                                            optional
suppressed_until                INT32       Date                                              optional
source_file                     BYTE_ARRAY  String                                            required
source_line                     INT64       Int(bitWidth=64,isSigned=true)                    required`

var wantConduct = `
conduct_id                      BYTE_ARRAY  String                                            required
run_id                          BYTE_ARRAY  String                                            required
rule_id                         BYTE_ARRAY  String                                            required
item                            BYTE_ARRAY  String                                            optional
legal_basis.list.element        BYTE_ARRAY  String                                            required
verdict                         BYTE_ARRAY  String                                            required
subject_kind                    BYTE_ARRAY  String                                            required
subject_id                      BYTE_ARRAY  String                                            required
period_from                     INT32       Date                                              required
period_to                       INT32       Date                                              required
occurrences                     INT64       Int(bitWidth=64,isSigned=true)                    required
threshold                       INT64       Decimal(precision=18,scale=4)                     optional
value                           INT64       Decimal(precision=18,scale=4)                     optional
comparison_mean                 INT64       Decimal(precision=18,scale=4)                     optional
comparison_ratio                INT64       Decimal(precision=18,scale=4)                     optional
comparison_size                 INT64       Int(bitWidth=64,isSigned=true)                    optional
comparison_group                BYTE_ARRAY  String                                            optional
amount_at_stake                 INT64       Decimal(precision=12,scale=2)                     required
anomaly_ids.list.element        BYTE_ARRAY  String                                            required
facts.list.element.name         BYTE_ARRAY  String                                            required
facts.list.element.value        BYTE_ARRAY  String                                            required
facts.list.element.source       BYTE_ARRAY  String                                            required
message_fr                      BYTE_ARRAY  String                                            required
message_en                      BYTE_ARRAY  String                                            required
suppressed                      BOOLEAN     None                                              required
suppressed_reason               BYTE_ARRAY  String                                            optional
suppressed_until                INT32       Date                                              optional
stands_since                    INT32       Date                                              required`

var wantWithdrawn = `
withdrawn_id                    BYTE_ARRAY  String                                            required
run_id                          BYTE_ARRAY  String                                            required
anomaly_id                      BYTE_ARRAY  String                                            required
claim_id                        BYTE_ARRAY  String                                            required
rule_id                         BYTE_ARRAY  String                                            required
reason                          BYTE_ARRAY  String                                            required
because_of                      BYTE_ARRAY  String                                            optional
told_by                         BYTE_ARRAY  String                                            required`

// Of the ledger the contract names no column. They stay as they are, since the next night reads them.
var wantLedger = `
claim_kind                      BYTE_ARRAY  String                                            required
claim_id                        BYTE_ARRAY  String                                            required
service_date                    INT32       Date                                              required
biller_id                       BYTE_ARRAY  String                                            required
patient_id                      BYTE_ARRAY  String                                            required
packed                          BYTE_ARRAY  None                                              required
pseudonym_key                   BYTE_ARRAY  String                                            optional
act                             BYTE_ARRAY  None                                              optional
reported                            BYTE_ARRAY  None                                              optional`

var wantCoverage = `
rule_id                         BYTE_ARRAY  String                                            required
item                            BYTE_ARRAY  String                                            optional
compliant                       INT64       Int(bitWidth=64,isSigned=true)                    required
anomaly                         INT64       Int(bitWidth=64,isSigned=true)                    required
review                          INT64       Int(bitWidth=64,isSigned=true)                    required
not_applicable                  INT64       Int(bitWidth=64,isSigned=true)                    required
insufficient_data               INT64       Int(bitWidth=64,isSigned=true)                    required
lifted                          INT64       Int(bitWidth=64,isSigned=true)                    required
blamed.list.element.what        BYTE_ARRAY  String                                            required
blamed.list.element.claims      INT64       Int(bitWidth=64,isSigned=true)                    required`

var wantRejects = `
file                            BYTE_ARRAY  String                                            required
line                            INT64       Int(bitWidth=64,isSigned=true)                    required
byte_offset                     INT64       Int(bitWidth=64,isSigned=true)                    optional
length                          INT64       Int(bitWidth=64,isSigned=true)                    required
column                          BYTE_ARRAY  String                                            optional
reason                          BYTE_ARRAY  String                                            required
raw                             BYTE_ARRAY  None                                              optional`

func TestSchemas(t *testing.T) {
	f := func(name, want string, write func(path string) (*parquet.FileInfo, error)) {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		info, err := write(path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := file.OpenParquetFile(path, false)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		lines := strings.Split(strings.TrimSpace(want), "\n")
		root := r.MetaData().Schema.Root()
		if got := root.RepetitionType().String(); got != "required" {
			t.Errorf("%s: got a root that is %s; want required", name, got)
		}
		if r.MetaData().Schema.NumColumns() != len(lines) {
			t.Fatalf("%s: got %d columns; want %d", name, r.MetaData().Schema.NumColumns(), len(lines))
		}
		for i, line := range lines {
			c := r.MetaData().Schema.Column(i)
			got := fmt.Sprint(c.Path(), " ", c.PhysicalType(), " ", strings.ReplaceAll(c.LogicalType().String(), ", ", ","), " ", c.SchemaNode().RepetitionType())
			if !strings.EqualFold(got, strings.Join(strings.Fields(line), " ")) {
				t.Errorf("%s: got %q; want %q", name, got, strings.Join(strings.Fields(line), " "))
			}
			wantLevels := [2]int16{0, 0}
			switch {
			case strings.Contains(c.Path(), ".list."):
				wantLevels = [2]int16{1, 1}
			case strings.HasSuffix(line, "optional"):
				wantLevels = [2]int16{1, 0}
			}
			if levels := [2]int16{c.MaxDefinitionLevel(), c.MaxRepetitionLevel()}; levels != wantLevels {
				t.Errorf("%s: %s: got levels %v; want %v", name, c.Path(), levels, wantLevels)
			}
		}
		// A file without rows has the same columns for the second reader, too.
		if err := info.ReadBack(); err != nil {
			t.Error(err)
		}
		if got := r.MetaData().GetCreatedBy(); got != "vigie version 1.0.0" {
			t.Errorf("%s: created by %q", name, got)
		}
	}
	run := strings.Repeat("ab", 16)
	f(publish.AnomaliesFile, wantAnomalies, func(path string) (*parquet.FileInfo, error) { return write(CreateAnomalies(path, run))() })
	f(publish.ConductFile, wantConduct, func(path string) (*parquet.FileInfo, error) { return write(CreateConduct(path, run))() })
	f(publish.CoverageFile, wantCoverage, func(path string) (*parquet.FileInfo, error) { return write(CreateCoverage(path))() })
	f(publish.WithdrawnFile, wantWithdrawn, func(path string) (*parquet.FileInfo, error) { return write(CreateWithdrawn(path, run))() })
	f(publish.LedgerFile, wantLedger, func(path string) (*parquet.FileInfo, error) { return write(CreateLedger(path, ""))() })
	f(publish.RejectsFile, wantRejects, func(path string) (*parquet.FileInfo, error) { return write(CreateRejects(path))() })
}

// write gives a function that writes rows and closes the file.
func write[R any](w *parquet.Writer[R], err error) func(rows ...R) (*parquet.FileInfo, error) {
	return func(rows ...R) (*parquet.FileInfo, error) {
		if err != nil {
			return nil, err
		}
		writeErr := w.Write(rows)
		info, err := w.Close()
		if err == nil {
			err = writeErr
		}
		return info, err
	}
}

// The notebook and Spark hold the tables against scripts/notebook/contract.py: each column stands there too.
func TestNotebookKnowsEachColumn(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash("../../scripts/notebook/contract.py"))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{wantAnomalies, wantConduct, wantCoverage, wantRejects, wantWithdrawn, wantLedger} {
		for line := range strings.Lines(table) {
			column, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			column, _, _ = strings.Cut(column, ".")
			if column != "" && !regexp.MustCompile(`["\s]`+column+`["\s]`).Match(text) {
				t.Errorf("%s: got no such column in scripts/notebook/contract.py; want it there", column)
			}
		}
	}
}
