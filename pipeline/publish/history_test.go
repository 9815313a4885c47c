package publish

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/rules/civil"
)

// writeNight writes the manifest of a run that read some inputs. Its ledger is named after the run.
func writeNight(t *testing.T, folder, asOf, runID string, history *History, inputs ...string) {
	t.Helper()
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	reported, withdrawn := int64(3), int64(1)
	m := &Manifest{RunID: runID, AsOf: asOf, History: history, Timings: Timings{Finished: time.Unix(int64(len(runID)), 0)}, Outputs: []Output{
		{File: LedgerFile, SHA256: "ledger of " + runID}, {File: AnomaliesFile, Rows: &reported}, {File: WithdrawnFile, Rows: &withdrawn}}}
	for _, sum := range inputs {
		m.Inputs = append(m.Inputs, Input{SHA256: sum})
	}
	if err := m.write(folder, nil); err != nil {
		t.Fatal(err)
	}
}

// readOf is what a sibling night records of a run that writeNight wrote.
func readOf(name, asOf, runID string) *History {
	return &History{Folder: "elsewhere/" + name, Beside: "../" + name, RunID: runID, AsOf: asOf, SHA256: "ledger of " + runID}
}

func nightsIn(t *testing.T, folder string) []*Night {
	t.Helper()
	nights, err := Nights(folder)
	if err != nil {
		t.Fatal(err)
	}
	return nights
}

func namesOf(nights []*Night) string {
	var names []string
	for _, n := range nights {
		names = append(names, n.Name)
	}
	return strings.Join(names, " ")
}

