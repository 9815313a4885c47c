package publish

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"vigie/pipeline/parquet"

	"github.com/gofrs/flock"
)

// Draft is OUT in the making: a hidden folder beside it, and a lock that keeps other runs away from the name. It ends with
// Publish, KeepRejects or Discard.
//
// Beside OUT a killed run leaves at most its hidden folder and its lock file, which locks nothing any more; the next run on
// the same OUT removes both.
type Draft struct {
	out     string // absolute
	folder  string
	replace bool
	signer  *Signer // of the manifest; nil for nobody
	lock    *flock.Flock
}

// Begin locks the name out, clears what a killed run left beside it, and opens a draft. The parent folder must be there.
// ErrBusy, ErrExists and ErrForeign say why out cannot be used.
func Begin(out string, replace bool) (*Draft, error) {
	absolute, err := filepath.Abs(out)
	if err != nil {
		return nil, fmt.Errorf("cannot use %s: %w", out, err)
	}
	if filepath.Dir(absolute) == absolute {
		return nil, fmt.Errorf("cannot use %s: %w", out, ErrForeign)
	}
	d := &Draft{out: absolute, replace: replace}
	if err := d.begin(); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot use %s: %w", out, err), d.release())
	}
	return d, nil
}

func (d *Draft) begin() (err error) {
	if err := d.folderOrNone(); err != nil { // before a lock is left beside a name such as /dev/null
		return err
	}
	if d.lock, err = lockName(d.beside("lock")); err != nil {
		return err
	}
	if err := d.clear(); err != nil {
		return err
	}
	if err := d.free(); err != nil {
		return err
	}
	folder := d.beside("tmp-" + token())
	if err := os.Mkdir(folder, folderMode); err != nil {
		return err
	}
	d.folder = folder
	return os.Chmod(folder, folderMode)
}

// beside is a hidden name in the parent folder that belongs to OUT alone.
func (d *Draft) beside(suffix string) string {
	return filepath.Join(filepath.Dir(d.out), "."+filepath.Base(d.out)+"."+suffix)
}

// token is 16 hex digits that nobody else has.
func token() string {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// lockName takes the lock of a name; ErrBusy says that another run has it. Whoever has the lock removes its file in the end: a lock on a file
// that was removed meanwhile locks nothing, and is taken again.
func lockName(path string) (*flock.Flock, error) {
	for {
		lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(parquet.FileMode))
		locked, err := lock.TryLock()
		if err != nil {
			return nil, err
		}
		if !locked {
			return nil, errors.Join(ErrBusy, lock.Close())
		}
		own, err := lock.Stat()
		if err == nil {
			var named fs.FileInfo
			if named, err = os.Lstat(path); err == nil && os.SameFile(own, named) {
				return lock, nil
			}
		}
		if closeErr := lock.Close(); closeErr != nil {
			return nil, closeErr
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
}

// clear removes what killed runs left. Where one had moved the old OUT aside and not yet put the new one in its place, the old OUT gets its
// name back.
func (d *Draft) clear() error {
	leftover := regexp.MustCompile(`^\.` + regexp.QuoteMeta(filepath.Base(d.out)) + `\.(tmp|old)-[0-9a-f]{16}$`)
	names, err := os.ReadDir(filepath.Dir(d.out))
	if err != nil {
		return err
	}
	for _, name := range names {
		match := leftover.FindStringSubmatch(name.Name())
		if match == nil || !name.IsDir() {
			continue
		}
		path := filepath.Join(filepath.Dir(d.out), name.Name())
		remove := os.RemoveAll
		if _, err := os.Lstat(d.out); match[1] == "old" && errors.Is(err, fs.ErrNotExist) {
			remove = func(path string) error { return os.Rename(path, d.out) }
		}
		if err := remove(path); err != nil {
			return err
		}
	}
	return nil
}

// folderOrNone refuses an OUT that is anything but a folder of its own name. A link is not followed: what it points to
// may be somebody else's, and a rename would put the folder in the place of the link.
func (d *Draft) folderOrNone() error {
	info, err := os.Lstat(d.out)
	kind := "a device, a pipe or a socket"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return nil
	case info.Mode().IsRegular():
		kind = "a file"
	case info.Mode()&fs.ModeSymlink != 0:
		kind = "a symbolic link"
	}
	return fmt.Errorf("got %s; want a folder or a new name: %w", kind, ErrForeign)
}

// free says whether OUT may be made: it is not there, or it may be replaced and is a run's folder, or empty.
func (d *Draft) free() error {
	if err := d.folderOrNone(); err != nil {
		return err
	}
	if _, err := os.Lstat(d.out); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if !d.replace {
		return ErrExists
	}
	names, err := os.ReadDir(d.out)
	if err != nil || len(names) == 0 {
		return err
	}
	if _, err := os.Lstat(filepath.Join(d.out, ManifestFile)); err != nil {
		return fmt.Errorf("it holds no %s: %w", ManifestFile, ErrForeign)
	}
	return nil
}

// Sign has Publish sign the manifest.
func (d *Draft) Sign(s *Signer) { d.signer = s }

// Path is where a file of the draft is written.
func (d *Draft) Path(name string) string { return filepath.Join(d.folder, name) }

// Discard removes the draft and unlocks OUT. After Publish it does nothing, so that it can be deferred.
func (d *Draft) Discard() error {
	var err error
	if d.folder != "" {
		err = os.RemoveAll(d.folder)
		d.folder = ""
	}
	if err = errors.Join(err, d.release()); err != nil {
		return fmt.Errorf("cannot clean up beside %s: %w", d.out, err)
	}
	return nil
}

func (d *Draft) release() error {
	if d.lock == nil {
		return nil
	}
	lock := d.lock
	d.lock = nil
	return errors.Join(os.Remove(lock.Path()), lock.Close())
}
