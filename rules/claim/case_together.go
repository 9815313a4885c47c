package claim

// DayOnly says whether only the day of the act is known, not its hour.
func (c *Case) DayOnly() bool { return !c.has(ColPerformedAt) }

// NeedsHourOfAct needs the instant of an act: its hour, and the place whose clock the hour was read from.
func (c *Case) NeedsHourOfAct() {
	c.Needs(ColPerformedAt)
	c.Needs(ColProviderPostcode)
}

// NeedsCrewMember needs the register id of a crew member, the driver or the attendant. Names do not tell persons apart.
func (c *Case) NeedsCrewMember() {
	if c.line.AttendantID == "" {
		c.Needs(ColDriverID)
	}
}

// NeedsWholeCrew needs every crew seat that may have been taken. A VSL and a taxi have a crew of one; that of a VSL may be written
// in either seat.
func (c *Case) NeedsWholeCrew() {
	if c.line.Service != VSL || c.line.AttendantID == "" {
		c.Needs(ColDriverID)
	}
	if c.line.Service == Ambulance {
		c.Needs(ColAttendantID)
	}
}
