package claim

// Biller is who sent the bill.
func (c *Case) Biller() string { return c.line.BillerID }

// Concerns says whether an item of a register names what was billed: the act code, the kind of care or the service.
func (c *Case) Concerns(item string) bool {
	if item == "" {
		return false
	}
	if c.line.Kind == Care {
		return c.line.ActCode == item || c.line.CareKind.String() == item
	}
	return c.line.Service.String() == item
}

// Reimbursement is what was paid, and whether it is known.
func (c *Case) Reimbursement() (Cents, bool) {
	return c.line.AmountReimbursed, c.holds(ColAmountReimbursed)
}

// PrescribedIn is the establishment that a transport was prescribed in; empty where no establishment is behind it: a doctor
// in town prescribed it, a convocation stands in, or there is no prescription. Where nobody can tell it names what is to
// blame, and leaves no other trace.
func (c *Case) PrescribedIn() (facility, blame string) {
	rx := c.found()
	switch {
	case rx == nil && c.holds(ColPrescriptionID) && c.line.PrescriptionID == "":
		return "", ""
	case rx == nil:
		_, blame = seekBy(c, ColPrescriptionID, c.registers.Prescriptions, "prescriptions", c.line.PrescriptionID)
		return "", blame
	case rx.PrescriberFacility == AbsentText:
		return "", "prescriptions.prescriber_facility"
	}
	return rx.PrescriberFacility, ""
}
