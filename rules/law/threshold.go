package law

import (
	"strconv"
	"strings"

	"vigie/rules/civil"
)

// Threshold names a number with which rules compare.
type Threshold uint8

// The thresholds, in the order of the rule catalogue.
const (
	LongDistanceKm Threshold = iota
	PrescriptionValidityYears
	TacitDaysTransport
	TacitDaysCare
	MaxSpeedKmh
	MeasuredKmTolerance
	MeasuredKmTolerancePercent
	RouteKmTolerance
	RouteKmTolerancePercent
	NearestKmTolerance
	NearestToleranceRatio
	FilingDaysDirect
	FilingDaysThirdParty
	FilingDaysPaper
	SeriesMinTrips
	SeriesMinKm
	SeriesWindowMonths
	OverlapMinutes
	VehicleDayTrips
	PatientDayTrips
	VSLMaxPatients
	Repetition
	RepetitionWindow
	PeersMin
	AboveMeanRatio
	TransportForecastRate
	TaxiTollTolerance
	RecoveryYears
	PenaltyYears
	thresholds
)

// Value is the value of a threshold from a day on.
type Value struct {
	From   civil.Day
	Amount int64
}

// Definition is what a threshold is: its name in the parameter file, its unit, its values newest first, their source, and the
// day on which someone last compared them with that source.
type Definition struct {
	Name    string
	Unit    string
	Places  int // decimal places: with 1, amounts are in tenths of the unit
	Values  []Value
	Source  string
	Checked civil.Day
	Set     bool // the run was given another value than the default
}

// always is the day from which a value without a known beginning applies.
var always = on(1900, 1, 1)

// catalogueAlone is the source of a number that no text gives: the rule catalogue sets it, in the biller's favour.
const catalogueAlone = "rule catalogue: the law gives no such number"

var defaults = [thresholds]Definition{
	LongDistanceKm: {"long_distance_km", "kilometres, one way", 1,
		[]Value{{always, 1500}}, "CSS R322-10 1° d, R322-10-4 a", lastRead, false},
	PrescriptionValidityYears: {"prescription_validity", "years from the day of signature", 0,
		[]Value{{always, 1}}, "CSS R322-10-2", lastRead, false},
	TacitDaysTransport: {"tacit_agreement_days_transport", "days from dispatch of the request", 0,
		[]Value{{on(2006, 12, 30), 15}, {always, 10}}, "CSS R322-10-4; before 2006-12-30 CSS R322-11-3 (repealed)", lastRead, false},
	TacitDaysCare: {"tacit_agreement_days_care", "days from receipt of a complete request", 0,
		[]Value{{always, 15}}, "CSS R315-15 I", lastRead, false},
	MaxSpeedKmh: {"max_speed_kmh", "kilometres per hour", 0,
		[]Value{{always, 130}}, catalogueAlone, lastRead, false},
	MeasuredKmTolerance: {"km_tolerance_measured_km", "kilometres over the measured distance", 1,
		[]Value{{always, 20}}, catalogueAlone, lastRead, false},
	MeasuredKmTolerancePercent: {"km_tolerance_measured_percent", "percent of the measured distance", 0,
		[]Value{{always, 5}}, catalogueAlone, lastRead, false},
	RouteKmTolerance: {"km_tolerance_route_km", "kilometres over the reference route", 1,
		[]Value{{always, 50}}, catalogueAlone, lastRead, false},
	RouteKmTolerancePercent: {"km_tolerance_route_percent", "percent of the reference route", 0,
		[]Value{{always, 20}}, catalogueAlone, lastRead, false},
	NearestKmTolerance: {"nearest_tolerance_km", "kilometres over the shorter route", 1,
		[]Value{{always, 50}}, catalogueAlone, lastRead, false},
	NearestToleranceRatio: {"nearest_tolerance_ratio", "of the shorter route", 2,
		[]Value{{always, 10}}, catalogueAlone, lastRead, false},
	FilingDaysDirect: {"filing_days_electronic_direct", "working days from the day of the act", 0,
		[]Value{{always, 3}}, "CSS R161-47 I 1°, read in a secondary source", lastRead, false},
	FilingDaysThirdParty: {"filing_days_electronic_third_party", "working days from the day of the act", 0,
		[]Value{{always, 8}}, "CSS R161-47 I 1°, read in a secondary source", lastRead, false},
	FilingDaysPaper: {"filing_days_paper", "days from the day of the act", 0,
		[]Value{{always, 8}}, "CSS R161-47 I 2° b (Civ. 2e, 8 Oct. 2015, n° 14-20.252), read in a secondary source", lastRead, false},
	SeriesMinTrips: {"series_min_trips", "trips of one treatment", 0,
		[]Value{{always, 4}}, "CSS R322-10 1° e", lastRead, false},
	SeriesMinKm: {"series_min_km", "kilometres, one way; the trips are longer", 1,
		[]Value{{always, 500}}, "CSS R322-10 1° e", lastRead, false},
	SeriesWindowMonths: {"series_window", "calendar months", 0,
		[]Value{{always, 2}}, "CSS R322-10 1° e", lastRead, false},
	OverlapMinutes: {"overlap_minutes", "minutes that hours typed by hand may be wrong", 0,
		[]Value{{always, 5}}, catalogueAlone, lastRead, false},
	VehicleDayTrips: {"vehicle_day_trips", "trips of one vehicle on one day", 0,
		[]Value{{always, 20}}, catalogueAlone, lastRead, false},
	PatientDayTrips: {"patient_day_trips", "trips of one patient on one day", 0,
		[]Value{{always, 6}}, catalogueAlone, lastRead, false},
	VSLMaxPatients: {"vsl_max_patients", "patients in a VSL at one instant", 0,
		[]Value{{always, 3}}, "CSP R6312-14, read in a secondary source", lastRead, false},
	Repetition: {"repetition", "occurrences within the window", 0,
		[]Value{{always, 2}}, catalogueAlone, lastRead, false},
	RepetitionWindow: {"repetition_window", "days", 0,
		[]Value{{always, 365}}, catalogueAlone, lastRead, false},
	PeersMin: {"peers_min", "professionals of the group", 0,
		[]Value{{always, 20}}, catalogueAlone, lastRead, false},
	AboveMeanRatio: {"above_mean_ratio", "times the mean of the peers", 2,
		[]Value{{always, 150}}, catalogueAlone, lastRead, false},
	TransportForecastRate: {"transport_forecast_rate", "percent of growth a year; the default stands for none", 2,
		[]Value{{always, 0}}, "CSS R322-11: an order for each year, none of them at hand", lastRead, false},
	TaxiTollTolerance: {"taxi_toll_tolerance", "euros of a taxi's price that may be tolls", 2,
		[]Value{{always, 1000}}, catalogueAlone, lastRead, false},
	RecoveryYears: {"recovery_years", "years from payment, save for fraud", 0,
		[]Value{{always, 3}}, "CSS L133-4 III", lastRead, false},
	PenaltyYears: {"penalty_years", "years from the facts; they may count from a later day, on which the fund knew or should have known", 0,
		[]Value{{on(2022, 12, 25), 5}, {always, 5}}, "CSS L114-17-2 I with art. 2224 of the code civil (not read); before 2022-12-25 CSS L114-17-1, read in a secondary source", lastRead, false},
}

