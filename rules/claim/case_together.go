package claim

// ActNamed asks for the code of the act.
func (c *Case) ActNamed() { c.Needs(ColActCode) }

// InvoiceNumbered asks for the number of the invoice.
func (c *Case) InvoiceNumbered() { c.Needs(ColInvoiceID) }

// DayOnly says whether nothing but the day of the act is known.
func (c *Case) DayOnly() bool { return !c.holds(ColPerformedAt) }

// AtThatHour asks for what it takes to say when an act was performed: its hour, and the place whose clock it was read from.
func (c *Case) NeedsHourOfAct() {
	c.Needs(ColPerformedAt)
	c.Needs(ColProviderPostcode)
}

// SomebodyOnDuty asks for a crew member that a register knows: the driver, or else the attendant. Names tell nobody apart.
func (c *Case) NeedsCrewMember() {
	if c.line.AttendantID == "" {
		c.Needs(ColDriverID)
	}
}

// CrewTold asks for every crew seat in which somebody may have sat. A VSL and a taxi have a crew of one, whichever seat of
// the VSL it is written in.
func (c *Case) NeedsWholeCrew() {
	if c.line.Service != VSL || c.line.AttendantID == "" {
		c.Needs(ColDriverID)
	}
	if c.line.Service == Ambulance {
		c.Needs(ColAttendantID)
	}
}
