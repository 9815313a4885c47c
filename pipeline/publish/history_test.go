package publish

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"vigie/rules/civil"
)

// The newest run up to the day counts, and never the one that is being made.
func TestLatest(t *testing.T) {
	parent := t.TempDir()
	run := func(name, asOf string) {
		t.Helper()
		publish(t, filepath.Join(parent, name), false, 1)
		m, err := ReadManifest(filepath.Join(parent, name))
		if err != nil {
			t.Fatal(err)
		}
		m.AsOf = asOf
		for _, file := range []string{ManifestFile, SealFile} {
			if err := os.Remove(filepath.Join(parent, name, file)); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.write(filepath.Join(parent, name), nil); err != nil {
			t.Fatal(err)
		}
	}
	f := func(folder, out, day, want string) {
		t.Helper()
		d, _ := civil.ParseDay([]byte(day))
		past, err := Latest(filepath.Join(parent, folder), filepath.Join(parent, out), d)
		switch {
		case err != nil:
			t.Error(err)
		case want == "" && past != nil, want != "" && (past == nil || filepath.Base(past.Folder) != want):
			t.Errorf("%s before %s: got %v; want %q", folder, day, past, want)
		case past != nil && past.Check() != nil:
			t.Error(past.Check())
		}
	}
	f("", "new", "2026-03-12", "")
	run("a", "2026-03-10")
	run("b", "2026-03-11")
	run(".hidden", "2026-03-12")
	if err := os.WriteFile(filepath.Join(parent, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f("", "new", "2026-03-12", "b")
	f("", "b", "2026-03-12", "a")
	f("", "new", "2026-03-10", "a")
	f("", "new", "2026-03-09", "") // later nights are no history
	f("a", "new", "2026-03-12", "a")

	if _, err := Latest(filepath.Join(parent, "none"), "", 0); err == nil {
		t.Error("got no error; want that there is no such folder")
	}
	path := filepath.Join(parent, "b", LedgerFile)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if past, err := Latest(parent, "", civil.Date(2026, 3, 12)); err != nil || !errors.Is(past.Check(), ErrHistory) {
		t.Errorf("got %v; want that the ledger is not what its run wrote", err)
	}
}
