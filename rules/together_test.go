package rules

import (
	"fmt"
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

// groupRulings applies one rule about groups to some claims; the first ones, as many as earlier says, are of earlier nights.
func groupRulings(r *Rule, earlier int, lines ...*claim.Claim) map[uint64]GroupRuling {
	a := NewAuditor([]*Rule{r})
	var members []claim.Member
	for position, line := range lines {
		a.Members(open(line, &claim.Registers{}), EveryRule, func(t *claim.Member) {
			t.Position, t.Earlier = uint64(position), position < earlier
			members = append(members, *t)
		})
	}
	slices.SortFunc(members, func(a, b claim.Member) int { return claim.CompareMembers(&a, &b) })
	rulings := map[uint64]GroupRuling{}
	a.JudgeGroup(members, &InputFacts{}, law.Defaults(), nil, func(m GroupRuling) { rulings[m.Position] = m })
	return rulings
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

// A line of tonight that repeats one of an earlier night is flagged, with that one as related. It is so too if the repetition
// came first: the earlier line is not flagged again.
func TestDuplicatesOverNights(t *testing.T) {
	f := func(earlierSent, tonightSent int, related uint64) {
		t.Helper()
		rulings := groupRulings(&duplicateClaim, 1, ride("PAT1", "C1", 9, 10, earlierSent), ride("PAT1", "C2", 9, 10, tonightSent))
		m, flagged := rulings[1]
		if len(rulings) != 1 || !flagged || m.Verdict != Review || !slices.Equal(m.Related, []uint64{related}) {
			t.Errorf("sent on %d and %d: got %v; want a review of tonight's line, with %d", earlierSent, tonightSent, rulings, related)
		}
	}
	f(20, 21, 0)
	f(21, 20, 0)
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

// A bill of an earlier night without the abatement is no breach of the claim billed with it tonight: that one only brings it to
// light, for a person to look at.
func TestAbatementOverNights(t *testing.T) {
	f := func(earlierCode, tonightCode uint8, verdict Verdict, handed bool) {
		t.Helper()
		earlier, tonight := ride("PAT1", "C1", 9, 10, 20), ride("PAT2", "C2", 9, 10, 21)
		earlier.SharedCode, tonight.SharedCode = earlierCode, tonightCode
		rulings := groupRulings(&sharedWithoutAbatement, 1, earlier, tonight)
		m, flagged := rulings[1]
		if len(rulings) > 1 || flagged != verdict.Flagged() || flagged && (m.Verdict != verdict || m.HandedOn != handed || !slices.Equal(m.Related, []uint64{0})) {
			t.Errorf("billed for %d, then for %d: got %v; want of tonight's claim %s, handed on %t", earlierCode, tonightCode, rulings, verdict, handed)
		}
	}
	f(2, 2, Compliant, false)
	f(0, 2, Review, true)
	f(2, 0, Anomaly, false)
	f(0, 0, Anomaly, false)
}

// What was flagged on an earlier night is not handed on again: the third patient shares with two, of whom one was flagged.
func TestToldOnce(t *testing.T) {
	first, second, third := ride("PAT1", "C1", 9, 12, 20), ride("PAT2", "C2", 9, 12, 20), ride("PAT3", "C3", 10, 11, 21)
	first.SharedCode, second.SharedCode, third.SharedCode = 0, 3, 3
	if rulings := groupRulings(&sharedWithoutAbatement, 2, first, second, third); len(rulings) != 0 {
		t.Errorf("got %v; want nothing: the first was flagged before", rulings)
	}
	second.SharedCode = 2 // enough for two, not for three
	if m := groupRulings(&sharedWithoutAbatement, 2, first, second, third)[2]; m.Verdict != Review || !m.HandedOn || !slices.Equal(m.Related, []uint64{0, 1}) {
		t.Errorf("got %v; want a review handed on, of the second", m)
	}
}

// A finding on a pair that began on an earlier night is on tonight's claim alone.
func TestOverlapOverNights(t *testing.T) {
	elsewhere := ride("PAT2", "C2", 9, 10, 21)
	elsewhere.DeparturePostcode, elsewhere.ArrivalPostcode = "75002", "69001"
	rulings := groupRulings(&vehicleInTwoPlaces, 1, ride("PAT1", "C1", 9, 10, 20), elsewhere)
	if m := rulings[1]; len(rulings) != 1 || m.Verdict != Review || !slices.Equal(m.Related, []uint64{0}) || m.Found[0].Value.Raw != "60" {
		t.Errorf("got %v; want a review of tonight's claim, with the earlier one", rulings)
	}
	if rulings := groupRulings(&vehicleInTwoPlaces, 2, ride("PAT1", "C1", 9, 10, 20), elsewhere); len(rulings) != 0 {
		t.Errorf("got %v; want nothing flagged of earlier nights alone", rulings)
	}
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
