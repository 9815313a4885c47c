package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrMoved is an input that is no longer what it was when the run began to read it. That is a failure of the run, not an input
// that cannot be used.
var ErrMoved = errors.New("an input changed while it was read")

// watch notes what the claim files are like before they are read.
func (d *dataset) watch() error {
	for _, name := range d.inputs() {
		info, err := os.Stat(filepath.Join(d.dir, name))
		if err != nil { // it was there a moment ago
			return fmt.Errorf("%w: %s: %w", ErrMoved, name, reasonOf(err))
		}
		d.seen = append(d.seen, info)
	}
	return nil
}

// steady says whether the claim files are still what they were: claims are read more than once, and what is found of them must
// be found of the same bytes.
func (d *dataset) steady() error {
	for i, name := range d.inputs() {
		now, err := os.Stat(filepath.Join(d.dir, name))
		if err != nil {
			return fmt.Errorf("%w: %s: %s", ErrMoved, name, reasonOf(err))
		}
		if then := d.seen[i]; !os.SameFile(then, now) || then.Size() != now.Size() || !then.ModTime().Equal(now.ModTime()) {
			return fmt.Errorf("%w: %s: got %d bytes of %s; want %d bytes of %s", ErrMoved, name,
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
