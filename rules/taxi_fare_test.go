package rules

import (
	"math"
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
	"vigie/rules/law"
)

// taxiIn is a weekday trip of 6 km in the Ain at 09:00, billed at 100.00, of which the fund paid 50.00.
func taxiIn() *claim.Claim {
	line := tripBy(claim.Taxi, claim.ColBilledKm, claim.ColDeparturePostcode, claim.ColArrivalPostcode, claim.ColArrivedAt, claim.ColReason,
		claim.ColAmountReimbursed)
	line.BilledKm, line.DeparturePostcode, line.ArrivalPostcode, line.Reason = 60, "01000", "01500", claim.ALD
	line.ArrivedAt, line.AmountReimbursed = line.DepartedAt+20*60, 5000
	return line
}

// The excess is the share of the bill over 13 + 2 × 1.13 + 30 + 10 = 55.26, of what the fund paid: 44.74 of 100.00, of 50.00 22.37.
func TestExcessOfATaxi(t *testing.T) {
	c := open(taxiIn(), &claim.Registers{})
	if got, want := taxiPrice.Stake(c), claim.Cents(2237); got != want {
		t.Errorf("got %s at stake; want %s", got, want)
	}
	want := Value{
		"flat fee €13.00 with 4 km, €1.13 for each km after them, wheelchair €30.00, tolls €10.00",
		"forfait 13,00 € avec 4 km, 1,13 € par km ensuite, TPMR 30,00 €, péages 10,00 €",
		"flat fee €13.00 with 4 km, €1.13 for each km after them, wheelchair €30.00, tolls €10.00",
	}
	if got := priceElements.Read(c); got != want {
		t.Errorf("got the elements %q; want %q", got, want)
	}
	if got := priceBuiltIn.Read(c); got.Raw != "secondary" || priceFromRegister.Read(c) != (Value{}) {
		t.Errorf("got the source %q and %q; want the built-in table alone", got, priceFromRegister.Read(c))
	}
}

// A register with absurd prices has no ceiling, and no number wraps around.
func TestCeilingOfGreatNumbers(t *testing.T) {
	f := func(fare taxiFare, want claim.Cents) {
		t.Helper()
		if got := fare.ceiling(); got != want {
			t.Errorf("%+v: got %d; want %d", fare, got, want)
		}
	}
	const most = claim.Measure(math.MaxInt64 / 4)
	f(taxiFare{km: 1 << 30, base: most, perKm: most, factor: most}, math.MaxInt64)
	f(taxiFare{km: 1 << 30, perKm: most, factor: tenThousand, emptyReturn: most}, math.MaxInt64)
	f(taxiFare{km: 60, base: 13_0000, baseKm: 4_0000, perKm: 1_1300, factor: tenThousand}, 1526)
	f(taxiFare{km: 60, base: 13_0000, baseKm: 4_0000, perKm: 1_1300, factor: 1_5000, abatement: 2300}, 1763) // 17.6253
	f(taxiFare{km: 60, base: 13_0000, factor: tenThousand, abatement: tenThousand}, 0)
}

// The rates of the table, at its ends and for the departments whose postcodes do not begin with their number.
func TestTaxiRates(t *testing.T) {
	f := func(postcode, department string, want int64) {
		t.Helper()
		rate, _ := law.TaxiRateOf(law.DepartmentOf(postcode))
		if got := law.DepartmentOf(postcode); got != department || rate != want {
			t.Errorf("%s: got department %q at %d; want %q at %d", postcode, got, rate, department, want)
		}
	}
	f("01000", "01", 1_1300)
	f("95000", "95", 1_0700)
	f("20000", "2A", 1_2700)
	f("20167", "2A", 1_2700)
	f("20200", "2B", 1_2700)
	f("20600", "2B", 1_2700)
	f("97400", "974", 1_2200)
	f("97600", "976", 1_1000)
	f("97500", "975", 0)
	f("97133", "977", 0)
	f("97150", "978", 0)
	f("98800", "988", 0)
	f("0100", "", 0)
	n := 0
	for _, d := range departmentNumbers() {
		if rate, ok := law.TaxiRateOf(d); ok {
			n++
			if rate < 1_0700 || rate > 1_2700 {
				t.Errorf("%s: got %d; want from 1.07 to 1.27", d, rate)
			}
		}
	}
	if n != 101 {
		t.Errorf("got the rates of %d departments; want 101", n)
	}
	if law.TaxiConvention != civil.Date(2025, 11, 1) {
		t.Errorf("the tariff begins on %s; want 2025-11-01", law.TaxiConvention)
	}
}

func departmentNumbers() (list []string) {
	for i := range 1000 {
		two, three := string([]byte{byte('0' + i/10%10), byte('0' + i%10)}), string([]byte{byte('0' + i/100), byte('0' + i/10%10), byte('0' + i%10)})
		if i < 100 {
			list = append(list, two)
		}
		list = append(list, three)
	}
	return append(list, "2A", "2B")
}
