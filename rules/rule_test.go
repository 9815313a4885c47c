package rules

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// table is a register of a few rows.
type table[Row any] map[string][]Row

func (t table[Row]) Of(key string) []Row { return t[key] }

// tripBy is a trip that was billed at 100.00 on 2026-03-10, with the columns given.
func tripBy(service claim.Service, known ...claim.Column) *claim.Claim {
	c := &claim.Claim{
		Kind: claim.Transport, ClaimID: "C1", BillerID: "OP1", PatientID: "PAT1", Service: service,
		DepartedAt: civil.Date(2026, time.March, 10).Clock(9, 0), AmountBilled: 10000,
	}
	for _, column := range known {
		c.Known, c.Present = c.Known.With(column), c.Present.With(column)
	}
	return c
}

func open(line *claim.Claim, registers *claim.Registers) *claim.Case {
	c := claim.NewCase(&claim.Context{Registers: registers, Calendar: &civil.Calendar{}, Parameters: law.Defaults()})
	c.Open(line)
	return c
}

func TestWeigh(t *testing.T) {
	var (
		held    = func(*claim.Case) bool { return true }
		vain    = func(*claim.Case) bool { return false }
		missing = func(c *claim.Case) bool { c.Lacks("emergency"); return false }
	)
	lifts := func(holds func(*claim.Case) bool) Exception { return Exception{Effect: Lifts, Holds: holds} }
	softens := func(holds func(*claim.Case) bool) Exception { return Exception{Effect: Softens, Holds: holds} }
	f := func(verdict Verdict, unless []Exception, want Ruling) {
		t.Helper()
		r := &Rule{Scope: everyTrip, InForce: law.PenaltyArticle, Unless: unless, Test: func(*claim.Case) Verdict { return verdict }}
		want.Rule = r
		if got := Ask(r, open(tripBy(claim.Taxi), &claim.Registers{})); got != want {
			t.Errorf("got %s, missing %q, lifted %t, examined %b; want %s, %q, %t, %b",
				got.Verdict, got.Missing, got.Lifted, got.Examined, want.Verdict, want.Missing, want.Lifted, want.Examined)
		}
	}
	f(Compliant, []Exception{lifts(held)}, Ruling{Verdict: Compliant}) // nothing to lift
	f(NotApplicable, []Exception{lifts(held)}, Ruling{Verdict: NotApplicable})
	f(Anomaly, nil, Ruling{Verdict: Anomaly})
	f(Anomaly, []Exception{lifts(held)}, Ruling{Verdict: Compliant, Lifted: true})
	f(Review, []Exception{lifts(held)}, Ruling{Verdict: Compliant, Lifted: true})
	f(Anomaly, []Exception{softens(held)}, Ruling{Verdict: Review})
	f(Review, []Exception{softens(held)}, Ruling{Verdict: Review})
	f(Anomaly, []Exception{lifts(vain), softens(vain)}, Ruling{Verdict: Anomaly, Examined: 0b11})
	f(Anomaly, []Exception{lifts(vain), softens(held)}, Ruling{Verdict: Review, Examined: 0b01})
	f(Anomaly, []Exception{softens(held), lifts(held)}, Ruling{Verdict: Compliant, Lifted: true})
	// An exception that cannot be examined leaves an anomaly undecided; a review stays a review.
	f(Anomaly, []Exception{lifts(missing)}, Ruling{Verdict: InsufficientData, Missing: "emergency"})
	f(Anomaly, []Exception{softens(missing)}, Ruling{Verdict: InsufficientData, Missing: "emergency"})
	f(Review, []Exception{lifts(missing)}, Ruling{Verdict: Review})
	f(Review, []Exception{lifts(missing), lifts(held)}, Ruling{Verdict: Compliant, Lifted: true})
	f(Review, []Exception{lifts(missing), lifts(vain)}, Ruling{Verdict: Review, Examined: 0b10})
}

func TestMissingDataNeitherAccuseNorAcquit(t *testing.T) {
	for v := NotApplicable; v < numVerdicts; v++ {
		r := &Rule{Scope: everyTrip, InForce: law.PenaltyArticle, Test: func(c *claim.Case) Verdict { c.Lacks("plate"); return v }}
		got := Ask(r, open(tripBy(claim.Taxi), &claim.Registers{}))
		if got.Verdict != InsufficientData || got.Missing != "plate" {
			t.Errorf("a test that says %s without a plate: got %s, missing %q; want insufficient_data", v, got.Verdict, got.Missing)
		}
	}
}

func TestInForce(t *testing.T) {
	r := &Rule{Scope: everyTrip, InForce: law.Since(2026, 3, 10).Until(2026, 3, 12), Test: func(*claim.Case) Verdict { return Anomaly }}
	f := func(day int, want Verdict) {
		t.Helper()
		line := tripBy(claim.Taxi)
		line.DepartedAt = civil.Date(2026, time.March, day).Clock(0, 0)
		if got := Ask(r, open(line, &claim.Registers{})).Verdict; got != want {
			t.Errorf("2026-03-%02d: got %s; want %s", day, got, want)
		}
	}
	f(9, NotApplicable)
	f(10, Anomaly)
	f(11, Anomaly)
	f(12, NotApplicable)
}

