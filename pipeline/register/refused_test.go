package register

import (
	"errors"
	"strings"
	"testing"

	"vigie/pipeline/tablefile"
)

func TestEncoding(t *testing.T) {
	dir := folderOf(t, "crew.csv", "person_id,name\nN1,LEF\xc8VRE\n")
	set, err := Load(dir, Options{Encoding: tablefile.Windows1252})
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Registers().Crew.Of("N1"); len(got) != 1 || got[0].Name != "LEFÈVRE" {
		t.Errorf("got %+v; want LEFÈVRE", got)
	}
	if set, err = Load(dir, Options{}); err != nil || len(set.Rejects()) != 1 {
		t.Errorf("got error %v; want a reject of text that is not UTF-8", err)
	}
}

func TestARecordOfAnotherWidthIsARejectWithItsPlace(t *testing.T) {
	set := loaded(t, "patients.csv", "patient_id,health_cover\nA,ame\nB\nC,c2s\n")
	if r := set.Rejects(); len(r) != 1 || r[0].Line != 3 || r[0].Reason == "" || string(r[0].Raw) != "B" {
		t.Errorf("got %+v; want line 3 with its bytes", r)
	}
	if got := set.Registers().Patients.Of("C"); len(got) != 1 {
		t.Errorf("got %+v; want the row behind the reject", got)
	}
}

func TestRefusedFiles(t *testing.T) {
	f := func(file, content string, want error, words ...string) {
		t.Helper()
		set, err := Load(folderOf(t, file, content), Options{})
		if !errors.Is(err, want) || set != nil {
			t.Errorf("%s %q: got %v; want %v", file, content, err, want)
			return
		}
		for _, w := range words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s %q: got %q; want it to name %q", file, content, err, w)
			}
		}
	}
	f("vehicles.csv", "operator_id,category\nO1,A\n", ErrMissingColumn, "registers/vehicles.csv", "operator_id, category", "want plate")
	f("routes.csv", "km\n1\n", ErrMissingColumn, "want departure_postcode, arrival_postcode")
	f("holidays.csv", "area\n974\n", ErrMissingColumn, "want day")
	f("vehicles.csv", "", tablefile.ErrNotATable, "registers/vehicles.csv")
	f("vehicles.csv", "\x7fELF\x00\x00\x00", tablefile.ErrNotATable, "registers/vehicles.csv")
	f("vehicles.csv.gz", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", tablefile.ErrCorrupt, "registers/vehicles.csv.gz")

	f("suppressions.csv", "scope,key,reason,owner\nclaim,L1,r,o\n", ErrMissingColumn, "want until")
	f("suppressions.csv", "scope,key,until\nclaim,L1,2026-01-01\n", ErrMissingColumn, "want reason, owner")
	f("suppressions.csv", "scope,key,reason,owner,until\nclaim,L1,r,o,2026-01-01\nclaim,L2,r,o,\n", ErrSuppression, "registers/suppressions.csv line 3", "no until")
	f("suppressions.csv", "scope,key,reason,owner,until\nclaim,L1,,o,2026-01-01\n", ErrSuppression, "line 2", "no reason")
	f("suppressions.csv", "scope,key,reason,owner,until\nclaim,L1,r,,2026-01-01\n", ErrSuppression, "line 2", "no owner")
}

func TestHeaderThatIsARow(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := Load(folderOf(t, "patients.csv", text), Options{})
		if !errors.Is(err, ErrMissingColumn) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v; want %s", err, want)
		}
	}
	f("PAT1,c2s\nPAT2,ame\n", "missing column: got 2 columns, none by a name of the contract; want patient_id too")
	f("health_cover\nc2s\n", "missing column: got columns health_cover; want patient_id too")
	f("health_cover,patient\x1b\nc2s,PAT1\n", `missing column: got columns health_cover, and unknown ones "patient\x1b"; want patient_id too`)
}
