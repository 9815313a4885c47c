package procedure

import (
	"testing"
	"time"

	"vigie/rules/civil"
)

// Everything that may be printed has a name for programs and texts in both languages; no name is used twice.
// recently is a day in the newest wordings.
var recently = civil.Date(2026, time.March, 10)

func TestWords(t *testing.T) {
	f := func(what, name string, texts Text, seen map[string]bool) {
		t.Helper()
		if name == "" || seen[name] || texts.FR == "" || texts.EN == "" {
			t.Errorf("%s %q: got %q and %q; want a name of its own and both texts", what, name, texts.FR, texts.EN)
		}
		seen[name] = true
	}
	seen := map[string]bool{}
	for s := range stages {
		f("stage", s.String(), s.Text(), seen)
		if acts := s != NotBegun && s < DeemedAbandoned; acts != (s.Basis(recently) != "") || acts != (s.Actor() != Nobody) {
			t.Errorf("stage %s: got %q and %s; want an article and an actor exactly where something is to come", s, s.Basis(recently), s.Actor())
		}
	}
	seen = map[string]bool{}
	for a := range actors {
		f("actor", a.String(), a.Text(), seen)
	}
	seen = map[string]bool{}
	for s := range silences {
		f("silence", s.String(), s.Text(), seen)
	}
	seen = map[string]bool{}
	for k := range kinds {
		f("remark", k.String(), Remark{Kind: k}.Text(), seen)
	}
	seen = map[string]bool{}
	for _, s := range Steps() {
		f("step", s.Word, s.Text, seen)
	}
}

func TestBasis(t *testing.T) {
	f := func(s Stage, day civil.Day, want string) {
		t.Helper()
		if got := s.Basis(day); got != want {
			t.Errorf("%s on %s: got %q; want %q", s, day, got, want)
		}
	}
	f(Deciding, recently, "CSS R148-1 II (2018-07-29)")
	f(Proposed, recently, "CSS R148-3 3° (2018-07-29)")
	f(Reporting, recently, "CSS R148-6 (2018-07-29)")
	f(Reporting, civil.Date(2017, time.March, 1), "CSS R148-6 (2016-01-01)")
	f(Deciding, civil.Date(2018, time.July, 28), "CSS R148-1 II (2011-06-01)")
	f(Deciding, civil.Date(2011, time.May, 31), "")
	f(Closed, recently, "")
}

func TestRemarkNamesItsDay(t *testing.T) {
	got := Remark{Kind: ResultLate, Bound: civil.Date(2025, 12, 30)}.Text()
	if got.FR != "bilan notifié hors délai, terme le 2025-12-30" || got.EN != "result notified late, due on 2025-12-30" {
		t.Errorf("got %+v", got)
	}
}
