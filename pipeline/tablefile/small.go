package tablefile

import (
	"errors"
	"fmt"
	"io"
)

// ReadSmall reads a file that is no table into memory, and at most one byte more than it may have, so that the caller sees where it is
// too large. What is no regular file is refused: a pipe might never end.
func ReadSmall(path string, most int64) (text []byte, err error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, most+1))
}
