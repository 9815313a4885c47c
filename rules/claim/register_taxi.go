package claim

import "vigie/rules/civil"

// TaxiPrice is a row of taxi_prices.csv: one element of the price of a taxi trip, which replaces that of the built-in table.
type TaxiPrice struct {
	Department string // empty: every department
	Element    PriceElement
	Amount     Measure // euros, kilometres, a factor or a share, by the element; NotGiven where it is not known
	ValidFrom  civil.Day
	ValidTo    civil.Day
}

// PriceElement is what an amount of taxi_prices.csv is.
type PriceElement uint8

// The elements. Fees are in euros, BaseKm in kilometres, Km in euros for one kilometre, NightFactor is what the price is multiplied
// by. EmptyReturn… are shares that are added to the kilometres, Shared… shares that are taken off the price.
const (
	Base             PriceElement = iota + 1 // flat fee
	BaseKm                                   // kilometres that the flat fee includes
	PricePerKm                               // of each kilometre after them
	BigCity                                  // fee of a trip that begins or ends in a big city
	EmptyReturnShort                         // under 50 km
	EmptyReturnLong                          // from 50 km on
	NightFactor                              // night, Saturday afternoon, Sunday and holiday
	Shared2
	Shared3
	Shared4
	Wheelchair // fee of a vehicle for a person in a wheelchair (TPMR)
	Overseas   // fee of an overseas department
)

var priceElements = vocabulary{"base", "base_km", "km", "big_city", "empty_return_short", "empty_return_long", "night_factor",
	"shared_2", "shared_3", "shared_4", "tpmr", "overseas"}

func (e PriceElement) String() string { return spell(priceElements, e) }

// ReadPriceElement reads an element.
func ReadPriceElement(b []byte) (PriceElement, bool) { return readWord[PriceElement](priceElements, b) }
