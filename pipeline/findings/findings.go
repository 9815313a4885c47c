// Package findings writes what an audit found, reads it back with a second Parquet implementation, and publishes it as one
// folder that appears whole or not at all.
//
// A run holds a Draft, a hidden folder beside OUT. Each table of the contract has a Writer that takes rows in any
// portions and gives the same bytes for the same rows; its FileInfo says what was written, column by column. ReadBack
// holds that against the file as another library reads it, and Publish takes nothing that was not read back. Verify does
// the same for a folder that was published long ago.
//
// Writing is done with Apache Arrow's Parquet library: its schema, page headers, statistics and footer. What stands in a page
// is encoded here, levels, dictionaries and values, on all cores. Reading back is done with xitongsys/parquet-go, which decodes
// each of them. The second library never writes: its null counts are wrong.
package findings

import "errors"

// Sentinel errors, for the exit code of the command.
var (
	// ErrExists is returned by Begin where OUT is there and may not be replaced.
	ErrExists = errors.New("it exists already; want a new name, or leave to replace it")
	// ErrForeign is returned by Begin where OUT is no folder that a run has published: a file, a symbolic link, a folder
	// with other things in it. Such a thing is never replaced.
	ErrForeign = errors.New("it is not the folder of a run")
	// ErrBusy is returned by Begin while another run holds OUT.
	ErrBusy = errors.New("another run holds it")
	// ErrHistory is returned where an earlier run's folder is not what its manifest says.
	ErrHistory = errors.New("the history cannot be used")
	// ErrKey is returned where a file holds no key of the kind that is wanted.
	ErrKey = errors.New("the key cannot be used")
	// ErrMismatch is returned by ReadBack where the second reader does not find what was written.
	ErrMismatch = errors.New("the second reader finds something else than what was written")
)

// Names of the files of a published folder.
const (
	AnomaliesFile = "anomalies.parquet"
	ConductFile   = "conduct.parquet"
	CoverageFile  = "coverage.parquet"
	RejectsFile   = "rejects.parquet"
	LedgerFile    = "ledger.parquet"
	ReportFile    = "report.html"
	ManifestFile  = "manifest.json"
	SealFile      = "manifest.sha256"
)

// Whoever may read the findings is in the group; nobody else looks at health data.
const (
	fileMode   = 0o640
	folderMode = 0o750
)

// FileInfo says what a file of the folder holds.
type FileInfo struct {
	Name    string
	Rows    int64 // 0 for a file that is no table
	Bytes   int64
	SHA256  string   // hex, taken while the file was written
	Columns []Column // leaf columns of a table, in file order; nil for another file

	path    string
	schema  []string
	checked bool // read back, or no table
}

// Column is the content of one leaf column.
type Column struct {
	Path string // dotted, as in the Parquet file
	Checksum
}

// schemaOf is the schema of a table of the contract, nil for any other file.
func schemaOf(name string) []string {
	switch name {
	case AnomaliesFile:
		return anomalies("").schema()
	case ConductFile:
		return conduct("").schema()
	case CoverageFile:
		return coverage().schema()
	case RejectsFile:
		return rejects().schema()
	case LedgerFile:
		return ledger("").schema()
	}
	return nil
}

// tables are the files that every published folder holds.
var tables = [...]string{AnomaliesFile, ConductFile, CoverageFile, RejectsFile, LedgerFile}
