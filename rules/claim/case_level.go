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
