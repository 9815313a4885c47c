package docket

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/rules/civil"
)

func deadlineDay(s string) civil.Day {
	d, ok := civil.ParseDay([]byte(s))
	if !ok {
		panic("no day: " + s)
	}
	return d
}

func TestDayOff(t *testing.T) {
	f := func(on string, want DayOff, resumes string) {
		t.Helper()
		got, next := dayOff(deadlineDay(on), new(civil.Calendar))
		if got != want || next.String() != resumes {
			t.Errorf("%s: got %q, then %q; want %q, then %q", on, got, next, want, resumes)
		}
	}
	f("2025-05-02", WorkingDay, "")
	f("2025-05-03", Saturday, "2025-05-05")
	f("2025-05-04", Sunday, "2025-05-05")
	f("2025-05-01", Holiday, "2025-05-02")
	f("2025-04-19", Saturday, "2025-04-22") // before Easter Monday
	f("2025-04-21", Holiday, "2025-04-22")
	f("2025-11-01", Holiday, "2025-11-03") // a Saturday as well
	f("2025-12-26", LocalHoliday, "")
	if got, next := dayOff(0, new(civil.Calendar)); got != WorkingDay || next.Known() {
		t.Errorf("no deadline: got %q, then %q; want neither", got, next)
	}
}

// docket follows a register of those lines and gives the procedures as "id due", the open ones before the closed.
func docket(t *testing.T, asOf civil.Day, lines ...string) (*Docket, string) {
	t.Helper()
	dir := t.TempDir()
	text := "procedure_id,subject_id,step,happened_on\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "procedures.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := Read(t.Context(), Options{Dir: dir, AsOf: asOf, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, p := range append(append([]Proceeding{}, d.Open...), d.Closed...) {
		listed = append(listed, strings.TrimSpace(p.ProcedureID+"/"+p.SubjectID+" "+p.Due.String()))
	}
	return d, strings.Join(listed, ", ")
}

func TestDocket(t *testing.T) {
	f := func(asOf, want string, lines ...string) {
		t.Helper()
		var on civil.Day
		if asOf != "" {
			on = deadlineDay(asOf)
		}
		if _, got := docket(t, on, lines...); got != want {
			t.Errorf("%s on %q: got %s; want %s", lines, asOf, got, want)
		}
	}
	f("", "")
	f("", "A/S 2025-02-10", "A,S,notified,2025-01-10")
	// Sorted by deadline, whatever the order of the lines; those without a deadline last, closed ones after them.
	f("", "C/S 2025-02-04, A/S 2025-02-10, B/S 2025-02-10, D/S, E/S",
		"E,S,abandoned,2025-01-06", "D,S,agreement_pursued,2025-01-06", "B,S,notified,2025-01-10", "A,S,notified,2025-01-10", "C,S,notified,2025-01-04")
	// The latest day of the register is the default: it moves the first procedure on.
	f("", "A/S 2025-03-10, B/S 2025-03-11", "A,S,notified,2025-01-10", "B,S,notified,2025-02-11")
	f("2025-02-10", "A/S 2025-02-10", "A,S,notified,2025-01-10", "B,S,notified,2025-02-11")
	// Without an id, a subject has one procedure.
	f("", "/S 2025-03-03, /T 2025-03-20", ",T,notified,2025-02-20", ",S,notified,2025-01-03", ",S,observations,2025-01-20")
	f("", "A/S", "A,S,notified,")
}

func TestDocketCountsWhatIsLater(t *testing.T) {
	d, _ := docket(t, deadlineDay("2025-01-09"), "A,S,notified,2025-01-10", "A,S,abandoned,2025-01-11")
	if len(d.Open)+len(d.Closed) != 0 || d.Later != 2 {
		t.Errorf("got %d open, %d closed, %d later; want only 2 later", len(d.Open), len(d.Closed), d.Later)
	}
}

func TestNoRegisterOfProcedures(t *testing.T) {
	dir := t.TempDir()
	for _, o := range []Options{{Dir: dir}, {Dir: filepath.Join(dir, "nowhere")}, {Dir: dir, Registers: dir}} {
		if _, err := Read(t.Context(), o); err == nil {
			t.Errorf("%+v: got no error; want one", o)
		}
	}
}
