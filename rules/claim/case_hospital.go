package claim

import (
	"slices"

	"vigie/rules/civil"
)

// hospital is how the registers spell the kind of a facility that is a hospital.
const hospital = "hospital"

// stays are the register rows of the patient's stays.
func (c *Case) stays() (rows []Stay, answered bool) {
	if c.line.PatientID == "" {
		c.noteDoubt(columnNames[ColPatientID])
	}
	return seek(c, c.registers.Stays, "stays", c.line.PatientID)
}

// inStay says whether something is true of one of the patient's stays.
func (c *Case) inStay(test func(*Stay) Truth) Truth {
	rows, answered := c.stays()
	if !answered {
		return c.unsure("stays")
	}
	in := False
	for i := range rows {
		if in = max(in, test(&rows[i])); in == True {
			break
		}
	}
	return in
}

// inHospital says whether a stay is a full hospital stay, day and night, that includes the day of the claim. The days of entry and exit
// belong to the stay.
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

// StayReached says whether the day of the claim is at least the given day of the patient's hospital stay, the day of entry being the
// first. Where no stay is known on the day of the claim the answer is open.
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

// DayOfStay is the day of the hospital stay that the day of the claim is, the day of entry being the first; 0 where there is no stay.
// Of several stays the longest counts.
func (c *Case) DayOfStay() (day int) {
	rows, _ := c.stays()
	for i := range rows {
		if s := &rows[i]; c.inHospital(s) == True {
			day = max(day, int(c.day-s.EnteredOn)+1)
		}
	}
	return day
}

// AwayFromHospital says whether the day lies between the days of entry and exit of a hospital stay of the patient, being neither, and
// neither end of the trip is that hospital.
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
	case s.FacilityID == "", differByZeros(s.FacilityID, l.DepartureFacility), differByZeros(s.FacilityID, l.ArrivalFacility):
		return c.unsure("stays.facility_id")
	case !c.has(ColDepartureFacility):
		return c.unsure(columnNames[ColDepartureFacility])
	case !c.has(ColArrivalFacility):
		return c.unsure(columnNames[ColArrivalFacility])
	}
	return True
}

// StayAwayDays are the first and last day of the hospital stay during which the trip was made elsewhere.
func (c *Case) StayAwayDays() (entered, left civil.Day) {
	rows, _ := c.stays()
	for i := range rows {
		if s := &rows[i]; c.awayFrom(s) == True {
			return s.EnteredOn, s.LeftOn
		}
	}
	return 0, 0
}

// kindAt says whether the facility at an end of the trip is of one of the kinds.
func (c *Case) kindAt(end Column, facility string, kinds ...string) Truth {
	switch {
	case !c.has(end):
		return c.unsure(columnNames[end])
	case facility == "":
		return False
	case c.registers.Facilities == nil:
		return c.unsure("facilities")
	}
	rows, _ := seek(c, c.registers.Facilities, "facilities", facility)
	switch {
	case len(rows) == 0: // what is not listed may be anything
		return c.unsure("facilities")
	case rows[0].Kind == "":
		return c.unsure("facilities.kind")
	}
	return truth(slices.Contains(kinds, rows[0].Kind))
}
