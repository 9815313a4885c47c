package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerify(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	publish(t, out, false, 100)
	f := func(want ...string) {
		t.Helper()
		problems, err := Verify(out)
		if err != nil {
			t.Fatal(err)
		}
		if len(problems) != len(want) {
			t.Errorf("got %q; want %q", problems, want)
			return
		}
		for i, p := range problems {
			if !strings.HasPrefix(p.String(), want[i]) {
				t.Errorf("got %q; want %q", p, want[i])
			}
		}
	}
	f()

	// One bit anywhere.
	for _, name := range names(t, out) {
		path := filepath.Join(out, name)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, len(content) / 3, len(content) - 1} {
			content[at] ^= 1
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			problems, err := Verify(out)
			if err != nil || len(problems) == 0 {
				t.Errorf("%s, byte %d: got %v, %v; want a problem", name, at, problems, err)
			}
			content[at] ^= 1
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f()

	path := func(name string) string { return filepath.Join(out, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(path("notes.txt"), nil, 0o600))
	f("notes.txt: the manifest does not name it")
	must(os.Remove(path("notes.txt")))

	rejected, err := os.ReadFile(path(RejectsFile))
	must(err)
	must(os.WriteFile(path(RejectsFile), append(rejected, 0), 0o600))
	f("rejects.parquet: its size differs")
	must(os.Remove(path(RejectsFile)))
	f("rejects.parquet: it is missing")
	must(os.Mkdir(path(RejectsFile), 0o700))
	f("rejects.parquet: it is no regular file")
	must(os.Remove(path(RejectsFile)))
	must(os.WriteFile(path(RejectsFile), rejected, 0o600))

	sealed, err := os.ReadFile(path(SealFile))
	must(err)
	must(os.Remove(path(SealFile)))
	f("manifest.sha256: it is missing")
	must(os.WriteFile(path(SealFile), []byte("short"), 0o600))
	f("manifest.sha256: it does not seal this manifest")
	must(os.WriteFile(path(SealFile), sealed, 0o600))

	// A manifest that tells other rows, and is sealed, is still found out: the tables are read.
	m, err := ReadManifest(out)
	must(err)
	reseal := func(m *Manifest) {
		t.Helper()
		must(os.Remove(path(ManifestFile)))
		must(os.Remove(path(SealFile)))
		must(m.write(out, nil))
	}
	*m.Outputs[0].Rows = 99
	reseal(m)
	f("anomalies.parquet: its rows differ: got 100; want 99")
	m.Outputs[0].Rows = nil
	reseal(m)
	f("anomalies.parquet: the manifest gives no rows")
	rows := int64(100)
	m.Outputs[0].Rows = &rows
	m.Outputs[5].File = "../report.html"
	reseal(m)
	f("manifest.json: it names a file that cannot stand in the folder", "report.html: the manifest does not name it")
	m.Outputs = m.Outputs[:5]
	m.Outputs[0].File = "conduct.parquet"
	reseal(m)
	f("conduct.parquet: its size differs", "manifest.json: it names a file that cannot stand in the folder, or twice", "manifest.json: it does not name anomalies.parquet",
		"anomalies.parquet: the manifest does not name it", "report.html: the manifest does not name it", "withdrawn.parquet: the manifest does not name it")

	must(os.Remove(path(ManifestFile)))
	f("manifest.json: it is missing")
	must(os.WriteFile(path(ManifestFile), []byte("{}"), 0o600))
	f("manifest.sha256: it does not seal", "manifest.json: cannot read manifest.json: got format 0; want 1")
	must(os.Truncate(path(ManifestFile), largestManifest+1))
	const large = "it is too large: got 67108865 bytes; want at most 67108864"
	f("manifest.json: " + large)
	if _, err := ReadManifest(out); err == nil || !strings.Contains(err.Error(), large) {
		t.Errorf("got %v; want that %s", err, large)
	}
	if _, err := OpenPublished(out); err == nil || !strings.Contains(err.Error(), large) {
		t.Errorf("got %v; want that %s", err, large)
	}
	must(os.WriteFile(path(ManifestFile), []byte("{}"), 0o600))
	must(os.Truncate(path(SealFile), largestBeside+1))
	f("manifest.sha256: it is too large: got 65537 bytes; want at most 65536", "manifest.sha256: it does not seal", "manifest.json: cannot read manifest.json")
	must(os.Remove(path(ManifestFile)))
	must(os.Mkdir(path(ManifestFile), 0o700))
	f("manifest.json: it is no regular file")
	if _, err := Verify(filepath.Join(out, "none")); err == nil {
		t.Error("got no error; want that there is no such folder")
	}
}

// A folder of format 1 has the tables of then. One of a later format, or of none, is no folder that this program reads.
func TestFormats(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	publish(t, out, false, 3)
	path := func(name string) string { return filepath.Join(out, name) }
	written, err := os.ReadFile(path(ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	f := func(old, new, want string) {
		t.Helper()
		changed := []byte(strings.Replace(string(written), old, new, 1))
		for name, b := range map[string][]byte{ManifestFile: changed, SealFile: seal(changed, nil)} {
			if err := os.WriteFile(path(name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		problems, err := Verify(out)
		_, openErr := OpenPublished(out, AnomaliesFile)
		switch {
		case want == "" && (err != nil || problems != nil || openErr != nil):
			t.Errorf("%s: got %v, %v, %v; want a folder that is whole", new, problems, err, openErr)
		case want != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), want)):
			t.Errorf("%s: got %v; want %q", new, problems, want)
		case strings.Contains(want, "format") && !errors.Is(openErr, ErrForeign):
			t.Errorf("%s: got %v; want ErrForeign", new, openErr)
		}
	}
	f("", "", "")
	f(`"format": 2`, `"format": 1`, "it names no columns of withdrawn.parquet") // the other tables of these tests are those of format 1
	f(`"format": 2`, `"format": 3`, "got format 3; want 1 or 2")
	f(`"format": 2`, `"format": 0`, "got format 0; want 1 or 2")
	f(`"anomaly_id BYTE_ARRAY UTF8 REQUIRED 0/0",`, "", `the schema differs: got column "anomaly_id`)
	f(`"schema": [`, `"schemas": [`, "it names no columns of anomalies.parquet")
}
