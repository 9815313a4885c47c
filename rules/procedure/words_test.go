package procedure

import (
	"testing"

	"vigie/rules/civil"
)

// Everything that may be printed has a name for programs and texts in both languages; no name is used twice.
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
		if acts := s != NotBegun && s < DeemedAbandoned; acts != (s.Basis() != "") || acts != (s.Actor() != Nobody) {
			t.Errorf("stage %s: got %q and %s; want an article and an actor exactly where something is to come", s, s.Basis(), s.Actor())
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
	f := func(s Stage, want string) {
		t.Helper()
		if got := s.Basis(); got != want {
			t.Errorf("%s: got %q; want %q", s, got, want)
		}
	}
	f(Deciding, "CSS R148-1 II (2018-07-29)")
	f(Proposed, "CSS R148-3 3° (2018-07-29)")
	f(Reporting, "CSS R148-6 (2018-07-29)")
	f(Closed, "")
}

func TestRemarkNamesItsDay(t *testing.T) {
	got := Remark{Kind: ResultLate, Bound: civil.Date(2025, 12, 30)}.Text()
	if got.FR != "bilan notifié hors délai, terme le 2025-12-30" || got.EN != "result notified late, due on 2025-12-30" {
		t.Errorf("got %+v", got)
	}
}
