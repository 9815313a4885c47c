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
	rx, blame := c.prescriptionOrBlame()
	switch {
	case rx == nil:
		return "", blame
	case rx.PrescriberFacility == AbsentText:
		return "", "prescriptions.prescriber_facility"
	}
	return rx.PrescriberFacility, ""
}

// PrescribedBy is the prescriber of a transport, and the mode that was prescribed: zero where it is not known. Both are empty where there
// is none: a convocation stands in, or there is no prescription. Blame names what is missing to know the prescriber; the case itself
// notes nothing as missing.
func (c *Case) PrescribedBy() (prescriber string, mode Mode, blame string) {
	rx, blame := c.prescriptionOrBlame()
	switch {
	case rx == nil:
		return "", 0, blame
	case rx.PrescriberID == "":
		return "", 0, "prescriptions.prescriber_id"
	}
	return rx.PrescriberID, rx.Mode, ""
}

// prescriptionOrBlame is the prescription of a doctor. Where it is nil, blame names what is missing to find it, and is empty where there
// is none.
func (c *Case) prescriptionOrBlame() (rx *Prescription, blame string) {
	rx = c.found()
	switch {
	case rx != nil && !c.prescription.convoke:
		return rx, ""
	case rx != nil, c.has(ColPrescriptionID) && c.line.PrescriptionID == "":
		return nil, ""
	}
	_, blame = seekBy(c, ColPrescriptionID, c.registers.Prescriptions, "prescriptions", c.line.PrescriptionID)
	return nil, blame
}
