package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"vigie/pipeline/findings"
	"vigie/pipeline/register"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// archived gives the files of the fixtures' archives whose names end so.
func archived(f *testing.F, suffix string) (list [][]byte) {
	f.Helper()
	archives, err := filepath.Glob(filepath.Join("..", "fixtures", "*", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range archive.Files {
			if strings.HasSuffix(part.Name, suffix) {
				list = append(list, part.Data)
			}
		}
	}
	if len(list) == 0 {
		f.Fatalf("no seeds end in %s", suffix)
	}
	return list
}

func putFile(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// parameters reads a parameter file.
func parameters(path string) (*law.Parameters, error) {
	p, _, err := parametersOf(path)
	return p, err
}

// FuzzParameters reads any bytes as a parameter file: an error that says so, or the same parameters every time.
func FuzzParameters(f *testing.F) {
	for _, seed := range archived(f, ".yaml") {
		f.Add(seed)
	}
	for _, seed := range []string{"km_tolerance_measured: [2 km, 5 %]\n", "km_tolerance_route:\n  - 1\n  - 10\n", "# none\n", "{max_speed_kmh: 90}\n",
		"a: &a [1]\nb: *a\n", "<<: 1\n", "? long_distance_km\n: 1.5\n", "a: |\n  b\n", "---\na: 1\n...\n", "a: !!binary x\n", "\xff", "max_speed_kmh: 0x10\n"} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "p.yaml")
	f.Fuzz(func(t *testing.T, text []byte) {
		putFile(t, path, text)
		p, err := parameters(path)
		if err != nil {
			if !errors.Is(err, law.ErrParameter) {
				t.Fatalf("got %v; want %v", err, law.ErrParameter)
			}
			return
		}
		again, err := parameters(path)
		if want, got := fmt.Sprintf("%+v", p), fmt.Sprintf("%+v", again); err != nil || want != got {
			t.Fatalf("read once more: %v\n%s", err, cmp.Diff(want, got))
		}
	})
}

// A small file that would cost gigabytes is refused.
func TestParameterText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.yaml")
	f := func(text, want string) {
		t.Helper()
		putFile(t, path, []byte(text))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := parameters(path)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, law.ErrParameter) || !strings.Contains(err.Error(), want) || len(err.Error()) > 1000 {
			t.Errorf("%.20q: got %.300v; want %s", text, err, want)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 100<<20 {
			t.Errorf("%.20q: got %d bytes allocated; want at most 100 MiB", text, grown)
		}
	}
	f(strings.Repeat("a: [", 10_000), "got a list within a list in line 1")
	f(strings.Repeat("[", 60_000), "got a list within a list in line 1")
	f(strings.Repeat("{a: ", 10_000), "got a list within a list in line 1")
	f(strings.Repeat("- ", 30_000), "got a list too deep in line 1")
	f(strings.Repeat("? ", 30_000), "got a list too deep in line 1")
	f("a: &a [1,1]\nb: &b [*a,*a]\n", "got an anchor, an alias or a tag in line 1")
	f("max_speed_kmh: 90\n<<: {a: 1}\n", "got an anchor, an alias or a tag in line 2")
	f(strings.Repeat("# nothing\n", 6_600), "got more than 65536 bytes; want no more")
}

// FuzzSuppressions reads any bytes as the register of suppressions. A finding is set aside where a row says so that holds on
// the day, has a reason and an owner, and of several the one that holds longest; never otherwise.
func FuzzSuppressions(f *testing.F) {
	for _, seed := range archived(f, "suppressions.csv") {
		f.Add(seed, "C1", "OP1", "4a-sent-late", int16(0))
	}
	f.Add([]byte("scope,key,rule_id,reason,owner,until\nrule,4a-sent-late,,r,o,2026-03-10\nclaim,C1,,r,o,2026-03-11\nsubject,OP1,x,r,o,2026-03-12\nclaim,,,r,o,\n"),
		"C1", "OP1", "4a-sent-late", int16(1))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte, claimID, subjectID, ruleID string, days int16) {
		today := civil.Date(2026, 3, 10) + civil.Day(days)
		putFile(t, filepath.Join(dir, "suppressions.csv"), text)
		set, err := register.Load(dir, register.Options{Workers: 1})
		if err != nil {
			return
		}
		table := set.Registers().Suppressions
		var want findings.Suppression
		for s := range table.All() {
			if s.Reason == "" || s.Owner == "" || s.Key == "" && s.RuleID == "" {
				t.Fatalf("got %+v; want a reason, an owner and what is set aside", *s)
			}
			covers := map[claim.Scope]bool{claim.ClaimScope: s.Key == claimID, claim.SubjectScope: s.Key == subjectID, claim.RuleScope: true}[s.Scope] &&
				(s.RuleID == "" || s.RuleID == ruleID)
			if covers && s.Until >= today && s.Until > want.Until {
				want = findings.Suppression{On: true, Reason: s.Reason, Until: s.Until}
			}
		}
		got := inForce(table.All(), today).of(claimID, subjectID, ruleID)
		if got.On != want.On || got.Until != want.Until {
			t.Fatalf("got %+v; want %+v", got, want)
		}
	})
}

