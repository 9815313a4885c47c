package claim

import (
	"vigie/rules/civil"
	"vigie/rules/law"
)

// licences are the ADS rows of the operator.
func (c *Case) licences() (rows []TaxiLicence, blame string) {
	if c.line.BillerID == "" {
		return nil, columnNames[c.billerColumn()]
	}
	return seekBy(c, ColPlate, c.registers.TaxiLicences, "taxi_licences", c.line.BillerID)
}

// ParkingLicenceIssued says whether the enterprise has an ADS for the plate that was issued on or before the day, even if it
// has ended since.
func (c *Case) ParkingLicenceIssued() Truth {
	rows, blame := c.licences()
	if blame != "" {
		return c.unsure(blame)
	}
	issued := False
	for i := range rows {
		if rows[i].Plate == c.line.Plate {
			issued = max(issued, c.issuedByThen(&rows[i]))
		} else if rows[i].Plate == "" {
			issued = max(issued, min(c.unsure("taxi_licences.plate"), c.issuedByThen(&rows[i])))
		}
	}
	return issued
}

func (c *Case) issuedByThen(a *TaxiLicence) Truth {
	if !a.IssuedOn.Known() {
		return c.unsure("taxi_licences.issued_on")
	}
	return truth(a.IssuedOn <= c.day)
}

// ParkingLicence is the standing of the ADS of the plate, among those issued by the day. One issued before the reform has no
// end. On its last day a later one counts as lapsed during the trip, since that day is open to doubt.
func (c *Case) ParkingLicence() Standing {
	rows, blame := c.licences()
	if blame != "" {
		return c.unknown(blame)
	}
	return best(rows, func(a *TaxiLicence) Standing {
		switch {
		case a.Plate != c.line.Plate, c.issuedByThen(a) == False:
			return OutOfForce
		case !a.IssuedOn.Known():
			return c.unknown("taxi_licences.issued_on")
		case a.IssuedOn < law.ADSReform:
			return InForce
		case !a.ValidTo.Known() || a.ValidTo == civil.Open:
			return c.unknown("taxi_licences.valid_to")
		case a.ValidTo < c.day:
			return OutOfForce
		case a.ValidTo == c.day || a.ValidTo < c.lastDay():
			return Lapses
		}
		return InForce
	})
}

// ParkingLicenceElsewhere says whether the enterprise has an ADS in force for another plate.
func (c *Case) ParkingLicenceElsewhere() Truth {
	rows, blame := c.licences()
	if blame != "" {
		return c.unsure(blame)
	}
	found := False
	for i := range rows {
		a := &rows[i]
		if a.Plate == c.line.Plate {
			continue
		}
		found = max(found, min(c.issuedByThen(a), c.notEnded(a)))
	}
	return found
}

// notEnded says whether an ADS may still be in force: it was issued before the reform, or its recorded end has not passed.
func (c *Case) notEnded(a *TaxiLicence) Truth {
	if a.IssuedOn >= law.ADSReform && !a.ValidTo.Known() {
		return c.unsure("taxi_licences.valid_to")
	}
	return truth(a.IssuedOn < law.ADSReform || a.ValidTo >= c.day)
}

// ParkingLicenceDays are the first and last day of that ADS of the plate which ended last.
func (c *Case) ParkingLicenceDays() (issued, end civil.Day) {
	rows, _ := c.licences()
	for i := range rows {
		if a := &rows[i]; a.Plate == c.line.Plate && a.IssuedOn <= c.day && a.ValidTo >= end {
			issued, end = a.IssuedOn, a.ValidTo
		}
	}
	return issued, end
}
