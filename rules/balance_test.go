package rules

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// A balance is drawn up for the years whose last day lies in the wording of R322-11-2 of 24 July 2015, the one that was read.
func TestBalanceYearsAreInForce(t *testing.T) {
	for year := 2010; year < 2030; year++ {
		last := civil.Date(year, time.December, 31)
		if got, want := firstBalance <= year && year <= lastBalance, law.R322_11_2.On(last) == "CSS R322-11-2 (2015-07-24)"; got != want {
			t.Errorf("%d: judged: %t; want %t, as that wording is in force on %s", year, got, want, last)
		}
	}
	f := func(year int, month time.Month, day int, enters, other bool) {
		t.Helper()
		var b Balance
		if got := b.Enters(claim.Transport, civil.Date(year, month, day)); got != enters || b.otherYears != other {
			t.Errorf("%d-%02d-%02d: enters: %t, another year: %t; want %t, %t", year, month, day, got, b.otherYears, enters, other)
		}
		if b = (Balance{}); b.Enters(claim.Care, civil.Date(year, month, day)) || b.otherYears {
			t.Error("an act of care entered; want transports only")
		}
	}
	f(2013, 12, 31, false, true)
	f(2014, 1, 1, true, true) // the year before the first: counted, and not judged itself
	f(2014, 12, 31, true, true)
	f(2015, 1, 1, true, false)
	f(2016, 12, 31, true, false)
	f(2017, 1, 1, false, true)
}

// prescribed is a trip on a day under a prescription, with what was reimbursed.
func prescribed(on civil.Day, id string, cents claim.Cents) *claim.Claim {
	line := tripBy(claim.Taxi, claim.ColPrescriptionID, claim.ColAmountReimbursed)
	line.DepartedAt, line.PrescriptionID, line.AmountReimbursed = on.Clock(9, 0), id, cents
	return line
}

// However the claims are divided among workers, and in whatever order their balances are merged, the result is the same.
func TestBalanceJoins(t *testing.T) {
	r := &claim.Registers{Partial: map[string]bool{"prescriptions": true}, Prescriptions: table[claim.Prescription]{
		"P1": {{PrescriberFacility: "H1"}}, "P2": {{PrescriberFacility: "H2"}}, "P3": {{PrescriberFacility: claim.AbsentText}},
	}}
	lines := []*claim.Claim{prescribed(march(10), "P1", 1)}
	for _, id := range []string{"P1", "P2", "P3", "P-UNKNOWN"} {
		for i := range claim.Cents(3) {
			lines = append(lines, prescribed(civil.Date(2014+int(i), time.May, 6), id, 100+i))
		}
	}
	count := func(lines []*claim.Claim) *Balance {
		b := new(Balance)
		for _, line := range lines {
			if c := open(line, r); b.Enters(c.Kind(), c.Day()) {
				b.Add(c)
			}
		}
		return b
	}
	want := Balance{
		of: map[string]*accounts{
			"H1": {{1, 1, 100}, {1, 1, 101}, {1, 1, 102}},
			"H2": {{1, 1, 100}, {1, 1, 101}, {1, 1, 102}},
		},
		unknown:    [accountYears]string{"prescriptions", "prescriptions", "prescriptions"},
		otherYears: true,
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		cut := random.IntN(len(lines) + 1)
		var got Balance
		got.Merge(count(lines[:cut]))
		got.Merge(count(lines[cut:]))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("cut at %d: got %+v; want %+v", cut, got, want)
		}
	}
}

// One cent decides, and no sum or rate is too large.
func TestExcess(t *testing.T) {
	f := func(now, before claim.Cents, rate int64, over bool) {
		t.Helper()
		y := balanceYear{now: Billed{Reimbursed: now}, before: Billed{Reimbursed: before}}
		if got := y.excess(rate).Sign() > 0; got != over {
			t.Errorf("%s after %s at a rate of %d: over: %t; want %t", now, before, rate, got, over)
		}
	}
	f(10250, 10000, 250, false)
	f(10251, 10000, 250, true)
	f(10000, 10000, 0, false)
	f(10001, 10000, 0, true)
	f(9999, 10000, 0, false)
	f(-1, 10000, 0, false)
	f(20000, 10000, 10000, false)
	f(20001, 10000, 10000, true)
	f(math.MaxInt64, math.MaxInt64-1, 0, true)
	f(math.MaxInt64, math.MaxInt64, 0, false)
	f(math.MaxInt64, math.MaxInt64-1, math.MaxInt32, false)
	f(math.MaxInt64, 1, math.MaxInt32, true)
}

