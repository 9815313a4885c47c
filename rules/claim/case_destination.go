package claim

// Destination is the care structure to which the trip goes; empty where it goes to none.
func (c *Case) Destination() string {
	c.Needs(ColArrivalFacility)
	return c.line.ArrivalFacility
}

// StayedAtDestination says whether the patient stayed, on the day or the next, in the care structure to which the trip went.
func (c *Case) StayedAtDestination() Truth {
	return c.inStay(func(s *Stay) Truth {
		zeros := differByZeros(s.FacilityID, c.line.ArrivalFacility)
		if s.FacilityID != "" && s.FacilityID != c.line.ArrivalFacility && !zeros {
			return False
		}
		there := max(
			c.during(c.day, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on"),
			c.during(c.day+1, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on"))
		if there != False && (s.FacilityID == "" || zeros) {
			return c.unsure("stays.facility_id")
		}
		return there
	})
}
