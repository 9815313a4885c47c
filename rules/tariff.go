package rules

import (
	"time"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// contradiction is a way in which the codes of a bill may contradict its facts.
type contradiction struct {
	fr, en string
	test   func(c *claim.Case, billed claim.TariffCodes) claim.Truth
}

var contradictions = [...]contradiction{
	{"nuit facturée pour un trajet de jour", "night billed for a trip by day", nightByDay},
	{"dimanche ou férié facturé un jour ordinaire", "Sunday or holiday billed on an ordinary day", sundayOnWeekday},
	{"nuit et dimanche facturés ensemble", "night and Sunday billed together",
		func(_ *claim.Case, t claim.TariffCodes) claim.Truth { return t.NightAndSunday() }},
	{"plusieurs forfaits pour un trajet", "several flat fees for one trip",
		func(_ *claim.Case, t claim.TariffCodes) claim.Truth { return t.Flats() }},
	{"plusieurs tranches de trajet court", "several short-trip bands",
		func(_ *claim.Case, t claim.TariffCodes) claim.Truth { return t.Bands() }},
	{"tranche d'ambulance pour un autre service", "ambulance band for another service",
		func(c *claim.Case, t claim.TariffCodes) claim.Truth {
			return bandOf(c, t, claim.Ambulance, law.AmbulanceBands)
		}},
	{"tranche de VSL pour un autre service", "VSL band for another service",
		func(c *claim.Case, t claim.TariffCodes) claim.Truth { return bandOf(c, t, claim.VSL, law.VSLBands) }},
}

// oddities may have a reason: a person must look.
var oddities = [...]contradiction{
	{"nuit facturée pour un trajet dont la moitié au plus est de nuit", "night billed for a trip of which half at most lies in the night", partByNight},
	{"tarif kilométrique réduit, supprimé en juin 2002", "reduced kilometre rate, which ended in June 2002",
		func(_ *claim.Case, t claim.TariffCodes) claim.Truth { return t.Any(law.ReducedRate) }},
	{"tranche de trajet court pour d'autres kilomètres que ceux facturés", "short-trip band for other kilometres than those billed",
		func(_ *claim.Case, t claim.TariffCodes) claim.Truth { return t.BesideBand() }},
	{"approche ou attente facturée en plus du forfait du taxi", "approach or waiting billed on top of the taxi's flat fee", besideFlatFee},
	{"dimanche ou férié facturé un samedi", "Sunday or holiday billed on a Saturday", sundayOnSaturday},
	{"férié facturé un jour qui ne l'est que dans certaines communes", "holiday billed on a day that is one in some communes only", sundayOnLocalFriday},
}

func bandOf(c *claim.Case, t claim.TariffCodes, service claim.Service, bands law.Codes) claim.Truth {
	if c.Service() == service {
		return claim.False
	}
	return t.Any(bands)
}

// nightByDay: the night surcharge for a trip of which no minute lies between 20:00 and 08:00.
func nightByDay(c *claim.Case, t claim.TariffCodes) claim.Truth {
	return min(nightBilled(c, t), c.ByDay(law.DayTariffFrom, law.DayTariffTo))
}

// partByNight: the night surcharge for a trip of which some minutes lie between these hours, and not more than half.
func partByNight(c *claim.Case, t claim.TariffCodes) claim.Truth {
	billed := nightBilled(c, t)
	if billed == claim.False {
		return claim.False
	}
	return min(billed, claim.Not(c.ByDay(law.DayTariffFrom, law.DayTariffTo)), claim.Not(byNight(c)))
}

// byNight says whether the night tariff is due, each hour being as far beside the one written as favours it.
func byNight(c *claim.Case) claim.Truth {
	return c.ByNight(law.DayTariffTo, law.DayTariffFrom, int(c.Threshold(law.OverlapMinutes)))
}

// nightBilled says whether the night surcharge was billed, of the services whose hours are known.
func nightBilled(c *claim.Case, t claim.TariffCodes) claim.Truth {
	switch c.Service() {
	case claim.Ambulance, claim.VSL:
	case claim.Taxi:
		if c.Day() < law.TaxiConvention {
			return claim.False
		}
	default:
		return claim.False
	}
	return t.Night()
}

// besideFlatFee: approach or waiting of a taxi, which its flat fee has held since the convention of 2025.
func besideFlatFee(c *claim.Case, t claim.TariffCodes) claim.Truth {
	if c.Service() != claim.Taxi || c.Day() < law.TaxiConvention {
		return claim.False
	}
	return t.Any(law.InFlatFee)
}

// sundayOnWeekday: the Sunday surcharge from Monday to Friday, where neither the day of pick-up nor that of arrival is a
// holiday.
func sundayOnWeekday(c *claim.Case, t claim.TariffCodes) claim.Truth {
	billed := t.Sunday()
	if day := c.Day().Weekday(); billed == claim.False || day == time.Saturday || day == time.Sunday {
		return claim.False
	}
	holiday := max(c.Holiday(c.Day()), c.Holiday(c.Arrival()))
	return min(billed, claim.Not(max(holiday, c.HolidayInPart(c.Day()), c.HolidayInPart(c.Arrival()))))
}

// sundayOnLocalFriday: the Sunday surcharge from Monday to Friday, on a day that is a holiday in some communes of the area only.
func sundayOnLocalFriday(c *claim.Case, t claim.TariffCodes) claim.Truth {
	billed := t.Sunday()
	if day := c.Day().Weekday(); billed == claim.False || day == time.Saturday || day == time.Sunday {
		return claim.False
	}
	holiday := max(c.Holiday(c.Day()), c.Holiday(c.Arrival()))
	return min(billed, claim.Not(holiday), max(c.HolidayInPart(c.Day()), c.HolidayInPart(c.Arrival())))
}

// sundayOnSaturday: the Sunday surcharge on a Saturday. Since their convention of 2025 taxis bill the Sunday tariff from noon
// on; what they billed before is not known.
func sundayOnSaturday(c *claim.Case, t claim.TariffCodes) claim.Truth {
	billed := t.Sunday()
	if billed == claim.False || c.Day().Weekday() != time.Saturday {
		return claim.False
	}
	billed = min(billed, claim.Not(c.Holiday(c.Day())))
	switch {
	case c.Service() != claim.Taxi || billed == claim.False:
		return billed
	case c.Day() < law.TaxiConvention:
		return c.Unseen("tariff_codes")
	case !c.PickUpKnown():
		return c.Unseen("departed_at")
	case c.PickUp() >= c.Day().Clock(law.SaturdayTariff, 0):
		return claim.False
	}
	return billed
}
