package claim

// ALDProtocol is the standing, on the day of the claim, of the patient's protocols of care for a long illness (L324-1).
func (c *Case) ALDProtocol() Standing {
	rows, blame := seekID(c, ColPatientID, c.registers.ALDProtocols, "ald_protocols", c.line.PatientID)
	if blame != "" {
		return c.unknown(blame)
	}
	return best(rows, func(p *ALDProtocol) Standing {
		return c.standing(p.ValidFrom, p.ValidTo, "ald_protocols.valid_from", "ald_protocols.valid_to")
	})
}

// ALDExempt says whether the act was billed at the exemption for a long illness.
func (c *Case) ALDExempt() Truth {
	if !c.holds(ColALDExempt) {
		return c.unsure(columnNames[ColALDExempt])
	}
	return truth(c.line.ALDExempt == Yes)
}
