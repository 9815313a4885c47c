package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrChanged is returned where an input is no longer what it was when the run began to read it. That is a failure of the run, not an
// input that cannot be used.
var ErrChanged = errors.New("an input changed while it was read")

// files are the names of all files that claims come from, in input order.
func (d *Dataset) files() []string {
	var names []string
	for _, s := range d.sources {
		names = append(names, s.names()...)
	}
	return names
}

// note notes size and time of the files before they are read.
func (d *Dataset) note() error {
	d.unread = map[string]os.FileInfo{}
	for _, name := range d.files() {
		info, err := os.Stat(filepath.Join(d.Dir, name))
		if err != nil { // it was there a moment ago
			return fmt.Errorf("%w: %s: %w", ErrChanged, name, reasonOf(err))
		}
		d.unread[name] = info
	}
	return nil
}

// Unchanged returns ErrChanged where the size or the time of a file is another one than before it was read: claims are read more than once,
// and each time from the same bytes.
func (d *Dataset) Unchanged() error {
	for _, name := range d.files() {
		now, err := os.Stat(filepath.Join(d.Dir, name))
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrChanged, name, reasonOf(err))
		}
		if then := d.unread[name]; !os.SameFile(then, now) || then.Size() != now.Size() || !then.ModTime().Equal(now.ModTime()) {
			return fmt.Errorf("%w: %s: got %d bytes of %s; want %d bytes of %s", ErrChanged, name,
				now.Size(), now.ModTime().Format("15:04:05.000"), then.Size(), then.ModTime().Format("15:04:05.000"))
		}
	}
	return nil
}

// reasonOf is why a file cannot be had, without its path.
func reasonOf(err error) error {
	if of := new(fs.PathError); errors.As(err, &of) {
		return of.Err
	}
	return err
}
