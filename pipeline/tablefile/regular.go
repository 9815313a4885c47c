package tablefile

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Regular refuses what is no regular file, or a link to one: a pipe, a socket or a device may never end, or answer.
func CheckRegular(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return reasonOf(err)
	}
	return regular(info)
}

func regular(info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("%w: got %s; want a file", ErrNotATable, FileKind(info.Mode()))
}

// openRegular opens a file that Regular does not refuse. It does not wait, even where the name is given to a pipe meanwhile.
func openRegular(path string) (*os.File, error) {
	if err := CheckRegular(path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, reasonOf(err)
	}
	info, err := f.Stat()
	if err == nil {
		err = regular(info)
	}
	if err != nil {
		_ = f.Close()
		return nil, reasonOf(err)
	}
	return f, nil
}

// FileKind says in words what a file is.
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
