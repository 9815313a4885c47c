package tablefile

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// ReadSmall reads a file that is no table into memory, and at most one byte more than it may have, so that the caller sees where it is
// too large. What is no regular file is refused, with the sentinel that is given: a pipe might never end.
func ReadSmall(path string, most int64, refused error) (content []byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s: got %s; want a file", refused, path, FileKind(info.Mode()))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, most+1))
}
