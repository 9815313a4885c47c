package claim

import (
	"vigie/rules/law"
)

// TariffCodes are the detail codes that a bill says, its surcharge counting as one.
type TariffCodes struct {
	Unlisted bool // a code that the table does not know
	Flat     int  // distinct flat fees

	c         *Case
	codes     law.Codes
	known     bool
	surcharge Surcharge
}

// TariffCodes reads the billed codes.
func (c *Case) TariffCodes() TariffCodes {
	t := TariffCodes{c: c, known: c.holds(ColTariffCodes)}
	if c.holds(ColSurcharge) {
		t.surcharge = c.line.Surcharge
	}
	if !t.known {
		return t
	}
	code := 0
	for _, b := range []byte(c.line.TariffCodes + ";") {
		if b != ';' {
			code = min(code*10+int(b-'0'), 1000) // no code is as long
			continue
		}
		t.add(code)
		code = 0
	}
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
		t.Flat++
	}
	t.codes = t.codes.With(code)
}

// Any says whether one of a set of codes was billed.
func (t *TariffCodes) Any(of law.Codes) Truth {
	if !t.known {
		return t.c.unsure(columnNames[ColTariffCodes])
	}
	return truth(t.codes.Meets(of))
}

// Night says whether a night surcharge was billed.
func (t *TariffCodes) Night() Truth { return t.surcharged(NightSurcharge, law.NightCodes) }

// Sunday says whether a surcharge for a Sunday or holiday was billed.
func (t *TariffCodes) Sunday() Truth { return t.surcharged(SundaySurcharge, law.SundayCodes) }

func (t *TariffCodes) surcharged(as Surcharge, codes law.Codes) Truth {
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

// Flats says whether more than one flat fee was billed.
func (t *TariffCodes) Flats() Truth {
	if !t.known {
		return t.c.unsure(columnNames[ColTariffCodes])
	}
	return truth(t.Flat > 1)
}
