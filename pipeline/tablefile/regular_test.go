package tablefile

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What is not a file is refused at once, without waiting.
func TestRegular(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	path := func(name string) string { return filepath.Join(dir, name) }
	must(os.WriteFile(path("file.csv"), []byte("a,b\n1,2\n"), 0o600))
	must(os.Symlink("file.csv", path("link.csv")))
	must(os.Symlink("gone.csv", path("dangling.csv")))
	must(os.Symlink("loop.csv", path("loop.csv")))
	for _, suffix := range []string{"csv", "csv.gz", "parquet"} {
		must(syscall.Mkfifo(path("pipe."+suffix), 0o600))
		must(os.Mkdir(path("folder."+suffix), 0o700))
	}
	must(os.Symlink("pipe.csv", path("linked_pipe.csv")))
	must(os.Symlink(os.DevNull, path("device.csv")))
	l, err := net.Listen("unix", path("socket.csv"))
	must(err)
	defer l.Close()

	f := func(name string, want error, says string) {
		t.Helper()
		file, err := Open(path(name), Options{})
		if err == nil {
			defer file.Close()
		}
		if !errors.Is(err, want) || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%s: got %v; want %v, %s", name, err, want, says)
		}
	}
	f("file.csv", nil, "")
	f("link.csv", nil, "")
	f("dangling.csv", os.ErrNotExist, "")
	f("loop.csv", syscall.ELOOP, "")
	f("pipe.csv", ErrNotATable, "got a named pipe; want a file")
	f("pipe.csv.gz", ErrNotATable, "got a named pipe; want a file")
	f("pipe.parquet", ErrNotATable, "got a named pipe; want a file")
	f("linked_pipe.csv", ErrNotATable, "got a named pipe; want a file")
	f("folder.csv", ErrNotATable, "got a folder; want a file")
	f("folder.csv.gz", ErrNotATable, "got a folder; want a file")
	f("folder.parquet", ErrNotATable, "got a folder; want a file")
	f("device.csv", ErrNotATable, "got a device; want a file")
	f("socket.csv", ErrNotATable, "got a socket; want a file")
}
