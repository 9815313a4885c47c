package parquet

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"os"
)

// sink is a new file that is hashed while it is written. It keeps its first error, since the Parquet library loses some.
type sink struct {
	file  *os.File
	to    *bufio.Writer
	hash  hash.Hash
	bytes int64
	err   error
}

// openSink creates a file, which must not be there yet.
func openSink(path string) (*sink, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, FileMode)
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(FileMode); err != nil { // whatever the umask took away
		return nil, errors.Join(err, f.Close())
	}
	return &sink{file: f, to: bufio.NewWriterSize(f, 256<<10), hash: sha256.New()}, nil
}

func (s *sink) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.to.Write(p)
	s.hash.Write(p[:n])
	s.bytes += int64(n)
	s.err = err
	return n, err
}

// Tell is how many bytes were written.
func (s *sink) Tell() int64 { return s.bytes }

// close syncs and closes the file and gives its size and SHA-256. It is not exported as Close, since the Parquet library closes whatever has
// that method.
func (s *sink) close() (bytes int64, sum string, err error) {
	err = s.err
	for _, step := range []func() error{s.to.Flush, s.file.Sync, s.file.Close} {
		if stepErr := step(); err == nil {
			err = stepErr
		}
	}
	return s.bytes, hex.EncodeToString(s.hash.Sum(nil)), err
}
