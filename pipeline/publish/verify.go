package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"vigie/pipeline/parquet"
)

// Problem is something that is not as the manifest says.
type Problem struct {
	File string
	What string
}

func (p Problem) String() string { return p.File + ": " + p.What }

// Verify compares a published folder with its manifest: the seal, every hash, files that are missing and files that the manifest does not
// name; and it reads each table with the second library. A file whose hash is wrong is not read further, since a Parquet library may
// do anything with a corrupt file. Problems come in the order of the manifest; the error says that the folder cannot be read at
// all. Where the manifest names a signature it must be there; whether it is right only VerifySigned can say.
func Verify(out string) ([]Problem, error) { return VerifySigned(out, nil) }

// VerifySigned is Verify, and checks that the manifest was signed with a key.
func VerifySigned(out string, key *PublicKey) ([]Problem, error) {
	names, err := os.ReadDir(out)
	if err != nil {
		return nil, fmt.Errorf("cannot verify %s: %w", out, err)
	}
	v := &verification{out: out}
	manifest, err := v.manifest(key)
	if err != nil {
		return nil, fmt.Errorf("cannot verify %s: %w", out, err)
	}
	if manifest == nil {
		return v.problems, nil
	}
	known := []string{ManifestFile, SealFile}
	if manifest.Signature != nil {
		known = append(known, SignatureFile)
	}
	for i := range manifest.Outputs {
		o := &manifest.Outputs[i]
		if o.File != filepath.Base(o.File) || slices.Contains(known, o.File) {
			v.report(ManifestFile, "it names a file that cannot stand in the folder, or twice: %q", o.File)
			continue
		}
		known = append(known, o.File)
		if err := v.output(o, manifest.Schema(o.File)); err != nil {
			return nil, fmt.Errorf("cannot verify %s: %w", out, err)
		}
	}
	for _, name := range everyTable {
		if !slices.Contains(known, name) && name != WithdrawnFile {
			v.report(ManifestFile, "it does not name %s", name)
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name.Name()) {
			v.report(name.Name(), "the manifest does not name it")
		}
	}
	return v.problems, nil
}

type verification struct {
	out      string
	problems []Problem
}

func (v *verification) report(file, format string, arguments ...any) {
	v.problems = append(v.problems, Problem{file, fmt.Sprintf(format, arguments...)})
}

// manifest checks the seal and the signature and reads the manifest; nil where there is none to be read.
func (v *verification) manifest(key *PublicKey) (*Manifest, error) {
	written, err := v.read(ManifestFile, largestManifest)
	if err != nil {
		return nil, err
	}
	if len(v.problems) > 0 {
		return nil, nil
	}
	if written == nil {
		v.report(ManifestFile, "it is missing")
		return nil, nil
	}
	stored, err := v.read(SealFile, largestBeside)
	if err != nil {
		return nil, err
	}
	signature, err := v.read(SignatureFile, largestBeside)
	if err != nil {
		return nil, err
	}
	switch want := seal(written, signature); {
	case stored == nil:
		v.report(SealFile, "it is missing")
	case !bytes.Equal(stored, want):
		v.report(SealFile, "it does not seal this manifest: got %q; want %q", stored[:min(len(stored), 160)], want)
	}
	m, err := parseManifest(written)
	if err != nil {
		v.report(ManifestFile, "%v", err)
		return nil, nil
	}
	v.signed(m, written, signature, key)
	if sum := parametersSum(m.Parameters); sum != m.ParameterSum {
		v.report(ManifestFile, "its parameters are not those that it gives the SHA-256 of: got %s; want %q", sum, m.ParameterSum)
	}
	return m, nil
}

// read reads a small file; nil where it is missing, and nothing of one that must not be read.
func (v *verification) read(name string, most int64) ([]byte, error) {
	text, err := readSmall(filepath.Join(v.out, name), most)
	var why unread
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.As(err, &why):
		v.report(name, "%s", why)
		return []byte{}, nil
	}
	return text, err
}

func (v *verification) output(o *Output, schema []string) error {
	path := filepath.Join(v.out, o.File)
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		v.report(o.File, "it is missing")
		return nil
	}
	if errors.Is(err, syscall.ENAMETOOLONG) {
		v.report(o.File, "no file can be called so")
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		v.report(o.File, "it is no regular file")
		return nil
	}
	size, sum, err := HashFile(path)
	if err != nil {
		return err
	}
	if size != o.Bytes {
		v.report(o.File, "its size differs: got %d bytes; want %d", size, o.Bytes)
		return nil
	}
	if sum != o.SHA256 {
		v.report(o.File, "its SHA-256 differs: got %s; want %s", sum, o.SHA256)
		return nil
	}
	if schema == nil {
		if slices.Contains(everyTable[:], o.File) {
			v.report(ManifestFile, "it names no columns of %s", o.File)
		}
		return nil
	}
	rows, _, err := parquet.ReadTable(path, schema)
	switch {
	case err != nil:
		v.report(o.File, "the second reader cannot read it: %v", err)
	case o.Rows == nil:
		v.report(o.File, "the manifest gives no rows; the file has %d", rows)
	case rows != *o.Rows:
		v.report(o.File, "its rows differ: got %d; want %d", rows, *o.Rows)
	}
	return nil
}