func TestScopes(t *testing.T) {
	f := func(s Scope, kind claim.Kind, service claim.Service, want bool) {
		t.Helper()
		if got := s.Covers(kind, service); got != want {
			t.Errorf("%s %s: got %t; want %t", kind, service, got, want)
		}
	}
	f(everyTrip, claim.Transport, claim.Ambulance, true)
	f(everyTrip, claim.Transport, claim.Escort, true)
	f(everyTrip, claim.Care, 0, false)
	f(everyClaim, claim.Care, 0, true)
	f(everyTrip.without(claim.Escort), claim.Transport, claim.Escort, false)
	f(everyTrip.without(claim.Escort), claim.Transport, claim.PrivateVehicle, true)
	f(taxis, claim.Transport, claim.VSL, false)
	f(ambulancesAndVSL, claim.Transport, claim.VSL, true)
}

// flags is a rule with the same verdict on every trip.
func flags(verdict Verdict, scope Scope) *Rule {
	return &Rule{Scope: scope, InForce: law.PenaltyArticle, Test: func(c *claim.Case) Verdict {
		if verdict == InsufficientData {
			c.Lacks("plate")
		}
		return verdict
	}}
}

func TestTally(t *testing.T) {
	lifted := flags(Anomaly, everyTrip)
	lifted.Unless = []Exception{{Effect: Lifts, Holds: func(*claim.Case) bool { return true }}}
	a := NewAuditor([]*Rule{flags(Anomaly, everyClaim), flags(Review, taxis), flags(InsufficientData, ambulancesAndVSL), lifted})
	lines := []*claim.Claim{tripBy(claim.Taxi), tripBy(claim.Ambulance), tripBy(claim.VSL), tripBy(claim.Escort),
		{Kind: claim.Care, PerformedOn: civil.Date(2026, time.March, 10)}}

	count := func(lines ...*claim.Claim) *Tally {
		tally := a.NewTally()
		for _, line := range lines {
			a.Judge(open(line, &claim.Registers{}), tally, nil)
		}
		return tally
	}
	want := []Coverage{
		{a.Rules[0], [numVerdicts]int64{Anomaly: 5}, 0, nil},
		{a.Rules[1], [numVerdicts]int64{Review: 1, NotApplicable: 4}, 0, nil},
		{a.Rules[2], [numVerdicts]int64{InsufficientData: 2, NotApplicable: 3}, 0, map[string]int64{"plate": 2}},
		{a.Rules[3], [numVerdicts]int64{Compliant: 4, NotApplicable: 1}, 4, nil},
	}
	whole := count(lines...)
	if got := whole.Coverage(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v; want %+v", got, want)
	}
	for _, c := range whole.Coverage() {
		var sum, missing int64
		for _, n := range c.Verdicts {
			sum += n
		}
		for _, n := range c.Blamed {
			missing += n
		}
		if sum != int64(len(lines)) || missing != c.Verdicts[InsufficientData] {
			t.Errorf("verdicts add up to %d and blames to %d; want %d claims and %d", sum, missing, len(lines), c.Verdicts[InsufficientData])
		}
	}
	// However the claims are divided among workers, and in whatever order their tallies are merged, the sum is the same.
	for cut := range len(lines) + 1 {
		left, right := count(lines[:cut]...), count(lines[cut:]...)
		forth, back := a.NewTally(), a.NewTally()
		forth.Merge(left)
		forth.Merge(right)
		back.Merge(right)
		back.Merge(left)
		if !reflect.DeepEqual(forth.Coverage(), want) || !reflect.DeepEqual(back.Coverage(), want) {
			t.Errorf("cut at %d: got %+v and %+v; want %+v", cut, forth.Coverage(), back.Coverage(), want)
		}
	}
}

func TestJudgeGivesFlaggedInOrder(t *testing.T) {
	a := NewAuditor([]*Rule{flags(Compliant, everyTrip), flags(Review, everyTrip), flags(Anomaly, taxis), flags(InsufficientData, everyTrip)})
	got, _ := a.Judge(open(tripBy(claim.Taxi), &claim.Registers{}), a.NewTally(), nil)
	if len(got) != 2 || got[0].Rule != a.Rules[1] || got[1].Rule != a.Rules[2] {
		t.Errorf("got %d rulings; want the review, then the anomaly", len(got))
	}
}