// Parameters are the thresholds of one run. The zero value is not usable: start from Defaults.
type Parameters struct{ defs [thresholds]Definition }

// Defaults are the thresholds as set by the law and the catalogue.
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

// Definition is the definition of a threshold in this run.
func (p *Parameters) Definition(t Threshold) Definition { return p.defs[t] }

// All lists every threshold of the run in catalogue order.
func (p *Parameters) All() []Definition { return p.defs[:] }

// Show formats a value of the threshold in its unit: kilometres, days, years.
func (d Definition) Show(amount int64) string {
	one := int64(1)
	for range d.Places {
		one *= 10
	}
	whole, rest := strconv.FormatInt(amount/one, 10), amount%one
	if rest == 0 {
		return whole
	}
	return whole + "." + strings.TrimRight(strconv.FormatInt(one+rest, 10)[1:], "0")
}

// Days from which the law, or what could be read of it, gives another answer.
var (
	OneYearSentence  = on(2019, 12, 12) // R322-10-2: first day of the wording with the one year
	AmountCriterion  = on(2018, 7, 29)  // R147-8 5° and 6°: amounts count from this day, levels before it too
	CampsAgreement   = on(2014, 5, 28)  // R322-10-4 b names the trips of R322-10 1° f from this day
	LeaveArticle     = on(2019, 12, 12) // R322-10-8
	MaternityLodging = on(2022, 5, 1)   // R322-10-9
	CrewDecree       = on(2026, 8, 16)  // R6312-10 as rewritten by décret n° 2026-787
	ADSReform        = on(2014, 10, 1)  // L3121-2: an ADS issued from this day lasts five years
	TaxiConvention   = on(2025, 11, 1)  // first day of the national model convention of taxis and of its tariffs
)

// Numbers in the articles themselves, which no parameter changes.
const (
	EscortUnder     = 16 // years: R322-10-7
	LeaveUnder      = 20 // years: R322-10-8
	LeaveFirstDay   = 14 // day of the stay, counting the day of entry as the first: R322-10-8
	DayTariffFrom   = 8  // o'clock: from 20:00 to 08:00 the night surcharge applies
	DayTariffTo     = 20
	SaturdayTariff  = 12 // o'clock: from then on the Sunday surcharge applies to a taxi, since TaxiConvention
	RouteMarginKm   = 50 // tenths of a kilometre: the distance of a route that is this close to 150 km is open to doubt
	RouteMarginRate = 3  // or this percentage of 150 km, if that is more

	AboveMeanTransports = 20 // at least, in a half-year, for a prescriber to be held against the mean: the rule catalogue sets it

	BalancePaymentPercent = 10 // at most, of the transports of the year: R322-11-2 (abrogé)
	BalanceSavingsPercent = 30 // at most, of what a contract saved: R322-11-5 (abrogé)
)
