package claim

// SharedCode is the number of patients for whom an abatement was billed, 0 where none was; 3 for three or more.
func (c *Case) SharedCode() int {
	c.Needs(ColSharedCode)
	if c.line.SharedCode == ThreeOrMore {
		return 3
	}
	return int(c.line.SharedCode)
}

// BilledAsShared says whether an abatement was billed.
func (c *Case) BilledAsShared() Truth {
	if !c.has(ColSharedCode) {
		return c.unsure(columnNames[ColSharedCode])
	}
	return truth(c.line.SharedCode > 0)
}

// SharingCompatible says whether the prescriber found the patient's state compatible with sharing the vehicle.
func (c *Case) SharingCompatible() Truth {
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case rx.SharedCompatible == 0:
		return c.unsure("prescriptions.shared_compatible")
	}
	return truth(rx.SharedCompatible == Yes)
}
