package rules

import (
	"math"
	"math/bits"
	"strings"
	"time"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// taxiFare is what the price of a taxi trip is made of. An element that does not count is zero, the factor is one.
type taxiFare struct {
	km                   claim.Km
	base, baseKm, perKm  claim.Measure
	bigCity              claim.Measure
	emptyReturn          claim.Measure // share added to the kilometres
	factor               claim.Measure
	abatement            claim.Measure // share taken off
	wheelchair, overseas claim.Measure
	tolls                claim.Cents
}

// dearestFare has every element that the data of a trip do not rule out. What is not known of them is missing.
func dearestFare(c *claim.Case) taxiFare {
	f := taxiFare{
		km: c.BilledKm(), base: c.TaxiPrice(claim.Base), baseKm: c.TaxiPrice(claim.BaseKm), perKm: c.TaxiPrice(claim.PricePerKm),
		factor: tenThousand, wheelchair: c.TaxiPrice(claim.Wheelchair), tolls: claim.Cents(c.Threshold(law.TaxiTollTolerance)),
	}
	if c.BigCityNear() {
		f.bigCity = c.TaxiPrice(claim.BigCity)
	}
	if c.ReasonAmong(claim.Hospitalisation) != claim.False {
		share := claim.EmptyReturnShort
		if f.km >= law.TaxiLongEmptyReturn {
			share = claim.EmptyReturnLong
		}
		f.emptyReturn = c.TaxiPrice(share)
	}
	if atDearerHours(c) {
		f.factor = c.TaxiPrice(claim.NightFactor)
	}
	if c.BilledAsShared() == claim.True {
		f.abatement = min(tenThousand, abatementFor(c, c.SharedCode()))
	}
	if c.TaxiOverseas() {
		f.overseas = c.TaxiPrice(claim.Overseas)
	}
	return f
}

func abatementFor(c *claim.Case, patients int) claim.Measure {
	switch {
	case patients < 2:
		return 0
	case patients == 2:
		return c.TaxiPrice(claim.Shared2)
	case patients == 3:
		return c.TaxiPrice(claim.Shared3)
	}
	return c.TaxiPrice(claim.Shared4)
}

// atDearerHours says whether the data leave open that a trip was by night, on a Saturday afternoon, on a Sunday or on a holiday.
func atDearerHours(c *claim.Case) bool {
	day, last := c.Day(), c.Arrival()
	switch {
	case day.Weekday() == time.Sunday, last.Weekday() == time.Sunday:
		return true
	case day.Weekday() == time.Saturday && c.ByDay(0, law.SaturdayTariff) != claim.True:
		return true
	}
	return max(byNight(c), c.Holiday(day), c.Holiday(last)) != claim.False
}

// ceiling is the price, rounded up to a cent.
func (f taxiFare) ceiling() claim.Cents {
	// Kilometres and measures are in ten-thousandths; the product of three is in 10^-12 euros.
	const cent = 1e18 // of 10^-20 euros, which the product of five is in
	beyond := uint64(max(0, int64(f.km)*(tenThousand/10)-int64(f.baseKm)))
	ofKm := times(times(beyond, uint64(f.perKm)), plus(tenThousand, uint64(f.emptyReturn)))
	trip := plus(times(plus(uint64(f.base), uint64(f.bigCity)), tenThousand*tenThousand), ofKm)
	scale := times(uint64(f.factor), uint64(tenThousand-f.abatement))
	high, low := bits.Mul64(trip, scale)
	if trip == math.MaxUint64 || scale == math.MaxUint64 || high >= cent {
		return math.MaxInt64
	}
	whole, rest := bits.Div64(high, low, cent)
	if rest > 0 {
		whole = plus(whole, 1)
	}
	whole = plus(whole, plus(plus(uint64(f.wheelchair), uint64(f.overseas)), 99)/100)
	return claim.Cents(min(plus(whole, uint64(f.tolls)), math.MaxInt64))
}

// times and plus stop at the greatest number.
func times(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	if high > 0 {
		return math.MaxUint64
	}
	return low
}

func plus(a, b uint64) uint64 {
	sum, carry := bits.Add64(a, b, 0)
	if carry > 0 {
		return math.MaxUint64
	}
	return sum
}

// elements lists what counts in the price.
func (f taxiFare) elements() Value {
	var fr, en []string
	add := func(inFR, inEN string, m Value) {
		fr, en = append(fr, strings.Replace(inFR, "*", m.FR, 1)), append(en, strings.Replace(inEN, "*", m.EN, 1))
	}
	percent := func(m claim.Measure) Value { return measureRatio(100 * m).value() }
	base, first := measureRatio(f.base).euros(), measureRatio(f.baseKm).value()
	add("forfait * avec "+first.FR+" km", "flat fee * with "+first.EN+" km", base)
	add("* par km ensuite", "* for each km after them", measureRatio(f.perKm).euros())
	if f.emptyReturn > 0 {
		add("retour à vide d'une hospitalisation +* % sur les km", "empty return of a hospitalisation +*% on the km", percent(f.emptyReturn))
	}
	if f.bigCity > 0 {
		add("grande ville *", "big city *", measureRatio(f.bigCity).euros())
	}
	if f.factor != tenThousand {
		add("nuit, samedi après-midi, dimanche ou jour férié × *", "night, Saturday afternoon, Sunday or holiday × *", measureRatio(f.factor).value())
	}
	if f.abatement > 0 {
		add("abattement −* %", "abatement −*%", percent(f.abatement))
	}
	add("TPMR *", "wheelchair *", measureRatio(f.wheelchair).euros())
	if f.overseas > 0 {
		add("outre-mer *", "overseas *", measureRatio(f.overseas).euros())
	}
	add("péages *", "tolls *", centsValue(f.tolls))
	return Value{strings.Join(en, ", "), strings.Join(fr, ", "), strings.Join(en, ", ")}
}
