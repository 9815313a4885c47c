package tablefile

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// CheckRegular refuses anything that is not a regular file or a link to one: a pipe, a socket or a device may block, or never end.
func CheckRegular(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return withoutPath(err)
	}
	return checkMode(info)
}

func checkMode(info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%w: got %s; want a file", ErrNotATable, FileKind(info.Mode()))
}

// openRegular opens a file that CheckRegular accepts. It does not block, even where a pipe has taken the name in the meantime.
func openRegular(path string) (*os.File, error) {
	if err := CheckRegular(path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, withoutPath(err)
	}
	info, err := f.Stat()
	if err == nil {
		err = checkMode(info)
	}
	if err != nil {
		_ = f.Close()
		return nil, withoutPath(err)
	}
	return f, nil
}

// FileKind describes the kind of a file.
func FileKind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a file"
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}
