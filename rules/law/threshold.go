package law

import (
	"strconv"

	"vigie/rules/civil"
)

// Threshold names a number that rules compare with.
type Threshold uint8

// The thresholds, in the order of the rule catalogue.
const (
	LongDistanceKm Threshold = iota
	PrescriptionValidityYears
	TacitDaysTransport
	TacitDaysCare
	thresholds
)

// Value is what a threshold is worth from a day on.
type Value struct {
	From   civil.Day
	Amount int64
}

// Definition says what a threshold is: its name in the parameter file, its unit, its values newest first, where they
// come from and when someone last held them against that source.
type Definition struct {
	Name    string
	Unit    string
	Tenths  bool // amounts are tenths of the unit
	Values  []Value
	Source  string
	Checked civil.Day
}

// always is the day from which a value without a known beginning holds.
var always = on(1900, 1, 1)

var defaults = [thresholds]Definition{
	LongDistanceKm: {"long_distance_km", "kilometres, one way", true,
		[]Value{{always, 1500}}, "CSS R322-10 1° d, R322-10-4 a", lastRead},
	PrescriptionValidityYears: {"prescription_validity", "years from the day of signature", false,
		[]Value{{always, 1}}, "CSS R322-10-2", lastRead},
	TacitDaysTransport: {"tacit_agreement_days_transport", "days from dispatch of the request", false,
		[]Value{{on(2006, 12, 30), 15}, {always, 10}}, "CSS R322-10-4; before 2006-12-30 CSS R322-11-3 (repealed)", lastRead},
	TacitDaysCare: {"tacit_agreement_days_care", "days from receipt of a complete request", false,
		[]Value{{always, 15}}, "CSS R315-15 I", lastRead},
}

// Parameters are the thresholds of one run. The zero value is not usable: start from Defaults.
type Parameters struct{ defs [thresholds]Definition }

// Defaults are the thresholds as the law and the catalogue have them.
func Defaults() *Parameters { return &Parameters{defaults} }

// On is the value of a threshold on a day.
func (p *Parameters) On(t Threshold, d civil.Day) int64 {
	for _, v := range p.defs[t].Values {
		if v.From <= d {
			return v.Amount
		}
	}
	return 0
}

// Definition is how a threshold stands in this run.
func (p *Parameters) Definition(t Threshold) Definition { return p.defs[t] }

// All lists every threshold of the run in catalogue order.
func (p *Parameters) All() []Definition { return p.defs[:] }

// Show prints a value of the threshold in the unit of the catalogue: kilometres, days, years.
func (d Definition) Show(amount int64) string {
	if d.Tenths {
		return strconv.FormatFloat(float64(amount)/10, 'f', -1, 64)
	}
	return strconv.FormatInt(amount, 10)
}

// Days on which the law, or what could be read of it, changes an answer.
var (
	OneYearSentence = on(2020, 1, 1)  // R322-10-2: first day of the wording in which the one year was read
	CrewDecree      = on(2026, 8, 16) // R6312-10 as rewritten by décret n° 2026-787
	ADSReform       = on(2014, 10, 1) // L3121-2: an ADS issued from this day lasts five years
)
