package scratch

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func TestFilesArePrivateAndNameless(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "spill")
	f, err := Create(dir, "rows-")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: got %v, %v; want mode 0700", info, err)
	}
	if info, err := f.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file: got %v, %v; want mode 0600", info, err)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("got %v, %v; want an empty folder", names, err)
	}
}

func TestFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(filepath.Join(file, "within"), "rows-"); !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("got %v; want %v", err, syscall.ENOTDIR)
	}
}

func TestTexts(t *testing.T) {
	texts := []string{"", "a", strings.Repeat("é", 100), strings.Repeat("x", 1<<15)}
	var b []byte
	for _, s := range texts {
		b = AppendText(b, s)
	}
	from := bufio.NewReader(bytes.NewReader(b))
	var buffer []byte
	for _, want := range texts {
		var err error
		if buffer, err = ReadText(from, buffer); err != nil || string(buffer) != want {
			t.Fatalf("got %d bytes, %v; want %d", len(buffer), err, len(want))
		}
	}
	if _, err := ReadText(from, nil); err != io.EOF {
		t.Errorf("behind the last: got %v; want %v", err, io.EOF)
	}
	if _, err := ReadText(bufio.NewReader(bytes.NewReader(b[3:13])), nil); err != io.ErrUnexpectedEOF {
		t.Errorf("a text that is cut: got %v; want %v", err, io.ErrUnexpectedEOF)
	}
}

// Blocks that several goroutines append do not overlap, and are read back as they were.
func TestSpill(t *testing.T) {
	s, err := CreateSpill(t.TempDir(), "rows-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const writers, blocks, size = 4, 50, 100
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for n := range blocks {
				b := bytes.Repeat([]byte{byte(w*blocks + n)}, size)
				offset, err := s.Append(b[:n], b[n:])
				if err != nil {
					t.Error(err)
					return
				}
				got := make([]byte, size)
				if err := s.ReadFull(got, offset); err != nil || !bytes.Equal(got, b) {
					t.Errorf("writer %d, block %d: got %v, %v; want its bytes", w, n, got, err)
				}
			}
		})
	}
	wait.Wait()
	if s.Size() != writers*blocks*size {
		t.Errorf("got %d bytes; want %d", s.Size(), writers*blocks*size)
	}
	if err := s.ReadFull(make([]byte, 2), s.Size()-1); err != io.ErrUnexpectedEOF {
		t.Errorf("beyond the end: got %v; want %v", err, io.ErrUnexpectedEOF)
	}
}

// brokenDisk fails whatever is asked of it.
type brokenDisk struct{}

func (brokenDisk) WriteAt([]byte, int64) (int, error) {
	return 0, &fs.PathError{Op: "write", Err: syscall.ENOSPC}
}
func (brokenDisk) ReadAt([]byte, int64) (int, error) {
	return 0, &fs.PathError{Op: "read", Err: syscall.EIO}
}
func (brokenDisk) Close() error { return nil }

func TestBrokenDisk(t *testing.T) {
	s := SpillTo(brokenDisk{})
	if _, err := s.Append([]byte("x")); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("append: got %v; want %v", err, syscall.ENOSPC)
	}
	if err := s.ReadFull(make([]byte, 1), 0); !errors.Is(err, syscall.EIO) {
		t.Errorf("read: got %v; want %v", err, syscall.EIO)
	}
}
