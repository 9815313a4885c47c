package claim

// ActNamed asks for the code of the act.
func (c *Case) ActNamed() { c.need(ColActCode) }

// InvoiceNumbered asks for the number of the invoice.
func (c *Case) InvoiceNumbered() { c.need(ColInvoiceID) }

// DayOnly says whether nothing but the day of the act is known.
func (c *Case) DayOnly() bool { return !c.holds(ColPerformedAt) }

// AtThatHour asks for what it takes to say when an act was performed: its hour, and the place whose clock it was read from.
func (c *Case) AtThatHour() {
	c.need(ColPerformedAt)
	c.need(ColProviderPostcode)
}

// SomebodyOnDuty asks for a crew member that a register knows: the driver, or else the attendant. Names tell nobody apart.
func (c *Case) SomebodyOnDuty() {
	if c.line.AttendantID == "" {
		c.need(ColDriverID)
	}
}

// CrewTold asks for every crew seat in which somebody may have sat. A VSL and a taxi have a crew of one, whichever seat of
// the VSL it is written in.
func (c *Case) CrewTold() {
	if c.line.Service != VSL || c.line.AttendantID == "" {
		c.need(ColDriverID)
	}
	if c.line.Service == Ambulance {
		c.need(ColAttendantID)
	}
}
