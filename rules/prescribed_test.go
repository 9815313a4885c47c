package rules

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

func TestHalfYears(t *testing.T) {
	f := func(day, from civil.Day) {
		t.Helper()
		if got := halfYear(day); got != from {
			t.Errorf("%s: got the half-year from %s; want %s", day, got, from)
		}
	}
	january, july := civil.Date(2024, time.January, 1), civil.Date(2024, time.July, 1)
	f(january, january)
	f(july-1, january)
	f(july, july)
	f(civil.Date(2024, time.December, 31), july)
	f(civil.Date(2025, time.January, 1), civil.Date(2025, time.January, 1))
}

// However the claims are divided among workers, and in whatever order their counts are merged, the result is the same.
func TestPrescribedJoins(t *testing.T) {
	r := &claim.Registers{Partial: map[string]bool{"prescriptions": true}, Prescriptions: table[claim.Prescription]{
		"P1": {{PrescriberID: "D1", Mode: claim.ModeAmbulance}}, "P2": {{PrescriberID: "D1", Mode: claim.ModeOmitted}},
		"P3": {{PrescriberID: "D2"}}, "P4": {{}},
	}}
	first, second := civil.Date(2025, time.January, 1), civil.Date(2025, time.July, 1)
	var lines []*claim.Claim
	for _, id := range []string{"P1", "P2", "P3", "P4", "P-UNKNOWN"} {
		lines = append(lines, prescribed(first+40, id, 0), prescribed(second+40, id, 0), prescribed(second+50, id, 0))
	}
	escort := prescribed(first+40, "P1", 0)
	escort.Service = claim.Escort
	lines = append(lines, escort)
	count := func(lines []*claim.Claim) *Prescribed {
		p := NewPrescribed(NewAuditor(All()))
		for _, line := range lines {
			if p.Enters(line.Kind, line.Service) {
				p.Add(open(line, r))
			}
		}
		return p
	}
	want := &Prescribed{
		Counts: map[string]map[civil.Day]PrescribedTransports{
			"D1": {first: {All: 2, Ambulance: 1}, second: {All: 4, Ambulance: 2}},
			"D2": {first: {All: 1, UnknownMode: 1}, second: {All: 2, UnknownMode: 2}},
		},
		Unknown: map[civil.Day]string{first: "prescriptions", second: "prescriptions"},
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		cut := random.IntN(len(lines) + 1)
		got := count(lines[:cut])
		got.Merge(count(lines[cut:]))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("cut at %d: %s", cut, diff)
		}
	}
}

// Where the rule is not asked nothing is counted.
func TestPrescribedOnlyWhereAsked(t *testing.T) {
	p := NewPrescribed(NewAuditor([]*Rule{&abovePeers}))
	if p.Enters(claim.Transport, claim.Taxi) {
		t.Error("a trip enters; want none")
	}
	p.Merge(NewPrescribed(NewAuditor(All())))
	if asked := NewPrescribed(NewAuditor(All())); !asked.Enters(claim.Transport, claim.Taxi) || asked.Enters(claim.Care, 0) || asked.Enters(claim.Transport, claim.Escort) {
		t.Error("want every transport but the fare of an escort, and no care")
	}
}

// Nothing is rounded before it is compared with the bound, and no count is too large.
func TestFractions(t *testing.T) {
	f := func(unit, a, b, c, d, bound int64, want measure) {
		t.Helper()
		want.known = true
		if got := fractions(unit, a, b, c, d, bound); got != want {
			t.Errorf("%d/%d against %d/%d, %d: got %+v; want %+v", a, b, c, d, bound, got, want)
		}
	}
	ratio := func(n int64) Ratio { return Ratio{n, true} }
	f(1, 21, 1, 28, 2, 150, measure{own: ratio(210_000), mean: ratio(140_000), ratio: ratio(15_000)})
	f(1, 22, 1, 28, 2, 150, measure{own: ratio(220_000), mean: ratio(140_000), ratio: ratio(15_714), above: true})
	f(1, 22, 1, 28, 2, 158, measure{own: ratio(220_000), mean: ratio(140_000), ratio: ratio(15_714)})
	f(100, 15, 20, 10, 20, 150, measure{own: ratio(750_000), mean: ratio(500_000), ratio: ratio(15_000)})
	f(100, 1, 20, 0, 20, 150, measure{own: ratio(50_000), mean: ratio(0), above: true})
	f(100, 0, 20, 0, 20, 150, measure{own: ratio(0), mean: ratio(0)})
	// 1.5 and a thirty-millionth: shown as 1.5, and over it.
	f(1, 30_000_001, 1, 400_000_000, 20, 150, measure{own: ratio(300_000_010_000), mean: ratio(200_000_000_000), ratio: ratio(15_000), above: true})
	const most = 1 << 40
	f(1, 3*most, 1, 2*most*most/most, 1, 150, measure{own: ratio(3 * most * tenThousand), mean: ratio(2 * most * tenThousand), ratio: ratio(15_000)})
	if got := fractions(100, most, most, most/2, most, 150); !got.above {
		t.Errorf("all against a half of 2^40 transports: got %+v; want it above", got)
	}
}