// An ambulance for a prescribed seat, as an analyst sees it.
func TestDescribe(t *testing.T) {
	registers := &claim.Registers{Prescriptions: table[claim.Prescription]{
		"P1": {{PrescriptionID: "P1", PrescriberID: "DR1", Mode: claim.ModeSeated}},
	}}
	line := tripBy(claim.Ambulance, claim.ColPrescriptionID, claim.ColEmergency)
	line.PrescriptionID, line.Emergency, line.InvoiceID = "P1", claim.No, "I1"
	c := open(line, registers)
	ruling := Ask(&modeAbovePrescription, c)
	got := Describe(c, ruling)

	if ruling.Verdict != Anomaly || got.Verdict != Anomaly || got.Rule != &modeAbovePrescription {
		t.Fatalf("got %s of %s; want an anomaly", got.Verdict, got.Rule.ID)
	}
	f := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %q; want %q", what, got, want)
		}
	}
	f("claim", got.ClaimID, "C1")
	f("invoice", got.InvoiceID, "I1")
	f("subject", got.SubjectKind+" "+got.SubjectID, "operator OP1")
	f("patient", got.PatientID, "PAT1")
	f("prescriber", got.PrescriberID, "DR1")
	f("service", got.Service, "ambulance")
	f("day", got.Day.String(), "2026-03-10")
	f("item", got.Item, "2° g")
	f("basis", strings.Join(got.LegalBasis, "; "), "CSS R322-10-1 (2006-12-30); CSS L322-5 (2025-02-28); CSS R147-8 2° g (2023-01-01)")
	f("examined", strings.Join(got.Examined, "; "), "emergency call on the claim")
	f("at stake", got.AtStake.String(), "100.00")
	f("French", got.FR, "Facturé : ambulance ; prescrit : transport assis (VSL ou taxi).")
	f("English", got.EN, "Billed: ambulance; prescribed: seated transport (VSL or taxi).")
	want := []Shown{{"service", "ambulance", "claim"}, {"prescribed_mode", "seated", "prescriptions"}, {"emergency", "false", "claim"}}
	if !reflect.DeepEqual(got.Facts, want) {
		t.Errorf("facts: got %v; want %v", got.Facts, want)
	}
}

// R147-8 names liberal professionals, suppliers and providers: a fare is judged too, under no item.
func TestDescribeAFare(t *testing.T) {
	registers := &claim.Registers{Prescriptions: table[claim.Prescription]{}, Convocations: table[claim.Convocation]{}}
	line := tripBy(claim.PublicTransport, claim.ColPrescriptionID, claim.ColAmountReimbursed)
	line.AmountReimbursed = 6500
	c := open(line, registers)
	got := Describe(c, Ask(&noPrescription, c))
	if got.Verdict != Anomaly || got.Item != "" || strings.Join(got.LegalBasis, "; ") != "CSS R322-10-2 (2020-01-01)" {
		t.Errorf("got %s under %q on %q; want an anomaly under no item, on R322-10-2", got.Verdict, got.Item, got.LegalBasis)
	}
	if got.AtStake != 6500 || !got.Paid {
		t.Errorf("at stake: got %s; want what was reimbursed, 65.00", got.AtStake)
	}
}

// A finding has its own strings: those of a claim point into the reader's buffer.
func TestFindingOwnsItsStrings(t *testing.T) {
	line := tripBy(claim.Ambulance, claim.ColPlate, claim.ColDriverID)
	line.Plate, line.DriverID, line.InvoiceID = "ZZ999ZZ", "D1", "I1"
	c := open(line, &claim.Registers{Vehicles: table[claim.Vehicle]{}})
	got := Describe(c, Ask(&vehicleCategory, c))
	f := func(what, own, borrowed string) {
		t.Helper()
		if own != borrowed || unsafe.StringData(own) == unsafe.StringData(borrowed) {
			t.Errorf("%s: got %q; want a copy of %q", what, own, borrowed)
		}
	}
	f("claim", got.ClaimID, line.ClaimID)
	f("invoice", got.InvoiceID, line.InvoiceID)
	f("subject", got.SubjectID, line.BillerID)
	f("patient", got.PatientID, line.PatientID)
	f("plate", got.Plate, line.Plate)
	f("driver", got.DriverID, line.DriverID)
	for _, fact := range got.Facts {
		if fact.Name == "plate" {
			f("fact", fact.Value, line.Plate)
		}
	}
}

func TestVerdicts(t *testing.T) {
	f := func(v Verdict, name string, flagged bool) {
		t.Helper()
		if v.String() != name || v.Flagged() != flagged {
			t.Errorf("got %s, flagged %t; want %s, %t", v, v.Flagged(), name, flagged)
		}
	}
	f(NotApplicable, "not_applicable", false)
	f(Compliant, "compliant", false)
	f(InsufficientData, "insufficient_data", false)
	f(Review, "review", true)
	f(Anomaly, "anomaly", true)
	if Anomaly.If(false) != Compliant || Review.If(true) != Review {
		t.Error("If gives the verdict where the condition holds, and compliant where it does not")
	}
}
