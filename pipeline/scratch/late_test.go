package scratch

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A spill file in a TempFolder is made once something is appended to it; until then nothing is on the disk.
func TestSpillInTempFolder(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	dir := TempFolder()
	if filepath.Dir(dir) != tmp || TempFolder() == dir {
		t.Errorf("got %s; want another folder of %s each time", dir, tmp)
	}
	s, err := CreateSpill(dir, "rows-")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ReadFull(make([]byte, 1), 0); err != io.ErrUnexpectedEOF {
		t.Errorf("got %v of an empty file; want %v", err, io.ErrUnexpectedEOF)
	}
	if names, err := os.ReadDir(tmp); err != nil || len(names) > 0 {
		t.Errorf("got %v, %v before anything is written; want nothing", names, err)
	}
	offset, err := s.Append([]byte("ab"), []byte("c"))
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 3)
	if err := s.ReadFull(b, offset); err != nil || string(b) != "abc" {
		t.Errorf("got %q, %v; want abc", b, err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: got %v, %v; want mode 0700", info, err)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("got %v, %v; want a file without a name", names, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.ReadFull(b, 0); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after closing: got %v; want it closed", err)
	}
}

// A folder of the system that is missing is missed once it is wanted, and not made.
func TestSpillWithoutTempFolder(t *testing.T) {
	tmp := filepath.Join(t.TempDir(), "nowhere")
	t.Setenv("TMPDIR", tmp)
	s, err := CreateSpill(TempFolder(), "rows-")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append([]byte("x")); !errors.Is(err, ErrNoFolder) {
		t.Errorf("got %v; want %v", err, ErrNoFolder)
	}
	if _, err := os.Stat(tmp); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v; want no folder there", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
