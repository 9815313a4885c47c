package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"
)

// Published is a run's folder whose manifest and tables of findings were found to be what the run wrote.
type Published struct {
	Folder string
	*Manifest
}

// OpenPublished reads the manifest of a run's folder and holds it and the named tables against their hashes, so that nothing
// else is ever read. ErrForeign says that the folder is no run's, ErrTouched that a hash is wrong.
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
	p := &Published{Folder: folder, Manifest: m}
	for _, name := range tables {
		o := p.Output(name)
		if o == nil {
			return nil, fmt.Errorf("its manifest names no %s: %w", name, ErrForeign)
		}
		_, sum, err := HashFile(filepath.Join(folder, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s is missing: %w", name, ErrTouched)
		case err != nil:
			return nil, err
		case sum != o.SHA256:
			return nil, fmt.Errorf("%s: got SHA-256 %s; want %s: %w", name, sum, o.SHA256, ErrTouched)
		}
	}
	return p, nil
}

// Output is what the manifest says of a file; nil where it names no such file.
func (p *Published) Output(name string) *Output {
	for i := range p.Outputs {
		if p.Outputs[i].File == name {
			return &p.Outputs[i]
		}
	}
	return nil
}

// Rows is the number of rows that the manifest gives a table.
func (p *Published) Rows(name string) int64 {
	if o := p.Output(name); o != nil && o.Rows != nil {
		return *o.Rows
	}
	return 0
}
