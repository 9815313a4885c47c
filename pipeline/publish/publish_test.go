package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/pipeline/parquet"
)

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func wantNames(t *testing.T, folder string, want ...string) {
	t.Helper()
	if got := names(t, folder); !slices.Equal(got, want) {
		t.Errorf("got %q; want %q", got, want)
	}
}

func TestPublish(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "out")
	publish(t, out, false, 10)
	wantNames(t, parent, "out")
	wantNames(t, out, "anomalies.parquet", "conduct.parquet", "coverage.parquet", "ledger.parquet", "manifest.json", "manifest.sha256", "rejects.parquet",
		"report.html", "withdrawn.parquet")

	mode := func(path string, want fs.FileMode) {
		t.Helper()
		info, err := os.Stat(path)
		if err != nil || info.Mode() != want {
			t.Errorf("%s: got %v, %v; want %v", path, info.Mode(), err, want)
		}
	}
	mode(out, fs.ModeDir|0o750)
	for _, name := range names(t, out) {
		mode(filepath.Join(out, name), 0o640)
	}

	written, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(written)
	sealed, err := os.ReadFile(filepath.Join(out, "manifest.sha256"))
	if want := hex.EncodeToString(sum[:]) + "  manifest.json\n"; err != nil || string(sealed) != want {
		t.Errorf("got %q, %v; want %q", sealed, err, want)
	}
	var m struct {
		Format  int
		Outputs []map[string]any
	}
	if err := json.Unmarshal(written, &m); err != nil || m.Format != 2 {
		t.Fatalf("got format %d, %v; want 2", m.Format, err)
	}
	rows := map[string]any{}
	for _, o := range m.Outputs {
		rows[o["file"].(string)] = o["rows"]
	}
	f := func(name string, want any) {
		t.Helper()
		if rows[name] != want {
			t.Errorf("%s: got %v rows; want %v", name, rows[name], want)
		}
	}
	f("anomalies.parquet", 10.0)
	f("conduct.parquet", 0.0)
	f("coverage.parquet", 1.0)
	f("rejects.parquet", 0.0)
	f("ledger.parquet", 0.0)
	f("report.html", nil)
	if len(rows) != 7 {
		t.Errorf("got %d outputs; want 7", len(rows))
	}
}

