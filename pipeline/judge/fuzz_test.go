package judge

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"vigie/pipeline/findings"
	"vigie/pipeline/register"
	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// archived gives the files of the fixtures' archives whose names end so.
func archived(f *testing.F, suffix string) (list [][]byte) {
	f.Helper()
	archives, err := filepath.Glob(filepath.Join("..", "..", "fixtures", "*", "*.txtar"))
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

// FuzzParameters reads any bytes as a parameter file: an error that says so, or the same parameters every time.
func FuzzParameters(f *testing.F) {
	for _, seed := range archived(f, ".yaml") {
		f.Add(seed)
	}
	for _, seed := range []string{"km_tolerance_measured: [2 km, 5 %]\n", "km_tolerance_route:\n  - 1\n  - 10\n", "# none\n", "{max_speed_kmh: 90}\n",
		"a: &a [1]\nb: *a\n", "<<: 1\n", "? long_distance_km\n: 1.5\n", "a: |\n  b\n", "---\na: 1\n...\n", "a: !!binary x\n", "\xff", "max_speed_kmh: 0x10\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Parameters("p.yaml", text)
		if err != nil {
			if !errors.Is(err, law.ErrParameter) {
				t.Fatalf("got %v; want %v", err, law.ErrParameter)
			}
			return
		}
		again, err := Parameters("p.yaml", text)
		if want, got := fmt.Sprintf("%+v", p), fmt.Sprintf("%+v", again); err != nil || want != got {
			t.Fatalf("read once more: %v\n%s", err, cmp.Diff(want, got))
		}
	})
}

// A small file that would cost gigabytes is refused.
func TestParameterText(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Parameters("p.yaml", []byte(text))
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
		if table == nil {
			return // no row: as though it was not supplied
		}
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
		got := inForce(table.All(), today).Of(claimID, subjectID, ruleID)
		if got.On != want.On || got.Until != want.Until {
			t.Fatalf("got %+v; want %+v", got, want)
		}
	})
}
