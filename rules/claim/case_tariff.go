package claim

import "vigie/rules/law"

// TariffCodes are the detail codes on a bill. The surcharge of the bill counts as one of them.
type TariffCodes struct {
	Unlisted bool // one of the codes is not in the table

	c         *Case
	codes     law.Codes
	flat      int // distinct flat fees
	bands     int // distinct short distances
	firstBand law.Band
	known     bool // the claim has detail codes
	surcharge Surcharge
}

// TariffCodes reads the billed codes.
func (c *Case) TariffCodes() TariffCodes {
	t := TariffCodes{c: c, known: c.has(ColTariffCodes)}
	if c.has(ColSurcharge) {
		t.surcharge = c.line.Surcharge
	}
	if !t.known {
		return t
	}
	text, code := c.line.TariffCodes, 0
	for i := range len(text) {
		if text[i] == ';' {
			t.add(code)
			code = 0
		} else {
			code = min(code*10+int(text[i]-'0'), 1000) // longer than any code
		}
	}
	t.add(code)
	return t
}

func (t *TariffCodes) add(code int) {
	tariff, listed := law.TariffOf(code)
	if !listed {
		t.Unlisted = true
		return
	}
	one := law.Codes{}.With(code)
	if tariff.Kind == law.Package && !t.codes.Meets(one) {
		t.flat++
	}
	t.codes = t.codes.With(code)
	switch band := tariff.Band; {
	case band == law.Band{} || t.bands > 0 && band == t.firstBand:
	case t.bands == 0:
		t.bands, t.firstBand = 1, band
	default:
		t.bands = 2
	}
}

// Any says whether one of a set of codes was billed.
func (t TariffCodes) Any(of law.Codes) Truth {
	if !t.known {
		return t.c.unsure(columnNames[ColTariffCodes])
	}
	return truth(t.codes.Meets(of))
}

// Night says whether a night surcharge was billed.
func (t TariffCodes) Night() Truth { return t.surcharged(NightSurcharge, law.NightCodes) }

// Sunday says whether a surcharge for a Sunday or holiday was billed.
func (t TariffCodes) Sunday() Truth { return t.surcharged(SundaySurcharge, law.SundayCodes) }

func (t TariffCodes) surcharged(as Surcharge, codes law.Codes) Truth {
	switch {
	case t.surcharge == as || t.codes.Meets(codes):
		return True
	case t.surcharge == 0:
		return t.c.unsure(columnNames[ColSurcharge])
	case !t.known:
		return t.c.unsure(columnNames[ColTariffCodes])
	}
	return False
}

// NightAndSunday says whether both surcharges were billed. The surcharge column can hold only one of them.
func (t TariffCodes) NightAndSunday() Truth {
	night, sunday := t.codes.Meets(law.NightCodes), t.codes.Meets(law.SundayCodes)
	switch {
	case night && sunday, night && t.surcharge == SundaySurcharge, sunday && t.surcharge == NightSurcharge:
		return True
	case !t.known:
		return t.c.unsure(columnNames[ColTariffCodes])
	case t.surcharge == 0 && (night || sunday):
		return t.c.unsure(columnNames[ColSurcharge])
	}
	return False
}

// Flats says whether more than one flat fee was billed.
func (t TariffCodes) Flats() Truth {
	if !t.known {
		return t.c.unsure(columnNames[ColTariffCodes])
	}
	return truth(t.flat > 1)
}

// Bands says whether surcharges for more than one short distance were billed.
func (t TariffCodes) Bands() Truth {
	if !t.known {
		return t.c.unsure(columnNames[ColTariffCodes])
	}
	return truth(t.bands > 1)
}

// BesideBand says whether the surcharge for a short distance was billed for a distance that is not the one billed.
func (t TariffCodes) BesideBand() Truth {
	switch {
	case !t.known:
		return t.c.unsure(columnNames[ColTariffCodes])
	case t.bands == 0:
		return False
	case !t.c.has(ColBilledKm):
		return t.c.unsure(columnNames[ColBilledKm])
	}
	km, band := int(t.c.line.BilledKm), t.firstBand
	return truth(band.Over > 0 && km <= 10*band.Over || km > 10*band.UpTo)
}

// CodesWritten are the detail codes as written on the bill.
func (c *Case) CodesWritten() string { c.Needs(ColTariffCodes); return c.line.TariffCodes }

// Surcharge is the surcharge column of the bill.
func (c *Case) Surcharge() Surcharge { c.Needs(ColSurcharge); return c.line.Surcharge }
