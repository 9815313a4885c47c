package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"vigie/rules/law"
)

// A parameter file that is none is a fault of the command line; one that the system does not give is a failure.
func TestParametersThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	loop := filepath.Join(dir, "loop.yaml")
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	f := func(path string, want bool) {
		t.Helper()
		_, _, err := readParameters(path)
		if err == nil || errors.Is(err, law.ErrParameter) != want {
			t.Errorf("got %v; want an error, and that it is %q: %v", err, law.ErrParameter, want)
		}
	}
	f(dir, true)
	f(loop, false)
}

// A key that comes through a pipe, as from a vault, and one of any length give the pseudonyms of all their bytes.
func TestPseudonymKeyFromPipe(t *testing.T) {
	key := make([]byte, 3<<20)
	for i := range key {
		key[i] = 'a' + byte(i%26)
	}
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, key, 0o600); err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	go func() {
		_, _ = w.Write(key)
		_ = w.Close()
	}()
	piped, err := readPseudonymKey(fmt.Sprintf("/dev/fd/%d", r.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	stored, err := readPseudonymKey(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(key)
	changed[len(changed)-1]++
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := readPseudonymKey(file)
	if err != nil {
		t.Fatal(err)
	}
	if piped.Of("P1") != stored.Of("P1") || other.Of("P1") == stored.Of("P1") {
		t.Errorf("got %s from a pipe, %s from a file and %s where the last byte differs; want the first two alike, and no other", piped.Of("P1"), stored.Of("P1"), other.Of("P1"))
	}
}
