package rules

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// ride is a taxi trip from 75001 to 69003 between two hours of 2026-03-10, under one plate, sent on a day of March.
func ride(patient, id string, from, to, sent int) *claim.Claim {
	line := tripBy(claim.Taxi, claim.ColArrivedAt, claim.ColDeparturePostcode, claim.ColArrivalPostcode, claim.ColPlate, claim.ColSharedCode)
	line.PatientID, line.ClaimID, line.Plate = patient, id, "AA001AA"
	line.DepartedAt, line.ArrivedAt, line.SentOn = march(10).Clock(from, 0), march(10).Clock(to, 0), march(sent)
	line.DeparturePostcode, line.ArrivalPostcode = "75001", "69003"
	return line
}

// nightly is a group over nights: the claims that have left it since the last night, those that stay, and those that have come tonight.
type nightly struct{ left, stay, came []*claim.Claim }

// changedBy is the position of the claim by which a group has changed.
const changedBy = 7

// judge applies one rule about groups to the group as it was before tonight and as it is now. The claims stand in the order of the lists.
func (n nightly) judge(r *Rule) (before, now map[uint64]GroupRuling) {
	a := NewAuditor([]*Rule{r})
	var members []claim.Member
	position := uint64(0)
	for _, part := range []struct {
		lines                []*claim.Claim
		wanted, wantedBefore RuleSet
		earlier              bool
	}{{n.left, 0, EveryRule, true}, {n.stay, EveryRule, EveryRule, true}, {n.came, EveryRule, 0, false}} {
		for _, line := range part.lines {
			a.Members(open(line, &claim.Registers{}), part.wanted, part.wantedBefore, func(m *claim.Member) {
				m.Position, m.Earlier = position, part.earlier
				members = append(members, *m)
			})
			position++
		}
	}
	slices.SortFunc(members, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
	before, now = map[uint64]GroupRuling{}, map[uint64]GroupRuling{}
	scratch := a.JudgeGroup(members, &InputFacts{}, law.Defaults(), nil, func(m GroupRuling) { now[m.Position] = m })
	a.JudgeBefore(members, changedBy, &InputFacts{}, law.Defaults(), scratch, func(m GroupRuling) { before[m.Position] = m })
	return before, now
}

// groupRulings applies one rule about groups to some claims; the first ones, as many as earlier says, are of earlier nights.
func groupRulings(r *Rule, earlier int, lines ...*claim.Claim) map[uint64]GroupRuling {
	_, now := nightly{stay: lines[:earlier], came: lines[earlier:]}.judge(r)
	return now
}

// A group is judged as it was, with the claim that has left it and without the one that came, and as it is.
func TestGroupBeforeTonight(t *testing.T) {
	first, second, third := ride("PAT1", "C1", 9, 10, 20), ride("PAT1", "C2", 9, 10, 21), ride("PAT1", "C3", 9, 10, 22)
	one := func(n nightly, at string, rulings map[uint64]GroupRuling, position, related, because uint64, earlier bool) {
		t.Helper()
		m := rulings[position]
		if len(rulings) != 1 || m.Verdict != Review || !slices.Equal(m.Related, []uint64{related}) || m.Because != because || m.Earlier != earlier {
			t.Errorf("%s, %d left, %d stay, %d came: got %+v; want a review of claim %d with %d, because of %d, earlier: %t",
				at, len(n.left), len(n.stay), len(n.came), rulings, position, related, because, earlier)
		}
	}
	none := func(n nightly, at string, rulings map[uint64]GroupRuling) {
		t.Helper()
		if len(rulings) != 0 {
			t.Errorf("%s, %d left, %d stay, %d came: got %+v; want nothing", at, len(n.left), len(n.stay), len(n.came), rulings)
		}
	}

	n := nightly{left: []*claim.Claim{first}, stay: []*claim.Claim{second}, came: []*claim.Claim{third}}
	before, now := n.judge(&duplicateClaim)
	one(n, "before", before, 1, 0, changedBy, true)
	one(n, "now", now, 2, 1, 0, false)

	n = nightly{left: []*claim.Claim{first}, stay: []*claim.Claim{second}}
	before, now = n.judge(&duplicateClaim)
	one(n, "before", before, 1, 0, changedBy, true)
	none(n, "now", now)

	n = nightly{left: []*claim.Claim{first, second}, came: []*claim.Claim{third}}
	before, now = n.judge(&duplicateClaim)
	one(n, "before", before, 1, 0, changedBy, true)
	none(n, "now", now)

	n = nightly{left: []*claim.Claim{first, second}}
	before, now = n.judge(&duplicateClaim)
	one(n, "before", before, 1, 0, changedBy, true)
	none(n, "now", now)

	n = nightly{came: []*claim.Claim{first, second}}
	before, now = n.judge(&duplicateClaim)
	none(n, "before", before)
	one(n, "now", now, 1, 0, 0, false)
}

// A claim is shown to the rules that want it now and to those that wanted it before tonight, as context to those that it does not take part in.
func TestMembersOfBothGroups(t *testing.T) {
	shown := &Rule{ID: "shown", Across: &Across{Key: claim.ByPatient, Context: func(*claim.Case) bool { return true }}}
	a := NewAuditor([]*Rule{&duplicateClaim, shown, &vehicleInTwoPlaces})
	c := open(ride("PAT1", "C1", 9, 10, 20), &claim.Registers{})
	const duplicates, context, vehicles = RuleSet(1), RuleSet(2), RuleSet(4)
	f := func(now, before RuleSet, want ...[3]uint8) {
		t.Helper()
		var got [][3]uint8
		a.Members(c, now, before, func(m *claim.Member) { got = append(got, [3]uint8{m.Rules, m.Before, m.Context}) })
		if !slices.Equal(got, want) {
			t.Errorf("wanted by %b now and by %b before: got the sets %b; want %b", now, before, got, want)
		}
	}
	f(0, 0)
	f(duplicates, 0, [3]uint8{1, 0, 0})
	f(0, duplicates, [3]uint8{0, 1, 0})
	f(duplicates, context, [3]uint8{1, 2, 2})
	f(context, duplicates, [3]uint8{2, 1, 2})
	f(0, context, [3]uint8{0, 2, 2})
	f(EveryRule, duplicates, [3]uint8{3, 1, 2}, [3]uint8{1, 0, 0})
	f(duplicates, vehicles, [3]uint8{1, 0, 0}, [3]uint8{0, 1, 0})
}

// A ruling that was merged says because of which claim its group has changed, whichever of the two knows.
func TestMergeKeepsBecause(t *testing.T) {
	f := func(first, second GroupRuling, want uint64) {
		t.Helper()
		if got := first.Merge(second); got.Because != want || got.Verdict != max(first.Verdict, second.Verdict) {
			t.Errorf("%s because of %d with %s because of %d: got %s because of %d; want %d", first.Verdict, first.Because, second.Verdict, second.Because,
				got.Verdict, got.Because, want)
		}
	}
	for _, v := range [][2]Verdict{{Review, Review}, {Review, Anomaly}, {Anomaly, Review}, {InsufficientData, Review}, {Review, Compliant}} {
		f(GroupRuling{Verdict: v[0]}, GroupRuling{Verdict: v[1]}, 0)
		f(GroupRuling{Verdict: v[0], Because: 7}, GroupRuling{Verdict: v[1]}, 7)
		f(GroupRuling{Verdict: v[0]}, GroupRuling{Verdict: v[1], Because: 7}, 7)
		f(GroupRuling{Verdict: v[0], Because: 7}, GroupRuling{Verdict: v[1], Because: 9}, 7)
	}
	if seven, nine := (GroupRuling{Because: 7}), (GroupRuling{Because: 9}); seven.Compare(&nine) >= 0 || nine.Compare(&seven) <= 0 || seven.Compare(&seven) != 0 {
		t.Error("rulings that differ in their reason alone have no order; want the same one merged first on every run")
	}
}

// Where one code stands for three patients and for four, four on board prove nothing against it.
func TestCodeForThreeOrMore(t *testing.T) {
	f := func(code uint8, patients int, verdict Verdict) {
		t.Helper()
		var lines []*claim.Claim
		for n := range patients {
			line := ride(fmt.Sprint("PAT", n), fmt.Sprint("C", n), 9, 10, 20)
			line.Service, line.SharedCode = claim.Taxi, code
			lines = append(lines, line)
		}
		m, ruled := groupRulings(&sharedWithoutAbatement, 0, lines...)[0]
		if got := max(m.Verdict, Compliant); got != verdict || ruled != (verdict != Compliant) {
			t.Errorf("code %d, %d patients: got %s; want %s", code, patients, got, verdict)
		}
	}
	f(3, 3, Compliant)
	f(3, 4, Anomaly)
	f(claim.ThreeOrMore, 3, Compliant)
	f(claim.ThreeOrMore, 4, InsufficientData)
	f(4, 4, Compliant)
}

// The line that was sent later is flagged, with the other as related: one of an earlier night too, where the line that it repeats came
// tonight.
func TestDuplicatesOverNights(t *testing.T) {
	f := func(earlierSent, tonightSent int, flagged uint64) {
		t.Helper()
		rulings := groupRulings(&duplicateClaim, 1, ride("PAT1", "C1", 9, 10, earlierSent), ride("PAT1", "C2", 9, 10, tonightSent))
		m := rulings[flagged]
		if len(rulings) != 1 || m.Verdict != Review || m.Earlier != (flagged == 0) || !slices.Equal(m.Related, []uint64{1 - flagged}) {
			t.Errorf("sent on %d and %d: got %+v; want a review of line %d alone, with the other", earlierSent, tonightSent, rulings, flagged)
		}
	}
	f(20, 21, 1)
	f(21, 20, 0)
	f(20, 20, 1) // by id
}

// The first line of three is not flagged; the other two are, each with the two others.
func TestDuplicatesNameEachOther(t *testing.T) {
	rulings := groupRulings(&duplicateClaim, 0, ride("PAT1", "C2", 9, 10, 21), ride("PAT1", "C1", 9, 10, 20), ride("PAT1", "C3", 9, 10, 22))
	_, first := rulings[1]
	if first || !slices.Equal(rulings[0].Related, []uint64{1, 2}) || !slices.Equal(rulings[2].Related, []uint64{0, 1}) || rulings[0].Found[0].Value.Raw != "2" {
		t.Errorf("got %v; want the later two, with the others beside", rulings)
	}
}

// An exception that only the group shows leaves the claim compliant, and lifted.
func TestGroupLifts(t *testing.T) {
	refused := ride("PAT1", "C1", 9, 10, 20)
	refused.Known = refused.Known.With(claim.ColAmountReimbursed)
	again := ride("PAT1", "C2", 9, 10, 21)
	m, flagged := groupRulings(&duplicateClaim, 0, refused, again)[1]
	if !flagged || m.Lifted != resubmission.Name {
		t.Fatalf("got %v; want it lifted as %q", m, resubmission.Name)
	}
	c := open(again, &claim.Registers{})
	f := func(alone, want Ruling, together bool) {
		t.Helper()
		alone.Rule, want.Rule = &duplicateClaim, &duplicateClaim
		if got, replaced := m.Combine(alone, c); got != want || replaced != together {
			t.Errorf("alone %s: got %s, lifted %t, replaced %t; want %s, %t, %t", alone.Verdict, got.Verdict, got.Lifted, replaced, want.Verdict, want.Lifted, together)
		}
	}
	f(Ruling{Verdict: Compliant}, Ruling{Verdict: Compliant, Lifted: true}, true)
	f(Ruling{Verdict: Review}, Ruling{Verdict: Review}, false)
	f(Ruling{Verdict: InsufficientData, Missing: "plate"}, Ruling{Verdict: InsufficientData, Missing: "plate"}, false)
	// A finding for which such an exception does not hold says that it was examined.
	if got := duplicateClaim.weigh(c, Review); got.Verdict != Review || got.Examined != 1 {
		t.Errorf("got %s, examined %b; want a review with the exception examined", got.Verdict, got.Examined)
	}
}

// A bill of an earlier night without the abatement is a breach once the claim billed with it has come tonight, which itself is none.
func TestAbatementOverNights(t *testing.T) {
	f := func(earlierCode, tonightCode uint8, flagged ...uint64) {
		t.Helper()
		earlier, tonight := ride("PAT1", "C1", 9, 10, 20), ride("PAT2", "C2", 9, 10, 21)
		earlier.SharedCode, tonight.SharedCode = earlierCode, tonightCode
		before, now := nightly{stay: []*claim.Claim{earlier}, came: []*claim.Claim{tonight}}.judge(&sharedWithoutAbatement)
		if got := slices.Sorted(maps.Keys(now)); len(before) != 0 || !slices.Equal(got, flagged) {
			t.Errorf("billed for %d, then for %d: got %v before tonight and %v now; want nothing, and of claims %v", earlierCode, tonightCode, before, now, flagged)
		}
		for position, m := range now {
			if m.Verdict != Anomaly || !slices.Equal(m.Related, []uint64{1 - position}) || m.Earlier != (position == 0) {
				t.Errorf("billed for %d, then for %d: claim %d: got %+v; want an anomaly with the other", earlierCode, tonightCode, position, m)
			}
		}
	}
	f(2, 2)
	f(0, 2, 0)
	f(2, 0, 1)
	f(0, 0, 0, 1)
}

// What was flagged on an earlier night was so before tonight: the third patient shares with two, of whom one was flagged.
func TestToldBefore(t *testing.T) {
	first, second, third := ride("PAT1", "C1", 9, 12, 20), ride("PAT2", "C2", 9, 12, 20), ride("PAT3", "C3", 10, 11, 21)
	first.SharedCode, third.SharedCode = 0, 3
	f := func(secondCode uint8, wantNow map[uint64][]uint64) {
		t.Helper()
		second.SharedCode = secondCode
		before, now := nightly{stay: []*claim.Claim{first, second}, came: []*claim.Claim{third}}.judge(&sharedWithoutAbatement)
		if m := before[0]; len(before) != 1 || m.Verdict != Anomaly || m.Because != changedBy || !slices.Equal(m.Related, []uint64{1}) {
			t.Errorf("the second billed for %d: got %+v before tonight; want an anomaly of the first, with the second", secondCode, before)
		}
		for position, related := range wantNow {
			if m := now[position]; len(now) != len(wantNow) || m.Verdict != Anomaly || m.Because != 0 || !slices.Equal(m.Related, related) {
				t.Errorf("the second billed for %d: got %+v; want anomalies of claims with %v", secondCode, now, wantNow)
			}
		}
	}
	f(3, map[uint64][]uint64{0: {1, 2}})
	f(2, map[uint64][]uint64{0: {1, 2}, 1: {0, 2}}) // enough for two, not for three
}

// A finding on a pair that began on an earlier night is on both claims, and there was none before.
func TestOverlapOverNights(t *testing.T) {
	here, elsewhere := ride("PAT1", "C1", 9, 10, 20), ride("PAT2", "C2", 9, 10, 21)
	elsewhere.DeparturePostcode, elsewhere.ArrivalPostcode = "75002", "69001"
	pair := func(rulings map[uint64]GroupRuling, because uint64, laterEarlier bool) {
		t.Helper()
		for position, earlier := range []bool{true, laterEarlier} {
			m := rulings[uint64(position)]
			if len(rulings) != 2 || m.Verdict != Review || !slices.Equal(m.Related, []uint64{1 - uint64(position)}) || m.Found[0].Value.Raw != "60" ||
				m.Earlier != earlier || m.Because != because {
				t.Errorf("claim %d: got %+v; want a review with the other, because of %d, earlier: %t", position, rulings, because, earlier)
			}
		}
	}
	before, now := nightly{stay: []*claim.Claim{here}, came: []*claim.Claim{elsewhere}}.judge(&vehicleInTwoPlaces)
	if pair(now, 0, false); len(before) != 0 {
		t.Errorf("got %+v before tonight; want nothing of one claim", before)
	}
	before, now = nightly{stay: []*claim.Claim{here, elsewhere}}.judge(&vehicleInTwoPlaces)
	pair(before, changedBy, true)
	pair(now, 0, true)
}

// The related claims of a crowd are all claims that were on board with it beyond the limit, at any instant.
func TestCrowdsNameEverybody(t *testing.T) {
	var lines []*claim.Claim
	for n, hours := range [][2]int{{8, 12}, {8, 12}, {8, 12}, {8, 9}, {10, 12}, {12, 13}} {
		line := ride("PAT"+string(rune('1'+n)), "C"+string(rune('1'+n)), hours[0], hours[1], 20)
		line.Service = claim.VSL
		lines = append(lines, line)
	}
	rulings := groupRulings(&vslOverloaded, 0, lines...)
	f := func(position uint64, related ...uint64) {
		t.Helper()
		if m := rulings[position]; m.Verdict != Anomaly || !slices.Equal(m.Related, related) || m.Found[0].Value.Raw != "4" {
			t.Errorf("claim %d: got %s with %v; want an anomaly of 4 patients with %v", position, m.Verdict, m.Related, related)
		}
	}
	f(0, 1, 2, 3, 4)
	f(3, 0, 1, 2)
	f(4, 0, 1, 2)
	if len(rulings) != 5 {
		t.Errorf("got %d rulings; want five", len(rulings))
	}
}