// The newest run of the past counts: of an earlier day, or of the same day over other files. Never one of a later day, nor OUT.
func TestLatest(t *testing.T) {
	root := t.TempDir()
	f := func(out, day, inputs, want string) {
		t.Helper()
		d, _ := civil.ParseDay([]byte(day))
		sums := strings.Fields(inputs)
		slices.Sort(sums)
		got, err := Latest(nightsIn(t, root), filepath.Join(root, out), d, func() ([]string, error) { return sums, nil })
		name := ""
		if got != nil {
			name = got.Name
		}
		if err != nil || name != want {
			t.Errorf("%s on %s: got %q, %v; want %q", inputs, day, name, err, want)
		}
	}
	f("new", "2026-03-12", "x", "")
	writeNight(t, filepath.Join(root, "a"), "2026-03-10", "1", nil, "x", "y")
	writeNight(t, filepath.Join(root, "b"), "2026-03-11", "22", nil, "x", "y")
	writeNight(t, filepath.Join(root, "c"), "2026-03-11", "333", nil, "z")
	writeNight(t, filepath.Join(root, ".hidden"), "2026-03-12", "4444", nil)
	if err := os.WriteFile(filepath.Join(root, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f("new", "2026-03-12", "z", "c")
	f("c", "2026-03-12", "z", "b")
	f("new", "2026-03-11", "x y z", "c")
	f("new", "2026-03-11", "z", "b")   // c is the same files audited before
	f("c", "2026-03-11", "y x", "a")   // so is b, and c is OUT
	f("new", "2026-03-10", "y x", "")  // so is a, and the others are later
	f("new", "2026-03-10", "x", "a")   // one file less is another content
	f("new", "2026-03-09", "none", "") // later nights are no history

	late := errors.New("gone")
	if _, err := Latest(nightsIn(t, root), "", civil.Date(2026, 3, 11), func() ([]string, error) { return nil, late }); !errors.Is(err, late) {
		t.Errorf("got %v; want the error of the inputs", err)
	}
	if got := namesOf(nightsIn(t, filepath.Join(root, "b"))); got != "b" {
		t.Errorf("got %q; want the run in the folder itself", got)
	}
	if _, err := Nights(filepath.Join(root, "none")); err == nil {
		t.Error("got no error; want that there is no such folder")
	}
	if err := os.WriteFile(filepath.Join(root, "a", ManifestFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Nights(root); !errors.Is(err, ErrHistory) {
		t.Errorf("got %v; want that a manifest cannot be read", err)
	}
}

// A ledger that is not what its run wrote is never read.
func TestCheck(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	publish(t, out, false, 1)
	n, err := NightOf(out)
	if err != nil || n.Check() != nil {
		t.Fatalf("got %v, %v; want a run and its ledger", err, n.Check())
	}
	content, err := os.ReadFile(n.Path())
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(n.Path(), content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := n.Check(); !errors.Is(err, ErrHistory) {
		t.Errorf("got %v; want that the ledger is not what its run wrote", err)
	}
}

// A night is stale where its history was replaced, is gone though an older night is there, or is stale. Nights whose folders have moved
// together find each other.
func TestStale(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	path := func(name string) string { return filepath.Join(root, name) }
	f := func(what, want string) {
		t.Helper()
		var got []string
		for _, n := range nightsIn(t, root) {
			got = append(got, strings.TrimSuffix(n.Name+":"+string(n.Stale), ":"))
		}
		if list := strings.Join(got, " "); list != want {
			t.Errorf("%s: got %q; want %q", what, list, want)
		}
	}
	writeNight(t, path("10"), "2026-03-10", "A", nil)
	writeNight(t, path("11"), "2026-03-11", "B", readOf("10", "2026-03-10", "A"))
	writeNight(t, path("12"), "2026-03-12", "C", readOf("11", "2026-03-11", "B"))
	writeNight(t, path("13"), "2026-03-13", "D", nil)
	f("as they came", "10 11 12 13")
	nights := nightsIn(t, root)
	if got := namesOf(Resting(nights, nights[0])); got != "11 12" {
		t.Errorf("resting on 10: got %q; want 11 12", got)
	}
	if got := namesOf(Resting(nights, nights[2])); got != "" {
		t.Errorf("resting on 12: got %q; want nothing", got)
	}
	if reported, withdrawn, standing := Standing(nights); reported != 12 || withdrawn != 4 || standing != 8 {
		t.Errorf("got %d told, %d withdrawn, %d standing; want 12, 4, 8", reported, withdrawn, standing)
	}
	if err := os.Rename(root, root+"-moved"); err != nil {
		t.Fatal(err)
	}
	root += "-moved"
	f("moved", "10 11 12 13")

	old := nightsIn(t, root)[0]
	writeNight(t, path("10"), "2026-03-10", "A2", nil)
	f("the first replaced", "10 11:replaced 12:stale 13")
	nights = nightsIn(t, root)
	if got := namesOf(Resting(nights, old)); got != "11 12" {
		t.Errorf("resting on what was 10: got %q; want 11 12", got)
	}
	if got := namesOf(Resting(nights, nights[0])); got != "11 12" { // they name its folder
		t.Errorf("resting on 10: got %q; want 11 12", got)
	}
	if got := namesOf(StaleChain(nights, nights[2])); got != "11 12" {
		t.Errorf("got the chain %q; want 11 12", got)
	}
	if got := namesOf(StaleChain(nights, nights[3])); got != "" {
		t.Errorf("got the chain %q; want none", got)
	}
	writeNight(t, path("11"), "2026-03-11", "B2", readOf("10", "2026-03-10", "A2"))
	f("the second run again", "10 11 12:replaced 13")
	writeNight(t, path("12"), "2026-03-12", "C2", readOf("11", "2026-03-11", "B2"))
	f("all run again", "10 11 12 13")

	if err := os.RemoveAll(path("11")); err != nil {
		t.Fatal(err)
	}
	f("a hole", "10 12:gone 13")
	if err := os.RemoveAll(path("10")); err != nil {
		t.Fatal(err)
	}
	f("the oldest are no longer kept", "12 13")
	if nights := nightsIn(t, root); !nights[0].Gone || nights[1].Gone {
		t.Error("want that the history of 12 is no longer there, and that 13 had none")
	}
	writeNight(t, filepath.Join(root, "..", "beside"), "2026-03-01", "E", nil)
	writeNight(t, path("14"), "2026-03-14", "F", &History{Folder: "beside", Beside: "../../beside", RunID: "E", AsOf: "2026-03-01", SHA256: "ledger of E"})
	f("a history beside the folder of runs", "12 13 14")
	writeNight(t, filepath.Join(root, "..", "beside"), "2026-03-01", "E2", nil)
	f("replaced there", "12 13 14:replaced")

	// Manifests that name themselves, or each other, end too.
	writeNight(t, path("20"), "2026-03-20", "G", readOf("20", "2026-03-20", "G"))
	writeNight(t, path("21"), "2026-03-20", "HH", readOf("22", "2026-03-20", "III"))
	writeNight(t, path("22"), "2026-03-20", "III", readOf("21", "2026-03-20", "HH"))
	f("in a circle", "12 13 14:replaced 20 21 22")
	nights = nightsIn(t, root)
	if got := namesOf(Resting(nights, nights[4])); got != "22" {
		t.Errorf("resting on 21: got %q; want 22", got)
	}
}

// An earlier program did not record the way from OUT to its history: mostly it is a sibling.
func TestHistoryOfAnEarlierProgram(t *testing.T) {
	root := t.TempDir()
	writeNight(t, filepath.Join(root, "10"), "2026-03-10", "A2", nil)
	writeNight(t, filepath.Join(root, "11"), "2026-03-11", "B", &History{Folder: "runs/10", RunID: "A", AsOf: "2026-03-10", SHA256: "ledger of A"})
	if nights := nightsIn(t, root); nights[1].Stale != Replaced {
		t.Errorf("got %q; want that 10 was replaced", nights[1].Stale)
	}
}
