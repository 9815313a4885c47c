package claim

import (
	"sync"

	"vigie/rules/law"
)

// taxiPrices are the rows of taxi_prices.csv by element and department.
type taxiPrices struct {
	once sync.Once
	rows map[priceKey][]*TaxiPrice
}

type priceKey struct {
	element    PriceElement
	department string // empty: every department
}

func (p *taxiPrices) of(element PriceElement, department string, all Listing[TaxiPrice]) []*TaxiPrice {
	p.once.Do(func() {
		p.rows = map[priceKey][]*TaxiPrice{}
		for row := range all.All() {
			key := priceKey{row.Element, row.Department}
			p.rows[key] = append(p.rows[key], row)
		}
	})
	if own := p.rows[priceKey{element, department}]; len(own) > 0 {
		return own
	}
	return p.rows[priceKey{element, ""}]
}

// builtInPrices are the prices of package law that are the same in every department.
var builtInPrices = [Overseas + 1]Measure{
	Base: law.TaxiBase, BaseKm: law.TaxiBaseKm, BigCity: law.TaxiBigCity,
	EmptyReturnShort: law.TaxiEmptyReturnShort, EmptyReturnLong: law.TaxiEmptyReturnLong, NightFactor: law.TaxiNightFactor,
	Shared2: law.TaxiShared2, Shared3: law.TaxiShared3, Shared4: law.TaxiShared4,
	Wheelchair: law.TaxiWheelchair, Overseas: law.TaxiOverseas,
}

// TaxiPricesGiven says whether a register of prices replaces the built-in table.
func (c *Case) TaxiPricesGiven() bool { return c.registers.TaxiPrices != nil }

// TaxiPrice is an element of the price of a taxi trip on the day, the one that most favours the taxi among those of the departments at
// both ends of the trip and of the enterprise. It is missing where a department at one end has none.
func (c *Case) TaxiPrice(element PriceElement) Measure {
	from, to, own := c.taxiDepartments()
	if from == "" || to == "" {
		return 0
	}
	price, blame := c.taxiPriceIn(element, from)
	for _, department := range [...]string{to, own} {
		if department == from || department == "" {
			continue
		}
		other, missing := c.taxiPriceIn(element, department)
		if blame == "" && department == to {
			blame = missing
		}
		if missing == "" {
			price = element.dearer(price, other)
		}
	}
	if blame != "" {
		c.miss(blame)
		return 0
	}
	return price
}

// dearer is the one of two prices with which a trip costs more.
func (e PriceElement) dearer(a, b Measure) Measure {
	switch e {
	case BaseKm, Shared2, Shared3, Shared4:
		return min(a, b)
	}
	return max(a, b)
}

// taxiDepartments are those of both ends, which are missing where they are not known, and that of the enterprise, empty where it is not
// recorded.
func (c *Case) taxiDepartments() (from, to, own string) {
	c.Needs(ColDeparturePostcode)
	c.Needs(ColArrivalPostcode)
	rows, _ := c.operators()
	for i := range rows {
		own = rows[i].Department
	}
	return law.DepartmentOf(c.line.DeparturePostcode), law.DepartmentOf(c.line.ArrivalPostcode), own
}

// taxiPriceIn is the price in a department, or what is missing to know it.
func (c *Case) taxiPriceIn(element PriceElement, department string) (price Measure, blame string) {
	register := c.registers.TaxiPrices
	if register == nil {
		if element != PricePerKm {
			return builtInPrices[element], ""
		}
		rate, ok := law.TaxiRateOf(department)
		if !ok {
			return 0, "taxi_prices"
		}
		return Measure(rate), ""
	}
	if !c.registers.Decides("taxi_prices", element.String()) {
		return 0, "taxi_prices"
	}
	price = NotGiven
	for _, row := range c.in.taxiPrices.of(element, department, register) {
		switch {
		case row.ValidTo.Known() && row.ValidTo < c.day, row.ValidFrom.Known() && c.day < row.ValidFrom:
			continue
		case !row.ValidFrom.Known():
			return 0, "taxi_prices.valid_from"
		case !row.ValidTo.Known():
			return 0, "taxi_prices.valid_to"
		case row.Amount == NotGiven:
			return 0, "taxi_prices"
		case price == NotGiven:
			price = row.Amount
		default:
			price = element.dearer(price, row.Amount)
		}
	}
	if price == NotGiven {
		return 0, "taxi_prices"
	}
	return price, ""
}

// BigCityNear says whether the trip begins or ends in a department with a big city.
func (c *Case) BigCityNear() bool {
	from, to, _ := c.taxiDepartments()
	return law.BigCityIn(from) || law.BigCityIn(to)
}

// TaxiOverseas says whether the trip begins or ends overseas, or the enterprise is there.
func (c *Case) TaxiOverseas() bool {
	from, to, own := c.taxiDepartments()
	return law.Overseas(from) || law.Overseas(to) || law.Overseas(own)
}
