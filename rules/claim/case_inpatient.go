package claim

import (
	"slices"
	"strings"

	"vigie/rules/civil"
)

// inPatientAt says whether the patient was, on the day, in a full stay at the facility of an end of the trip, and something else is true
// of that stay.
func (c *Case) inPatientAt(end Column, facility string, where func(c *Case, s *Stay) Truth) Truth {
	switch {
	case !c.has(end):
		return c.unsure(columnNames[end])
	case facility == "":
		return False
	}
	rows, answered := c.stays()
	if !answered {
		return c.unsure("stays")
	}
	in := False
	for i := range rows {
		if here := c.inPatientIn(&rows[i], facility); here != False {
			in = max(in, min(here, where(c, &rows[i])))
		}
	}
	return in
}

// inPatientIn says whether a stay is a full one at a facility, and includes the day.
func (c *Case) inPatientIn(s *Stay, facility string) Truth {
	in := c.inHospital(s)
	switch {
	case in == False || facility == "":
		return False
	case s.FacilityID == "" || differByZeros(s.FacilityID, facility):
		return c.unsure("stays.facility_id")
	case s.FacilityID != facility:
		return False
	}
	return in
}

func anyDay(*Case, *Stay) Truth { return True }

// goesOn says of a stay that includes the day whether it includes the next one too.
func goesOn(c *Case, s *Stay) Truth {
	if !s.LeftOn.Known() {
		return c.unsure("stays.left_on")
	}
	return truth(c.day < s.LeftOn)
}

// wentOn says of such a stay whether it began before the day and includes the next one.
func wentOn(c *Case, s *Stay) Truth { return min(truth(s.EnteredOn < c.day), goesOn(c, s)) }

// beginsToday says whether it began on the day.
func beginsToday(c *Case, s *Stay) Truth { return truth(s.EnteredOn == c.day) }

// InPatientAtEnd says whether the patient was, on the day, staying in the hospital at either end of the trip. The days of entry and exit
// belong to the stay.
func (c *Case) InPatientAtEnd() Truth {
	return max(c.inPatientAt(ColDepartureFacility, c.line.DepartureFacility, anyDay), c.inPatientAt(ColArrivalFacility, c.line.ArrivalFacility, anyDay))
}

// BetweenHospitals says whether both ends of the trip are hospitals.
func (c *Case) BetweenHospitals() Truth {
	return min(c.kindAt(ColDepartureFacility, c.line.DepartureFacility, hospital), c.kindAt(ColArrivalFacility, c.line.ArrivalFacility, hospital))
}

// ShortTransfer says whether the trip takes an in-patient to a structure that is no hospital, or brings him back from there, in a stay
// that goes on after the day: a transfer of 48 hours or more ends the stay. On the day of admission a trip to the hospital is the
// admission.
func (c *Case) ShortTransfer() Truth {
	from, to := c.line.DepartureFacility, c.line.ArrivalFacility
	return max(
		min(c.inPatientAt(ColDepartureFacility, from, goesOn), c.noHospital(ColArrivalFacility, to)),
		min(c.inPatientAt(ColArrivalFacility, to, wentOn), c.noHospital(ColDepartureFacility, from)))
}

// noHospital says whether the facility at an end of the trip is of a known kind and no hospital.
func (c *Case) noHospital(end Column, facility string) Truth {
	if c.has(end) && facility == "" {
		return False
	}
	return Not(c.kindAt(end, facility, hospital))
}

// EndOfKind says whether the facility at either end of the trip is of one of the kinds, as the register spells them.
func (c *Case) EndOfKind(kinds ...string) Truth {
	return max(c.kindAt(ColDepartureFacility, c.line.DepartureFacility, kinds...), c.kindAt(ColArrivalFacility, c.line.ArrivalFacility, kinds...))
}

// ToKind says whether the trip goes to a facility of a kind.
func (c *Case) ToKind(kind string) Truth {
	return c.kindAt(ColArrivalFacility, c.line.ArrivalFacility, kind)
}

// EndWith says whether the facility at either end has one of the specialties, as the register spells them, and is of one of the kinds;
// without kinds, of any.
func (c *Case) EndWith(specialties []string, kinds ...string) Truth {
	return max(c.endWith(ColDepartureFacility, c.line.DepartureFacility, specialties, kinds), c.endWith(ColArrivalFacility, c.line.ArrivalFacility, specialties, kinds))
}

func (c *Case) endWith(end Column, facility string, specialties, kinds []string) Truth {
	of := True
	if len(kinds) > 0 {
		of = c.kindAt(end, facility, kinds...)
	}
	if of == False || c.has(end) && facility == "" {
		return False
	}
	if !c.has(end) {
		return c.unsure(columnNames[end])
	}
	if c.registers.Facilities == nil {
		return c.unsure("facilities")
	}
	rows, _ := seek(c, c.registers.Facilities, "facilities", facility)
	switch {
	case len(rows) == 0:
		return c.unsure("facilities")
	case rows[0].Specialties == "":
		return c.unsure("facilities.specialties")
	}
	for specialty := range strings.SplitSeq(rows[0].Specialties, ";") {
		if slices.Contains(specialties, strings.ToLower(strings.TrimSpace(specialty))) {
			return of
		}
	}
	return False
}

// FirstHospital says whether the trip brings the patient to a stay that begins on the day, from a facility in which he had none.
func (c *Case) FirstHospital() Truth {
	return min(c.inPatientAt(ColArrivalFacility, c.line.ArrivalFacility, beginsToday), Not(c.StayedAtOrigin()))
}

// InPatientStay is that of the hospital at either end: where it is, and its days.
func (c *Case) InPatientStay() (facility string, entered, left civil.Day) {
	rows, _ := c.stays()
	for _, end := range [...]string{c.line.DepartureFacility, c.line.ArrivalFacility} {
		for i := range rows {
			if s := &rows[i]; c.inPatientIn(s, end) == True {
				return s.FacilityID, s.EnteredOn, s.LeftOn
			}
		}
	}
	return "", 0, 0
}

// KindsAtEnds are the kinds of the facilities at both ends, as the register spells them; empty where there is none, or none is known.
func (c *Case) KindsAtEnds() (from, to string) {
	return c.kindOf(c.line.DepartureFacility), c.kindOf(c.line.ArrivalFacility)
}

func (c *Case) kindOf(facility string) string {
	if c.registers.Facilities == nil {
		return ""
	}
	rows, _ := seek(c, c.registers.Facilities, "facilities", facility)
	if len(rows) == 0 {
		return ""
	}
	return rows[0].Kind
}