// FuzzCheck puts any bytes in the place of a transports file beside one good act of care. Every record of the file is
// counted once: as a claim, as one of a cancelled pair, or as a reject, the first of which stand in the list; and the number of
// workers changes nothing.
func FuzzCheck(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("..", "fixtures", "claimfile", "*.csv"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range append(files, filepath.Join("..", "fixtures", "sample", "transports.csv")) {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text[:min(len(text), 4<<10)])
	}
	const header = "claim_id,cancels,operator_id,operator_kind,patient_id,service,departed_at,amount_billed\n"
	f.Add([]byte(header + "C1,,O,taxi,P,taxi,2025-03-01T08:30,1\nC2,C1,O,taxi,P,taxi,2025-03-01T08:30,-1\nC3,C3,O,taxi,P,taxi,2025-03-01T08:30,1\n" +
		"C4,C5,O,taxi,P,taxi,2025-03-01T08:30,1\nC5,C4,O,taxi,P,taxi,2025-03-01T08:30,1\nC6,,O,taxi,P,taxi,2025-03-01T08:30,1\n" +
		"C6,,O,taxi,P,taxi,2025-03-01T08:30,1\nC7,C6\n\"\n"))
	dir := f.TempDir()
	putFile(f, filepath.Join(dir, "care.csv"), []byte("claim_id,provider_id,provider_kind,patient_id,performed_on,amount_billed\nA1,D,doctor,P,2025-03-01,25\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "transports.csv")
		putFile(t, path, text)
		one, err := Check(context.Background(), Options{Dir: dir, Workers: 1})
		three, failed := Check(context.Background(), Options{Dir: dir, Workers: 3})
		if fmt.Sprint(err) != fmt.Sprint(failed) {
			t.Fatalf("got %v on 3 workers; want %v", failed, err)
		}
		if err != nil {
			return
		}
		if want, got := told(t, one), told(t, three); want != got {
			t.Fatalf("on 3 workers:\n%s", cmp.Diff(want, got))
		}
		records := int64(0)
		places := map[int64]bool{}
		eachRecord(t, path, func(r *tablefile.Record) { records++; places[r.Line] = true })
		file := &one.files[1]
		if file.name != "transports.csv" || file.records() != records || one.Read != records+1 || one.Claims+one.Cancelled+one.Rejected != one.Read {
			t.Fatalf("got %d claims, %d cancelled and %d rejects; want the %d records", file.claims, file.cancelled, file.rejected, records)
		}
		if want := min(file.rejected, mostRejects); int64(len(one.rejects)) != want {
			t.Fatalf("got a list of %d rejects; want the first %d", len(one.rejects), want)
		}
		for _, r := range one.rejects {
			if !places[r.Line] {
				t.Fatalf("got a reject of line %d, twice or where no record is", r.Line)
			}
			delete(places, r.Line)
		}
	})
}

// told is all that a survey says.
func told(t *testing.T, s *Survey) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Print(&b); err != nil {
		t.Fatal(err)
	}
	for i := range s.Coverage {
		fmt.Fprintln(&b, s.Coverage[i].Rule.ID, s.Coverage[i].Verdicts)
	}
	fmt.Fprintln(&b, s.RunID, s.AsOf, s.Read, s.Claims, s.Cancelled, s.Rejected)
	for _, r := range s.rejects {
		fmt.Fprintf(&b, "%+v\n", r)
	}
	return b.String()
}

func eachRecord(t *testing.T, path string, yield func(*tablefile.Record)) {
	t.Helper()
	file, err := tablefile.Open(path, tablefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for {
		c, err := file.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		c.Each(yield)
		c.Release()
	}
}
