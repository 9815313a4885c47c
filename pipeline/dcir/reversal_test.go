package dcir

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// An act of an earlier night comes before those of tonight: what came with its reversal stays.
func TestEarlierActs(t *testing.T) {
	day := civil.Date(2025, 3, 2)
	terms := Terms{PerformedOn: day, Nature: 4212, Amount: 5000, Quantity: 700}
	stored := func(n int, terms Terms, again bool, legs ...string) EarlierAct {
		e := EarlierAct{Original: Original{"P1", "T1", terms}, ID: idOf(n), Kind: claim.Transport, Again: again}
		for _, leg := range legs {
			e.Claims = append(e.Claims, idOf(n)+":"+leg)
		}
		return e
	}
	// The tables have a reversal, 9, and a bill of the same act, 2.
	tables := map[string][]string{
		"ER_PRS_F.csv": {actHeader, actLine(9, "4212;-50;-40;2;-7;55;0;0"), actLine(2, "4212;50;40;1;7;55;0;0")},
		"ER_DTR_F.csv": {detailHeader},
		"ER_TRS_F.csv": {tripHeader, keyed(2) + ";1;2025-03-02;715;800;75001;69001;;;"},
	}
	f := func(name string, wantTaken []string, wantLeft bool, earlier ...EarlierAct) {
		t.Helper()
		j := unsettled(t, written(t, tables), nil)
		if diff := cmp.Diff([]Original{{"P1", "T1", terms}}, j.Originals()); diff != "" {
			t.Fatalf("what the reversal looks for (- want, + got):\n%s", diff)
		}
		var taken []string
		for _, act := range j.Settle(earlier) {
			taken = append(taken, act.Claims...)
		}
		if slices.Sort(taken); !slices.Equal(taken, wantTaken) {
			t.Errorf("%s: got the earlier claims %q taken back; want %q", name, taken, wantTaken)
		}
		accounted(t, j)
		if _, left := claims(t, j, claim.Transport)[idOf(2)+":1"]; left != wantLeft {
			t.Errorf("%s: got the bill of tonight left %t; want %t", name, left, wantLeft)
		}
		if rejected := reasons(t, j); len(rejected) > 0 {
			t.Errorf("%s: got the rejects %q; want none", name, rejected)
		}
	}
	other := func(change func(*Terms)) EarlierAct {
		of := terms
		change(&of)
		return stored(1, of, false, "1")
	}
	f("none", nil, false)
	f("the original", []string{idOf(1) + ":1", idOf(1) + ":2"}, true, stored(1, terms, false, "1", "2"))
	f("one with a later key", []string{idOf(7) + ":1"}, true, stored(7, terms, false, "1"))
	f("two: the first by key", []string{idOf(1) + ":1"}, true, stored(7, terms, false, "1"), stored(1, terms, false, "1"))
	f("another amount", nil, false, other(func(of *Terms) { of.Amount++ }))
	f("another quantity", nil, false, other(func(of *Terms) { of.Quantity = 0 }))
	f("another day", nil, false, other(func(of *Terms) { of.PerformedOn++ }))
	f("another service", nil, false, other(func(of *Terms) { of.Nature = 4221 }))
	f("the bill of tonight, which came before", []string{idOf(2) + ":1"}, false, stored(2, terms, true, "1"))
	f("one that tonight's tables replace", nil, false, stored(1, terms, true, "1"))
}

// What the ledger keeps of an act is what is read of it, and anything else is refused.
func TestReadAct(t *testing.T) {
	j := joined(t, written(t, map[string][]string{
		"ER_PRS_F.csv": {actHeader, actLine(1, "4212;50;40;1;7;55;0;0"), actLine(6, "3111;12;9;1;1;24;0;0")},
		"ER_DTR_F.csv": {detailHeader},
		"ER_TRS_F.csv": {tripHeader, keyed(1) + ";1;2025-03-03;715;800;75001;69001;;;", keyed(1) + ";2;2025-03-04;715;800;75001;69001;;;"},
	}), nil)
	day := civil.Date(2025, 3, 2)
	want := map[string]Terms{idOf(1): {day, 4212, 5000, 700}, idOf(6): {day, 3111, 1200, 100}}
	seen := 0
	for kind := range j.claims {
		r := j.Claims(claim.Kind(kind))
		for c, err := r.Next(); err == nil; c, err = r.Next() {
			var into claim.Claim
			c.Each(nil, &into, func(Position) {
				seen++
				terms, id, ok := ReadAct(c.Act(), into.ClaimID)
				if !ok || want[id] == (Terms{}) || terms != want[id] {
					t.Errorf("%s: got the act %q with %+v, read %t; want %+v", into.ClaimID, id, terms, ok, want[id])
				}
				for n := range c.Act() {
					if _, _, ok := ReadAct(c.Act()[:n], into.ClaimID); ok {
						t.Errorf("%s: got an act of %d bytes; want it refused", into.ClaimID, n)
					}
				}
				for _, bad := range [][]byte{append([]byte{2}, c.Act()[1:]...), append(slices.Clone(c.Act()), 0)} {
					if _, _, ok := ReadAct(bad, into.ClaimID); ok {
						t.Errorf("%s: got the act %x; want it refused", into.ClaimID, bad)
					}
				}
			})
		}
	}
	if seen != 3 {
		t.Errorf("got %d claims; want 3", seen)
	}
	if _, _, ok := ReadAct(appendAct(nil, &actRow{}, 4), "C1"); ok {
		t.Error("got a leg longer than its claim id; want it refused")
	}
}

// FuzzReadAct reads any bytes as an act.
func FuzzReadAct(f *testing.F) {
	f.Add(appendAct(nil, &actRow{nature: 4212, quantity: 100}, 2), "1:2")
	f.Fuzz(func(t *testing.T, b []byte, claimID string) {
		if _, id, ok := ReadAct(b, claimID); ok && !strings.HasPrefix(claimID, id) {
			t.Errorf("got the act %q of the claim %q; want the beginning of it", id, claimID)
		}
	})
}
