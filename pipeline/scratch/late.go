package scratch

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// ErrNoFolder is returned where the system has no folder for what memory does not hold. That is a failure of the system, and no fault of
// what is read.
var ErrNoFolder = errors.New("no folder for what memory does not hold")

// tempPrefix begins the name of a TempFolder, and of no other folder of scratch files.
const tempPrefix = "vigie-"

// TempFolder is a path for a folder of scratch files in the folder of the system for such things. Nothing is there yet: a Spill makes
// the folder once something is appended to it, so that a run which memory holds needs none. Whoever asks for it removes it in the end.
func TempFolder() string {
	return filepath.Join(os.TempDir(), tempPrefix+strconv.FormatUint(rand.Uint64(), 36))
}

func isTemp(dir string) bool { return strings.HasPrefix(filepath.Base(dir), tempPrefix) }

// lateFile is a scratch file that is made once something is written to it. It is a Disk for any number of goroutines.
type lateFile struct {
	dir, prefix string

	mu   sync.Mutex
	file *os.File // nil before
}

// made is the file, nil where nothing was written, unless it is made now.
func (f *lateFile) made(now bool) (file *os.File, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file != nil || !now {
		return f.file, nil
	}
	if _, err := os.Stat(filepath.Dir(f.dir)); err != nil { // it is the system's, and not made here
		return nil, fmt.Errorf("%w: %w; want TMPDIR to name one", ErrNoFolder, err)
	}
	f.file, err = Create(f.dir, f.prefix)
	return f.file, err
}

func (f *lateFile) WriteAt(b []byte, offset int64) (int, error) {
	file, err := f.made(true)
	if err != nil {
		return 0, err
	}
	return file.WriteAt(b, offset)
}

func (f *lateFile) ReadAt(b []byte, offset int64) (int, error) {
	file, _ := f.made(false)
	if file == nil {
		return 0, io.EOF
	}
	return file.ReadAt(b, offset)
}

// Close gives the disk back. Later writes fail.
func (f *lateFile) Close() error {
	file, _ := f.made(false)
	if file == nil {
		return nil
	}
	return file.Close()
}
