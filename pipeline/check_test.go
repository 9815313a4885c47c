package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/pipeline/findings"
	"vigie/pipeline/publish"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/rs/zerolog"
)

const (
	tripHeader = "claim_id,cancels,operator_id,operator_kind,patient_id,service,departed_at,amount_billed\n"
	careHeader = "claim_id,cancels,provider_id,provider_kind,patient_id,performed_on,amount_billed\n"
)

// trip is a line of a file of trips that can be read.
func trip(id, cancels string) string {
	amount := "10.00"
	if cancels != "" {
		amount = "-10.00"
	}
	return id + "," + cancels + ",O1,taxi,P1,taxi,2026-03-10T09:00," + amount + "\n"
}

// A survey counts as rejects what an audit rejects, the claims too that are rejected only once all were read.
func TestCheckRejectsWhatAnAuditDoes(t *testing.T) {
	t.Parallel()
	f := func(name string, rejected, cancelled int64, files ...string) {
		t.Helper()
		dir := t.TempDir()
		for i := 0; i < len(files); i += 2 {
			putInside(t, dir, files[i], files[i+1])
		}
		s := compareWithAudit(t, name, dir)
		if s.Rejected != rejected || s.Cancelled != cancelled {
			t.Errorf("%s: got %d rejects and %d cancelled; want %d and %d", name, s.Rejected, s.Cancelled, rejected, cancelled)
		}
	}
	f("clean", 0, 0, "transports.csv", tripHeader+trip("C1", "")+trip("C2", ""))
	f("a reversal with its original", 0, 2, "transports.csv", tripHeader+trip("C1", "")+trip("C2", "C1")+trip("C3", ""))
	f("the original in another file", 0, 2, "transports_1.csv", tripHeader+trip("C2", "C1"), "transports_2.csv", tripHeader+trip("C1", "")+trip("C3", ""))
	f("orphans", 2, 0, "transports.csv", tripHeader+trip("C1", "")+trip("C2", "GONE")+trip("C3", "LOST"))
	f("a line that reverses itself", 1, 0, "transports.csv", tripHeader+trip("C1", "")+trip("C2", "C2"))
	f("the original is of the other kind", 1, 0, "transports.csv", tripHeader+trip("C1", "")+trip("C2", "A1"),
		"care.csv", careHeader+"A1,,D1,doctor,P1,2026-03-10,25.00\n")
	f("an original that cannot be read", 2, 0, "transports.csv", tripHeader+trip("C1", "")+strings.Replace(trip("C2", ""), "taxi,P1", "rickshaw,P1", 1)+trip("C3", "C2"))
	f("repeated ids", 3, 0, "transports_1.csv", tripHeader+trip("C1", "")+trip("C2", ""), "transports_2.csv", tripHeader+trip("C2", "")+trip("C1", "")+trip("C1", ""))
	f("one id of both kinds", 0, 0, "transports.csv", tripHeader+trip("C1", ""), "care.csv", careHeader+"C1,,D1,doctor,P1,2026-03-10,25.00\n")
	f("a repeated claim that is reversed", 0, 3, "transports.csv", tripHeader+trip("C1", "")+trip("C1", "")+trip("C2", "C1")+trip("C3", ""))
	f("quotes, zero bytes, cells and widths", 5, 0, "transports.csv", tripHeader+trip("C1", "")+"\"C2,,O1\n"+"C3,\x00\n"+"C4,,O1\n"+
		strings.Replace(trip("C5", ""), "10.00", "10.005", 1)+strings.Replace(trip("C6", ""), "2026-03-10T", "1600-01-01T", 1))
	f("a credit note without its original", 1, 0, "transports.csv", tripHeader+trip("C1", "")+strings.Replace(trip("C2", ""), ",10.00", ",-10.00", 1))
	f("registers", 3, 0, "transports.csv", tripHeader+trip("C1", ""),
		"registers/operators.csv", "operator_id,licence_from\nO1,2020-01-01\nO2,soon\n,2020-01-01\n", "registers/holidays.csv", "day,area\nnever,national\n")
	f("all of it", 5, 2, "transports.csv", tripHeader+trip("C1", "")+trip("C1", "")+trip("C2", "GONE")+trip("C3", "")+trip("C4", "C3")+"C5\n",
		"care.csv", careHeader+"A1,,D1,doctor,P1,2026-03-10,25.00\nA1,,D1,doctor,P1,2026-03-10,25.00\n", "registers/operators.csv", "operator_id,licence_from\nO1,soon\n")
}

// So it is for every folder of the fixtures that an audit takes.
func TestCheckRejectsWhatAnAuditDoesOfFixtures(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob(filepath.Join("..", "fixtures", "files", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	compared := 0
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		dir, folders := t.TempDir(), map[string]bool{}
		for _, one := range archive.Files {
			if folder, _, inside := strings.Cut(one.Name, "/"); inside {
				folders[folder] = true
				putInside(t, dir, one.Name, string(one.Data))
			}
		}
		for folder := range folders {
			if s := compareWithAudit(t, filepath.Base(path)+" "+folder, filepath.Join(dir, folder)); s != nil && s.Rejected > 0 {
				compared++
			}
		}
	}
	if compared < 10 {
		t.Errorf("got %d folders with rejects; want at least 10", compared)
	}
}

func putInside(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	putFile(t, path, []byte(text))
}

// compareWithAudit holds a survey of a folder against the rejects of an audit, by file, column and fault. It gives nil where an audit
// refuses the folder, as the survey then must.
func compareWithAudit(t *testing.T, name, dir string) *Survey {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	s, err := Check(t.Context(), Options{Dir: dir, Workers: 2})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	o, err := Audit(t.Context(), Options{Dir: dir, Out: out, Workers: 2, MaxRejects: RejectLimit{Set: true, N: 1000}, Listener: Listener{Quiet: true}}, zerolog.Nop())
	if (err != nil) != (s.Unusable != nil) {
		t.Fatalf("%s: got %v of the survey; want %v, as of an audit", name, s.Unusable, err)
	}
	if err != nil {
		return nil
	}
	published, err := publish.OpenPublished(out)
	if err != nil {
		t.Fatal(err)
	}
	type fault struct{ file, column string }
	got, want := map[fault]int64{}, map[fault]int64{}
	if err := findings.EachReject(published, func(r *findings.Reject) { want[fault{r.File, r.Column}]++ }); err != nil {
		t.Fatal(err)
	}
	for _, g := range s.Groups {
		got[fault{g.File, g.Column}] += g.Records
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(fault{})); diff != "" {
		t.Errorf("%s: rejects of an audit and of a survey:\n%s", name, diff)
	}
	numbers := func(o *Outcome) string {
		text := fmt.Sprint(o.Read, o.Claims, o.Cancelled, o.Rejected, o.RegistersRejected, o.ReversalWithoutOriginal, o.Layout)
		for i := range o.Files {
			text += fmt.Sprintf(" %s %+v", o.Files[i].Name, o.Files[i].Counts)
		}
		return text
	}
	if w, g := numbers(o), numbers(&s.Outcome); w != g {
		t.Errorf("%s: got %s; want %s", name, g, w)
	}
	return s
}
