package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"vigie/pipeline/parquet"
)

// Names of the files of a published folder.
const (
	AnomaliesFile = "anomalies.parquet"
	ConductFile   = "conduct.parquet"
	CoverageFile  = "coverage.parquet"
	RejectsFile   = "rejects.parquet"
	WithdrawnFile = "withdrawn.parquet"
	LedgerFile    = "ledger.parquet"
	ReportFile    = "report.html"
	ManifestFile  = "manifest.json"
	SealFile      = "manifest.sha256"
)

// everyTable names the tables of a folder that is published. A folder of a program that knew no withdrawn findings has all but these.
var everyTable = [...]string{AnomaliesFile, ConductFile, CoverageFile, RejectsFile, LedgerFile, WithdrawnFile}

// folderMode lets the group look into a folder, as FileMode lets it read a file.
const folderMode = 0o750

// StoreFile writes a file that is no table, such as the report, and syncs it. The file must not be there yet.
func StoreFile(path string, content []byte) (*parquet.FileInfo, error) {
	name := filepath.Base(path)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, parquet.FileMode)
	if err != nil {
		return nil, fmt.Errorf("cannot create %s: %w", name, err)
	}
	err = f.Chmod(parquet.FileMode) // whatever the umask took away
	if err == nil {
		_, err = f.Write(content)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	sum := sha256.Sum256(content)
	return &parquet.FileInfo{Name: name, Path: path, Bytes: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}, nil
}

// HashFile gives a file's size and SHA-256, in hex.
func HashFile(path string) (size int64, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return size, hex.EncodeToString(h.Sum(nil)), err
}

// syncFolder makes the names in a folder last.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
