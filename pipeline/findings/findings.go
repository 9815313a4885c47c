// Package findings holds the tables of a published run: their columns, one writer and one reader each. It also holds the streams
// in which the processes of an audit send each other rows of these tables.
//
// A column of anomalies.parquet is a field of Row and a line of anomalies.go. row_bytes.go keeps it between the passes,
// pipeline/judge/describer.go gives its value, and schema_test.go and sample_test.go say what it is. The other tables are written
// in one place each. pipeline/diff compares the column, or its columns_test.go says why not, and scripts/notebook/contract.py
// has it for the notebook and Spark.
package findings

import "vigie/pipeline/publish"

// schemaOf is the schema of a table of the contract, nil for any other file.
func schemaOf(name string) []string {
	switch name {
	case publish.AnomaliesFile:
		return anomalies("").Schema()
	case publish.ConductFile:
		return conduct("").Schema()
	case publish.CoverageFile:
		return coverage().Schema()
	case publish.RejectsFile:
		return rejects().Schema()
	case publish.WithdrawnFile:
		return withdrawn("").Schema()
	case publish.LedgerFile:
		return ledger("").Schema()
	}
	return nil
}
