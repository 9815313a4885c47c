package publish

import (
	"fmt"
	"io"
	"os"
)

// How many bytes the files beside the tables may have. A manifest of so many bytes names a hundred thousand inputs; the others have a few
// hundred bytes.
const (
	largestManifest = 64 << 20
	largestBeside   = 64 << 10
)

// unread says why a file that is there was not read.
type unread string

func (u unread) Error() string { return string(u) }

// readSmall reads a file that is no table into memory. It does not read what is no regular file, or is too large: a pipe might never end,
// and a file that somebody put there might take all memory.
func readSmall(path string, most int64) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, unread("it is no regular file")
	}
	if info.Size() > most {
		return nil, unread(fmt.Sprintf("it is too large: got %d bytes; want at most %d", info.Size(), most))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most)) // it may grow meanwhile; then its seal does not hold
}
