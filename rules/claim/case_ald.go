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

// ALDExempt says whether the claim was billed at the exemption for a long illness. Of transports without the column nobody says so.
func (c *Case) ALDExempt() Truth {
	switch {
	case c.line.Kind == Transport && !c.line.Present.Has(ColALDExempt):
		return False
	case !c.has(ColALDExempt):
		return c.unsure(columnNames[ColALDExempt])
	}
	return truth(c.line.ALDExempt == Yes)
}
