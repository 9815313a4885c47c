package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"
)

// Published is the folder of a run whose manifest is what the run wrote, and whose tables are checked before they are read.
type Published struct {
	Folder string
	*Manifest

	checked map[string]bool // files whose hash was found right
}

// OpenPublished reads the manifest of a run's folder, and checks its seal and the hashes of the named tables. ErrForeign says that the folder
// is no run's, ErrTouched that a hash is wrong.
func OpenPublished(folder string, tables ...string) (*Published, error) {
	p, err := openPublished(folder, tables)
	if err != nil {
		return nil, fmt.Errorf("cannot read the run in %s: %w", folder, err)
	}
	return p, nil
}

func openPublished(folder string, tables []string) (*Published, error) {
	written, err := readSmall(filepath.Join(folder, ManifestFile), largestManifest)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, fmt.Errorf("it holds no %s: %w", ManifestFile, ErrForeign)
	case err != nil:
		return nil, err
	}
	beside := [2][]byte{} // nil where there is no such file
	for i, name := range []string{SealFile, SignatureFile} {
		if beside[i], err = readSmall(filepath.Join(folder, name), largestBeside); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if stored, signature := beside[0], beside[1]; !bytes.Equal(stored, seal(written, signature)) {
		return nil, fmt.Errorf("%s does not seal %s: %w", SealFile, ManifestFile, ErrTouched)
	}
	m, err := parseManifest(written)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	p := &Published{Folder: folder, Manifest: m, checked: map[string]bool{}}
	for _, name := range tables {
		if err := p.Check(name); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Check compares a file with its hash, unless that was done before. ErrTouched says that they differ.
func (p *Published) Check(name string) error {
	o := p.Output(name)
	if o == nil {
		return fmt.Errorf("its manifest names no %s: %w", name, ErrForeign)
	}
	if p.checked[name] {
		return nil
	}
	_, sum, err := HashFile(p.Path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is missing: %w", name, ErrTouched)
	case err != nil:
		return err
	case sum != o.SHA256:
		return fmt.Errorf("%s: its SHA-256 differs: got %s; want %s: %w", name, sum, o.SHA256, ErrTouched)
	}
	p.checked[name] = true
	return nil
}

// Path is where a file of the folder stands.
func (p *Published) Path(name string) string { return filepath.Join(p.Folder, name) }
