package rules

import (
	"time"

	"vigie/rules/claim"
	"vigie/rules/law"
)

// contradiction is a way in which the codes of a bill may contradict its facts.
type contradiction struct {
	fr, en string
	holds  func(c *claim.Case, billed claim.TariffCodes) claim.Truth
}

var contradictions = [...]contradiction{
	{"nuit facturée pour un trajet de jour", "night billed for a trip by day", nightByDay},
	{"dimanche ou férié facturé un jour ordinaire", "Sunday or holiday billed on an ordinary day", sundayOnWeekday},
	{"nuit et dimanche facturés ensemble", "night and Sunday billed together",
		func(_ *claim.Case, t claim.TariffCodes) claim.Truth { return t.NightAndSunday() }},
	{"plusieurs forfaits pour un trajet", "several flat fees for one trip",
		func(_ *claim.Case, t claim.TariffCodes) claim.Truth { return t.Flats() }},
	{"tarif kilométrique réduit en deçà de la longue distance", "reduced kilometre rate below the long distance",
		func(c *claim.Case, t claim.TariffCodes) claim.Truth {
			return min(t.Any(law.ReducedRate), claim.Not(longDistance(c)))
		}},
	{"tranche d'ambulance pour un autre service", "ambulance band for another service",
		func(c *claim.Case, t claim.TariffCodes) claim.Truth {
			return bandOf(c, t, claim.Ambulance, law.AmbulanceBands)
		}},
	{"tranche de VSL pour un autre service", "VSL band for another service",
		func(c *claim.Case, t claim.TariffCodes) claim.Truth { return bandOf(c, t, claim.VSL, law.VSLBands) }},
}

// oddities may have a reason: a person must look.
var oddities = [...]contradiction{
	{"longue distance sans tarif kilométrique réduit", "long distance without the reduced kilometre rate",
		func(c *claim.Case, t claim.TariffCodes) claim.Truth {
			return min(longDistance(c), claim.Not(t.Any(law.ReducedRate)))
		}},
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
	switch c.Service() {
	case claim.Ambulance, claim.VSL:
	case claim.Taxi:
		if c.Day() < law.TaxiConvention {
			return claim.False
		}
	default:
		return claim.False
	}
	return min(t.Night(), c.ByDay(law.DayTariffFrom, law.DayTariffTo))
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
	case c.PickUp() >= c.Day().Clock(law.SaturdayTariff, 0):
		return claim.False
	}
	return billed
}
