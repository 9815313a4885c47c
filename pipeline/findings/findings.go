// Package findings holds the tables of a published run: their columns, one writer and one reader each. It also holds the streams
// in which the processes of an audit send each other rows of these tables.
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
	case publish.LedgerFile:
		return ledger("").Schema()
	}
	return nil
}
