package claim

import (
	"vigie/rules/civil"
	"vigie/rules/law"
)

// SentOn is the day on which the bill reached the fund.
func (c *Case) SentOn() civil.Day { c.Needs(ColSentOn); return c.line.SentOn }

// SentBy is how the bill was sent.
func (c *Case) SentBy() Channel { c.Needs(ColSentBy); return c.line.SentBy }

// ThirdPartyPayment says whether the fund pays the biller, so that the insured person advances nothing.
func (c *Case) ThirdPartyPayment() Truth {
	if !c.has(ColThirdPartyPayment) {
		return c.unsure(columnNames[ColThirdPartyPayment])
	}
	return truth(c.line.ThirdPartyPayment == Yes)
}

// SentAfter says whether the bill came more than that many working days after a day, which does not count. Where the place is not
// known the answer must be the same in every part of the country.
func (c *Case) SentAfter(start civil.Day, workingDays law.Threshold) Truth {
	if !c.has(ColSentOn) {
		return c.unsure(columnNames[ColSentOn])
	}
	limit := c.Threshold(workingDays)
	later := func(a civil.Area) bool {
		return int64(c.in.Calendar.WorkingDays(start, c.line.SentOn, a)) > limit
	}
	switch {
	case int64(c.line.SentOn-start) <= limit:
		return False
	case c.has(c.postcodeColumn()):
		return truth(later(civil.AreaOf(c.postcode())))
	case !later(civil.National): // other areas have more holidays, never fewer
		return False
	}
	for a := range civil.Areas {
		if !later(a) {
			return c.unsure(columnNames[c.postcodeColumn()])
		}
	}
	return True
}

// WorkingDaysToSend is the number of working days from the day of the claim, which does not count, to the day on which the bill
// came.
func (c *Case) WorkingDaysToSend() int {
	return c.in.Calendar.WorkingDays(c.day, c.SentOn(), civil.AreaOf(c.postcode()))
}

// Holiday says whether a day is a holiday at the place of pick-up or of the act. The place needs to be known only for days that
// are holidays in a part of the country.
func (c *Case) Holiday(d civil.Day) Truth {
	if !c.has(c.postcodeColumn()) && c.in.Calendar.LocalOnly(d) {
		return c.unsure(columnNames[c.postcodeColumn()])
	}
	return truth(c.in.Calendar.Holiday(d, civil.AreaOf(c.postcode())))
}

// HolidayInPart says whether a day is a holiday in some communes around the place of pick-up or of the act and not in others. The
// place needs to be known as for Holiday.
func (c *Case) HolidayInPart(d civil.Day) Truth {
	if !c.has(c.postcodeColumn()) && c.in.Calendar.LocalOnly(d) {
		return c.unsure(columnNames[c.postcodeColumn()])
	}
	return truth(c.in.Calendar.HolidayInPart(d, civil.AreaOf(c.postcode())))
}