// A doctor with 30 transports, 12 of them in an ambulance, beside twenty with one seated transport each and one more in another half-year.
func TestFiguresOfPrescribers(t *testing.T) {
	prescribers, professions := table[claim.Prescriber]{}, table[claim.Profession]{}
	prescriptions := table[claim.Prescription]{}
	practises := func(id string) {
		prescribers[id] = []claim.Prescriber{{PrescriberID: id, Speciality: "22", ValidFrom: 1}}
		professions[id] = []claim.Profession{{SubjectID: id, Area: "north"}}
		prescriptions["S-"+id] = []claim.Prescription{{PrescriberID: id, Mode: claim.ModeSeated}}
	}
	practises("D")
	prescriptions["A-D"] = []claim.Prescription{{PrescriberID: "D", Mode: claim.ModeAmbulance}}
	r := &claim.Registers{Prescriptions: prescriptions, Prescribers: prescribers, Professions: readable[claim.Profession]{professions}}
	on := civil.Date(2025, time.May, 6)
	var lines []*claim.Claim
	for i := range 30 {
		lines = append(lines, prescribed(on, map[bool]string{true: "A-D", false: "S-D"}[i < 12], 0))
	}
	for i := range 20 {
		id := fmt.Sprintf("P%02d", i)
		practises(id)
		lines = append(lines, prescribed(on, "S-"+id, 0), prescribed(on.AddMonths(6), "S-"+id, 0))
	}
	prescriptions["A-P"] = []claim.Prescription{{PrescriberID: "P00", Mode: claim.ModeAmbulance}}
	lines = append(lines, prescribed(on, "A-P", 0), prescribed(on, "A-P", 0), prescribed(on, "A-P", 0), prescribed(on, "A-P", 0))
	a := NewAuditor([]*Rule{&prescribesAboveMean})
	p := NewPrescribed(a)
	for _, line := range lines {
		p.Add(open(line, r))
	}
	rows := a.Inquire(Inquiry{Registers: r, Parameters: law.Defaults(), AsOf: civil.Date(2026, time.March, 10), Prescribed: p}, a.NewTally())
	c := rows[0]
	if len(rows) != 41 || c.SubjectKind != "prescriber" || c.SubjectID != "D" || c.Verdict != Review || c.Item != "" || c.AtStake != 0 ||
		c.From != civil.Date(2025, time.January, 1) || c.To != civil.Date(2025, time.June, 30) || c.Value != wholeRatio(30) ||
		c.Mean != (Ratio{12_000, true}) || c.Ratio != wholeRatio(25) || c.Size != 20 || c.Group != "speciality 22, area north" {
		t.Errorf("got %d rows, first %+v; want D with 30 against a mean of 1.2", len(rows), c)
	}
	if want := []string{"CSS L162-1-15 (2024-02-01)", "CSS R148-1 (2018-07-29)"}; !cmp.Equal(c.LegalBasis, want) {
		t.Errorf("got the basis %q; want %q", c.LegalBasis, want)
	}
	const en = "Transports prescribed from 2025-01-01 to 2025-06-30: 30, against 1.2 in the mean of 20 prescribers of the same speciality and area " +
		"(ratio 25); share of ambulances: 40%, against 16.6667% of theirs (ratio 2.4); to be looked at over a ratio of 1.5. This is no breach: " +
		"it is the situation of L162-1-15 I, with which the procedure of R148-1 begins."
	if c.EN != en {
		t.Errorf("got %q; want %q", c.EN, en)
	}
}