// What is printed of the excess is rounded half up: 10.01 at 2.5 % makes 10.26025.
func TestExcessIsRounded(t *testing.T) {
	f := func(now, before claim.Cents, rate int64, want string) {
		t.Helper()
		y := balanceYear{now: Billed{Reimbursed: now}, before: Billed{Reimbursed: before}}
		for _, found := range y.found(rate) {
			if found.Name == "excess" && found.Value.Raw != want {
				t.Errorf("%s after %s: got %s; want %s", now, before, found.Value.Raw, want)
			}
		}
	}
	f(1027, 1001, 250, "0.01") // 0.975 of a cent
	f(1028, 1001, 250, "0.02") // 1.975
	f(1053, 1020, 250, "0.08") // 7.5
	f(1054, 1021, 250, "0.07") // 7.475
	f(104000, 100000, 250, "15.00")
}

// 1000.00 in 2015 and 1040.00 in 2016, for a rate of 2.5 %: a growth of 4 %, and 15.00 over the 1025.00 that were forecast.
func TestFiguresOfBalance(t *testing.T) {
	p := law.Defaults()
	if err := p.Set("transport_forecast_rate", "2.5"); err != nil {
		t.Fatal(err)
	}
	unpaid := prescribed(civil.Date(2016, time.June, 1), "P1", 0)
	unpaid.Known = unpaid.Known &^ claim.Columns(0).With(claim.ColAmountReimbursed)
	r := &claim.Registers{Prescriptions: table[claim.Prescription]{"P1": {{PrescriberFacility: "H1"}}}}
	var b Balance
	for _, line := range []*claim.Claim{
		prescribed(civil.Date(2015, time.May, 6), "P1", 100000), prescribed(civil.Date(2016, time.May, 6), "P1", 104000), unpaid,
	} {
		b.Add(open(line, r))
	}
	a := NewAuditor([]*Rule{&yearlyBalance})
	rows := a.Inquire(Inquiry{Registers: r, Parameters: p, AsOf: march(10), Balance: b}, a.NewTally())
	if len(rows) != 2 || rows[0].Verdict != InsufficientData || rows[0].Missing != "transports" {
		t.Fatalf("got %+v; want 2015 without a year before, and 2016", rows)
	}
	c := rows[1]
	if c.Verdict != Review || c.SubjectKind != "facility" || c.SubjectID != "H1" || c.Item != "" || c.AtStake != 0 ||
		c.From != civil.Date(2016, time.January, 1) || c.To != civil.Date(2016, time.December, 31) ||
		c.Value != wholeRatio(4) || c.Threshold != (Ratio{25_000, true}) {
		t.Errorf("got %+v; want 4 %% against 2.5 %% in 2016, under no item and nothing at stake", c)
	}
	const en = "Transports prescribed in the establishment in 2016: €1040.00 reimbursed, against €1000.00 the year before, a growth of 4% " +
		"for a forecast rate of 2.5%; excess €15.00. Bounds of the articles: a payment of at most 10% of the year's spending, " +
		"a return of at most 30% of what a contract saved."
	if c.EN != en {
		t.Errorf("got %q; want %q", c.EN, en)
	}
	want := map[string]string{"trips": "2", "trips_before": "1", "unpaid": "1", "unpaid_before": "0", "payment_bound": "10 %", "savings_bound": "30 %"}
	for _, fact := range c.Facts {
		if value, ok := want[fact.Name]; ok && value == fact.Value {
			delete(want, fact.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("got the facts %v; want %v among them", c.Facts, want)
	}
}

// A claim of another year costs a look at its day and no allocation.
func TestOtherYearsAllocateNothing(t *testing.T) {
	var b Balance
	day := march(10)
	if n := testing.AllocsPerRun(100, func() { b.Enters(claim.Transport, day) }); n != 0 {
		t.Errorf("got %g allocations; want none", n)
	}
}
