package claim

import "vigie/rules/civil"

// Destination is the care structure to which the trip goes; empty where it goes to none.
func (c *Case) Destination() string {
	c.Needs(ColArrivalFacility)
	return c.line.ArrivalFacility
}

// Origin is the care structure from which the trip leaves; empty where it leaves from none.
func (c *Case) Origin() string {
	c.Needs(ColDepartureFacility)
	return c.line.DepartureFacility
}

// StayedAtDestination says whether the patient stayed, on the day or the next, in the care structure to which the trip went.
func (c *Case) StayedAtDestination() Truth {
	return c.stayedAt(c.line.ArrivalFacility, c.day, c.day+1)
}

// StayedAtOrigin says whether the patient stayed, on the day, in the care structure that the trip leaves; the last day belongs to the
// stay.
func (c *Case) StayedAtOrigin() Truth { return c.stayedAt(c.line.DepartureFacility, c.day, c.day) }

// stayedAt says whether the patient stayed in a facility on one of two days.
func (c *Case) stayedAt(facility string, day, other civil.Day) Truth {
	return c.inStay(func(s *Stay) Truth {
		zeros := differByZeros(s.FacilityID, facility)
		if s.FacilityID != "" && s.FacilityID != facility && !zeros {
			return False
		}
		stayed := max(
			c.during(day, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on"),
			c.during(other, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on"))
		if stayed != False && (s.FacilityID == "" || zeros) {
			return c.unsure("stays.facility_id")
		}
		return stayed
	})
}

// StructureHash is a hash of the care structure that the trip leaves, or where the act was performed: its facility, else its provider.
// It is 0 where there is none.
func (c *Case) StructureHash() uint32 {
	structure := c.line.DepartureFacility
	if c.line.Kind == Care {
		if structure = c.line.FacilityID; structure == "" {
			structure = c.line.BillerID
		}
	}
	return uint32(hashOf(structure) >> 32)
}

// ToHospitalisation says whether either end of the trip is a facility in which the patient stayed, by day or in full, on the day, the
// day before or the day after. Without a facility at either end nobody can tell.
func (c *Case) ToHospitalisation() Truth {
	from, to := c.line.DepartureFacility, c.line.ArrivalFacility
	if from == "" && to == "" {
		return c.unsure(columnNames[ColArrivalFacility])
	}
	stayed := c.inStay(func(s *Stay) Truth {
		if s.Kind == ESMSStay || s.Kind == EHPADStay {
			return False
		}
		near := max(c.during(c.day-1, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on"),
			c.during(c.day, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on"),
			c.during(c.day+1, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on"))
		zeros := differByZeros(s.FacilityID, from) || differByZeros(s.FacilityID, to)
		switch {
		case near == False, s.FacilityID != "" && s.FacilityID != from && s.FacilityID != to && !zeros:
			return False
		case s.FacilityID == "", s.FacilityID != from && s.FacilityID != to:
			return c.unsure("stays.facility_id")
		case s.Kind == 0:
			return c.unsure("stays.kind")
		}
		return near
	})
	switch {
	case stayed == True:
		return True
	case from == "" && !c.has(ColDepartureFacility):
		return c.unsure(columnNames[ColDepartureFacility])
	case to == "" && !c.has(ColArrivalFacility):
		return c.unsure(columnNames[ColArrivalFacility])
	case stayed == False && c.registers.Partial["stays"]: // another stay may be missing
		return c.unsure("stays")
	}
	return stayed
}

// ToEarlyCare says whether either end of the trip is a CAMSP or a CMPP.
func (c *Case) ToEarlyCare() Truth {
	return max(c.kindAt(ColDepartureFacility, c.line.DepartureFacility, earlyCare...), c.kindAt(ColArrivalFacility, c.line.ArrivalFacility, earlyCare...))
}

// earlyCare are the kinds of facility of R322-10 1° f, as the register spells them.
var earlyCare = []string{"camsp", "cmpp"}
