package claim

// Biller is the id of who sent the bill.
func (c *Case) Biller() string { return c.line.BillerID }

// Concerns says whether an item of a register is what was billed: its act code, kind of care or service.
func (c *Case) Concerns(item string) bool {
	if item == "" {
		return false
	}
	if c.line.Kind == Care {
		return c.line.ActCode == item || c.line.CareKind.String() == item
	}
	return c.line.Service.String() == item
}

// Reimbursement is the amount paid, and whether it is known.
func (c *Case) Reimbursement() (Cents, bool) {
	return c.line.AmountReimbursed, c.has(ColAmountReimbursed)
}

// PrescribedIn is the establishment in which a transport was prescribed. It is empty where there is none: a doctor in town
// prescribed it, a convocation stands in, or there is no prescription. Blame names what is missing to know it; the case itself
// notes nothing as missing.
func (c *Case) PrescribedIn() (facility, blame string) {
	rx := c.found()
	switch {
	case rx == nil && c.has(ColPrescriptionID) && c.line.PrescriptionID == "":
		return "", ""
	case rx == nil:
		_, blame = seekBy(c, ColPrescriptionID, c.registers.Prescriptions, "prescriptions", c.line.PrescriptionID)
		return "", blame
	case rx.PrescriberFacility == AbsentText:
		return "", "prescriptions.prescriber_facility"
	}
	return rx.PrescriberFacility, ""
}