func TestPublishRefusesAndReplaces(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "out")
	refused := func(path string, replace bool, want error) {
		t.Helper()
		before := names(t, parent)
		if d, err := Begin(path, replace); !errors.Is(err, want) || d != nil {
			t.Errorf("got %v; want %v", err, want)
		}
		if after := names(t, parent); !slices.Equal(before, after) {
			t.Errorf("got %q; want %q", after, before)
		}
	}
	publish(t, out, false, 10)
	refused(out, false, ErrExists)
	refused(out+"/", false, ErrExists)
	m, err := ReadManifest(out)
	if err != nil || *m.Outputs[0].Rows != 10 {
		t.Fatalf("got %v, %v; want 10 rows", m, err)
	}

	publish(t, out, true, 20)
	wantNames(t, parent, "out")
	if m, err = ReadManifest(out); err != nil || *m.Outputs[0].Rows != 20 {
		t.Fatalf("got %v, %v; want 20 rows", m, err)
	}

	for _, err := range []error{
		os.Symlink(out, filepath.Join(parent, "link")),
		os.WriteFile(filepath.Join(parent, "file"), nil, 0o600),
		os.Mkdir(filepath.Join(parent, "photos"), 0o700),
		os.WriteFile(filepath.Join(parent, "photos", "cat"), nil, 0o600),
		os.Mkdir(filepath.Join(parent, "empty"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	refused(filepath.Join(parent, "link"), true, ErrForeign)
	refused(filepath.Join(parent, "file"), true, ErrForeign)
	refused(filepath.Join(parent, "photos"), true, ErrForeign)
	refused(filepath.Join(parent, "empty"), false, ErrExists)
	refused(filepath.Join(parent, "none", "out"), false, fs.ErrNotExist)
	refused("/", true, ErrForeign)
	publish(t, filepath.Join(parent, "empty"), true, 1)
}

func TestOneRunAtATime(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	d, err := Begin(out, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(out, true); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v; want ErrBusy", err)
	}
	other, err := Begin(out+"2", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*Draft{other, d, d} {
		if err := d.Discard(); err != nil {
			t.Error(err)
		}
	}
	wantNames(t, filepath.Dir(out))
	publish(t, out, false, 1)
}

// The folders of killed runs go, and nothing else does.
func TestLeftovers(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "out")
	keep := []string{".out.tmp-0123", ".out.tmp-0123456789abcdef.tmp-0123456789abcdef", ".out2.tmp-0123456789abcdef", ".outtmp-0123456789abcdef", "other"}
	for _, name := range append([]string{".out.tmp-0123456789abcdef", ".out.old-0123456789abcdef"}, keep...) {
		if err := os.MkdirAll(filepath.Join(parent, name, "deep"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{".out.lock", ".out.tmp-fedcba9876543210"} { // a lock that nobody holds, and no folder
		if err := os.WriteFile(filepath.Join(parent, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	publish(t, out, true, 1)
	want := append([]string{".out.tmp-fedcba9876543210", "out"}, keep...)
	slices.Sort(want)
	wantNames(t, parent, want...)
}

// A run killed while there was no OUT is undone.
func TestKilledBetweenTwoRenames(t *testing.T) {
	parent := t.TempDir()
	out := filepath.Join(parent, "out")
	publish(t, out, false, 10)
	if err := os.Rename(out, filepath.Join(parent, ".out.old-0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(out, false); !errors.Is(err, ErrExists) {
		t.Errorf("got %v; want ErrExists", err)
	}
	wantNames(t, parent, "out")
	if problems, err := Verify(out); err != nil || problems != nil {
		t.Errorf("got %v, %v; want none", problems, err)
	}
}

func TestMoveAside(t *testing.T) {
	parent := t.TempDir()
	draft, out, aside := filepath.Join(parent, "draft"), filepath.Join(parent, "out"), filepath.Join(parent, "aside")
	for _, folder := range []string{filepath.Join(draft, "new"), filepath.Join(out, "old")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if replaced, err := moveAside(draft, out, aside); err != nil || replaced != aside {
		t.Fatalf("got %q, %v; want %q", replaced, err, aside)
	}
	wantNames(t, out, "new")
	wantNames(t, aside, "old")
	// Where the draft is gone the old one comes back.
	if _, err := moveAside(draft, out, filepath.Join(parent, "aside2")); err == nil {
		t.Error("got no error; want that there is no draft")
	}
	wantNames(t, out, "new")
}

func TestPublishWantsEveryTable(t *testing.T) {
	parent := t.TempDir()
	d, err := Begin(filepath.Join(parent, "out"), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Publish(&Manifest{}, others(t, d)); err == nil || !strings.Contains(err.Error(), "anomalies.parquet is missing") {
		t.Errorf("got %v; want that anomalies.parquet is missing", err)
	}
	if err := d.Discard(); err != nil {
		t.Error(err)
	}
	wantNames(t, parent)
}

func TestKeepRejects(t *testing.T) {
	parent := t.TempDir()
	d, err := Begin(filepath.Join(parent, "out"), false)
	if err != nil {
		t.Fatal(err)
	}
	info := writtenTable(t, d.Path(RejectsFile), 1)
	unread := &parquet.FileInfo{Name: info.Name, Path: info.Path, Schema: info.Schema}
	if err := d.KeepRejects(unread); err == nil {
		t.Error("got no error; want that it was not read back")
	}
	if err := d.Publish(&Manifest{}, []*parquet.FileInfo{writtenTable(t, d.Path(AnomaliesFile), 1), writtenTable(t, d.Path(ConductFile), 0), writtenTable(t, d.Path(CoverageFile), 0),
		writtenTable(t, d.Path(LedgerFile), 0), writtenTable(t, d.Path(WithdrawnFile), 0), unread}); err == nil || !strings.Contains(err.Error(), "not read back") {
		t.Errorf("got %v; want that nothing is published", err)
	}
	if err := d.KeepRejects(info); err != nil {
		t.Fatal(err)
	}
	wantNames(t, parent, "out.rejects.parquet")
}
