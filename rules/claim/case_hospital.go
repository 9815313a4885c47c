package claim

import "vigie/rules/civil"

// hospital is how the registers spell the kind of a facility that is a hospital.
const hospital = "hospital"

// inStay says whether something holds of one of the patient's stays.
func (c *Case) inStay(holds func(*Stay) Truth) Truth {
	rows, answered := seek(c, c.registers.Stays, "stays", c.line.PatientID)
	if !answered {
		return c.unsure("stays")
	}
	in := False
	for i := range rows {
		if in = max(in, holds(&rows[i])); in == True {
			break
		}
	}
	return in
}

// inHospital says whether a stay is one in a hospital, day and night, on the day of the claim; the days of entry and exit
// belong to it.
func (c *Case) inHospital(s *Stay) Truth {
	days := c.during(c.day, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on")
	switch {
	case days == False || s.Kind != HospitalStay && s.Kind != 0:
		return False
	case s.Kind == 0:
		return c.unsure("stays.kind")
	}
	return days
}

// StayReached says whether the patient's hospital stay had come to a day of its own, that of entry being the first. Where
// no stay is known on the day of the claim nobody can tell.
func (c *Case) StayReached(ordinal int) Truth {
	in := False
	reached := c.inStay(func(s *Stay) Truth {
		here := c.inHospital(s)
		in = max(in, here)
		return min(here, truth(c.day >= s.EnteredOn+civil.Day(ordinal-1)))
	})
	if reached == False && in != True {
		return c.unsure("stays")
	}
	return reached
}

// DayOfStay counts the days of the longest hospital stay of the day of the claim, that of entry being the first; 0 where
// there is none.
func (c *Case) DayOfStay() (day int) {
	c.inStay(func(s *Stay) Truth {
		if c.inHospital(s) == True {
			day = max(day, int(c.day-s.EnteredOn)+1)
		}
		return False
	})
	return day
}

// AwayFromHospital says whether the patient was strictly inside a hospital stay on the day, between its days of entry and
// exit, and neither end of the trip is that hospital.
func (c *Case) AwayFromHospital() Truth { return c.inStay(c.awayFrom) }

func (c *Case) awayFrom(s *Stay) Truth {
	l := c.line
	if c.day == s.EnteredOn || c.day == s.LeftOn || s.FacilityID != "" && (s.FacilityID == l.DepartureFacility || s.FacilityID == l.ArrivalFacility) {
		return False
	}
	in := c.inHospital(s)
	switch {
	case in != True:
		return in
	case s.FacilityID == "":
		return c.unsure("stays.facility_id")
	case !c.holds(ColDepartureFacility):
		return c.unsure(columnNames[ColDepartureFacility])
	case !c.holds(ColArrivalFacility):
		return c.unsure(columnNames[ColArrivalFacility])
	}
	return True
}

// StayAwayDays are the first and last day of the hospital stay during which the trip was made elsewhere.
func (c *Case) StayAwayDays() (entered, left civil.Day) {
	c.inStay(func(s *Stay) Truth {
		away := c.awayFrom(s)
		if away == True {
			entered, left = s.EnteredOn, s.LeftOn
		}
		return away
	})
	return entered, left
}

// InPatientAtOrigin says whether the patient stays, on the day, in the hospital that the trip leaves from.
func (c *Case) InPatientAtOrigin() Truth {
	switch {
	case !c.holds(ColDepartureFacility):
		return c.unsure(columnNames[ColDepartureFacility])
	case c.line.DepartureFacility == "":
		return False
	}
	return c.inStay(c.atOrigin)
}

func (c *Case) atOrigin(s *Stay) Truth {
	in := c.inHospital(s)
	switch {
	case in == False || s.FacilityID != "" && s.FacilityID != c.line.DepartureFacility:
		return False
	case s.FacilityID == "":
		return c.unsure("stays.facility_id")
	}
	return in
}

// InPatientSince is the first day of that stay.
func (c *Case) InPatientSince() (entered civil.Day) {
	c.inStay(func(s *Stay) Truth {
		at := c.atOrigin(s)
		if at == True {
			entered = s.EnteredOn
		}
		return at
	})
	return entered
}

// FromHospital says whether the trip leaves from a hospital.
func (c *Case) FromHospital() Truth {
	return c.hospitalAt(ColDepartureFacility, c.line.DepartureFacility)
}

// ToHospital says whether the trip goes to a hospital.
func (c *Case) ToHospital() Truth { return c.hospitalAt(ColArrivalFacility, c.line.ArrivalFacility) }

func (c *Case) hospitalAt(end Column, facility string) Truth {
	switch {
	case !c.holds(end):
		return c.unsure(columnNames[end])
	case facility == "":
		return False
	case c.registers.Facilities == nil:
		return c.unsure("facilities")
	}
	rows := c.registers.Facilities.Of(facility)
	switch {
	case len(rows) == 0: // what is not listed may be anything
		return c.unsure("facilities")
	case rows[0].Kind == "":
		return c.unsure("facilities.kind")
	}
	return truth(rows[0].Kind == hospital)
}
