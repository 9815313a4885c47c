package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"vigie/pipeline/parquet"
)

// Publish writes the manifest, with the files as its outputs, and its seal; then it gives the draft the name OUT and syncs
// the parent folder. Every table must be among the files and read back. Where it fails, OUT is as it was before, unless only the
// last sync or the removal of what was replaced has failed.
func (d *Draft) Publish(m *Manifest, files []*parquet.FileInfo) error {
	if err := d.publish(m, files); err != nil {
		return fmt.Errorf("cannot publish %s: %w", d.out, err)
	}
	return nil
}

func (d *Draft) publish(m *Manifest, files []*parquet.FileInfo) error {
	for _, name := range everyTable {
		if !slices.ContainsFunc(files, func(f *parquet.FileInfo) bool { return f.Name == name }) {
			return fmt.Errorf("%s is missing", name)
		}
	}
	m.Outputs = nil
	for _, f := range files {
		if !f.Checked() {
			return fmt.Errorf("%s was not read back", f.Name)
		}
		m.Outputs = append(m.Outputs, outputOf(f))
	}
	if err := m.write(d.folder, d.signer); err != nil {
		return err
	}
	if err := syncFolder(d.folder); err != nil {
		return err
	}
	// What OUT is may have changed during the run.
	if err := d.free(); err != nil {
		return err
	}
	replaced, err := replaceFolder(d.folder, d.out, d.beside("old-"+token()))
	if err != nil {
		return err
	}
	d.folder = ""
	err = syncFolder(filepath.Dir(d.out))
	if replaced != "" {
		err = errors.Join(err, os.RemoveAll(replaced))
	}
	return errors.Join(err, d.release())
}

// replaceFolder renames draft to out. What out was before is returned under its new name, "" where there was nothing.
func replaceFolder(draft, out, aside string) (replaced string, err error) {
	if _, err := os.Lstat(out); errors.Is(err, fs.ErrNotExist) {
		return "", os.Rename(draft, out)
	}
	// At no moment is there no OUT where the file system can exchange two names.
	if err := exchange(draft, out); err == nil {
		return draft, nil
	} else if !errors.Is(err, errors.ErrUnsupported) {
		return "", err
	}
	return moveAside(draft, out, aside)
}

// moveAside is replaceFolder in two steps. Between them there is no OUT; a run killed there is undone by the next one.
func moveAside(draft, out, aside string) (replaced string, err error) {
	if err := os.Rename(out, aside); err != nil {
		return "", err
	}
	if err := os.Rename(draft, out); err != nil {
		return "", errors.Join(err, os.Rename(aside, out))
	}
	return aside, nil
}

// KeepRejects publishes nothing of the draft but its rejects, as OUT.rejects.parquet beside OUT, and discards the rest. It is
// for a run with more rejects than were allowed.
func (d *Draft) KeepRejects(rejects *parquet.FileInfo) error {
	target := d.out + "." + RejectsFile
	if !rejects.Checked() {
		return fmt.Errorf("cannot publish %s: it was not read back", target)
	}
	if err := os.Rename(rejects.Path, target); err != nil {
		return fmt.Errorf("cannot publish %s: %w", target, err)
	}
	if err := syncFolder(filepath.Dir(d.out)); err != nil {
		return fmt.Errorf("cannot publish %s: %w", target, err)
	}
	return d.Discard()
}
