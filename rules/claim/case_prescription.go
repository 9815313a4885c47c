package claim

import "vigie/rules/civil"

// lookup is the prescription of the current claim, looked up once.
type lookup struct {
	done    bool
	row     *Prescription // nil where there is none
	blame   string        // what is missing to find it
	proven  bool          // the data prove that there is none
	convoke bool          // a convocation stands in for it (R322-10 2°)
	standIn Prescription
}

var nothingPrescribed = &Prescription{}

// rx is the prescription, or the convocation that stands in for it. To every rule that reads it a claim without one has missing
// data; only 2g-no-prescription flags its absence.
func (c *Case) rx() *Prescription {
	if row := c.found(); row != nil {
		return row
	}
	c.miss(c.prescription.blame)
	return nothingPrescribed
}

func (c *Case) found() *Prescription {
	if !c.prescription.done {
		c.prescription.done = true
		c.lookUp()
	}
	return c.prescription.row
}

func (c *Case) lookUp() {
	p := &c.prescription
	p.row, p.proven, p.convoke = nil, false, false
	id := c.line.PrescriptionID
	if !c.has(ColPrescriptionID) || id == "" {
		p.blame, p.proven = columnNames[ColPrescriptionID], c.has(ColPrescriptionID)
		return
	}
	rows, answered := seek(c, c.registers.Prescriptions, "prescriptions", id)
	if len(rows) > 0 {
		p.row = &rows[0]
		return
	}
	p.blame = "prescriptions"
	if c.line.Kind == Care {
		p.proven = answered
		return
	}
	// For a reason of R322-10 2° the convocation with that id is the prescription. Where the reason is not known, an existing
	// convocation does not count against the claim, and one that may exist leaves the question open.
	control := Unsure
	if c.line.Present.Has(ColReason) && c.has(ColReason) {
		control = truth(c.line.Reason.Control())
	}
	if control == False {
		p.proven = answered
		return
	}
	convocations, known := seek(c, c.registers.Convocations, "convocations", id)
	switch {
	case len(convocations) > 0 && control == True:
		v := &convocations[0]
		p.standIn = Prescription{PrescriptionID: v.ConvocationID, PatientID: v.PatientID, SignedOn: v.IssuedOn, Mode: v.Mode, Reason: c.line.Reason}
		p.row, p.convoke = &p.standIn, true
	case !known && control == True:
		p.blame = "convocations"
	case !answered: // both registers are missing: that of prescriptions is named
	case len(convocations) > 0, !known:
		p.blame = columnNames[ColReason]
	default:
		p.proven = true
	}
}

// Prescribed says whether the claim has a prescription, or a convocation that stands in for one.
func (c *Case) Prescribed() bool {
	if c.found() != nil {
		return true
	}
	if !c.prescription.proven {
		c.miss(c.prescription.blame)
	}
	return false
}

// Convoked says whether a convocation stands in for the prescription.
func (c *Case) Convoked() bool { return c.found() != nil && c.prescription.convoke }

// PrescriptionIDGiven says whether the claim names a prescription at all.
func (c *Case) PrescriptionIDGiven() bool {
	c.Needs(ColPrescriptionID)
	return c.line.PrescriptionID != ""
}

// PrescribedClass is the class of the means of transport that the prescriber chose.
func (c *Case) PrescribedClass() Class {
	class := c.PrescribedMode().Class()
	if class == 0 {
		c.miss(c.modeCell())
	}
	return class
}

// PrescribedMode is the prescribed mode as written; ModeOmitted where the prescriber named none.
func (c *Case) PrescribedMode() Mode {
	mode := c.rx().Mode
	if mode == 0 {
		c.miss(c.modeCell())
	}
	return mode
}

func (c *Case) modeCell() string {
	if c.prescription.convoke {
		return "convocations.mode"
	}
	return "prescriptions.mode"
}

// ModeOmitted says whether the prescription names no mode.
func (c *Case) ModeOmitted() Truth {
	mode := c.rx().Mode
	if mode == 0 {
		return c.unsure(c.modeCell())
	}
	return truth(mode == ModeOmitted)
}

// ReasonOmitted says whether the prescription names no reason.
func (c *Case) ReasonOmitted() Truth {
	reason := c.rx().Reason
	if reason == 0 {
		return c.unsure("prescriptions.reason")
	}
	return truth(reason == ReasonOmitted)
}

// SignedOn is the day on which the prescription was signed, or the convocation issued.
func (c *Case) SignedOn() civil.Day {
	day := c.rx().SignedOn
	if !day.Known() {
		if c.prescription.convoke {
			c.miss("convocations.issued_on")
		} else {
			c.miss("prescriptions.signed_at")
		}
	}
	return day
}

// SignedAt is the instant of signature, and false where only the day is known.
func (c *Case) SignedAt() (civil.Moment, bool) {
	at := c.rx().SignedAt
	return at, at.Known()
}

// UrgencyPrescribed says whether the prescriber wrote the urgency on the prescription.
func (c *Case) UrgencyPrescribed() bool {
	rx := c.rx()
	if c.prescription.convoke {
		return false
	}
	if rx.Emergency == 0 {
		c.miss("prescriptions.emergency")
	}
	return rx.Emergency == Yes
}

// Prescriber is the register id of the prescriber.
func (c *Case) Prescriber() string {
	id := c.rx().PrescriberID
	if id == "" {
		c.miss("prescriptions.prescriber_id")
	}
	return id
}

// PrescriberRegistered is the standing of the prescriber in the register on the day of signature.
func (c *Case) PrescriberRegistered() Standing {
	id, signed := c.Prescriber(), c.SignedOn()
	if id == "" || !signed.Known() {
		return OutOfForce
	}
	rows, answered := seek(c, c.registers.Prescribers, "prescribers", id)
	if !answered {
		return c.unknown("prescribers")
	}
	return best(rows, func(r *Prescriber) Standing {
		switch {
		case r.ValidTo.Known() && r.ValidTo < signed:
			return OutOfForce
		case !r.ValidFrom.Known():
			return c.unknown("prescribers.valid_from")
		case signed < r.ValidFrom:
			return OutOfForce
		case !r.ValidTo.Known():
			return c.unknown("prescribers.valid_to")
		}
		return InForce
	})
}

// transportsItem is how agreement_periods names the transports.
const transportsItem = "transports"

// PrescriberUnderAgreement says whether the prescriber was under prior agreement on the day of signature, for transports or for the act
// that was billed. A convocation is no prescription of his.
func (c *Case) PrescriberUnderAgreement() Truth {
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case c.prescription.convoke:
		return False
	case c.registers.AgreementPeriods == nil:
		return c.unsure("agreement_periods")
	case rx.PrescriberID == "":
		return c.unsure("prescriptions.prescriber_id")
	}
	rows, answered := seek(c, c.registers.AgreementPeriods, "agreement_periods", rx.PrescriberID)
	if !answered {
		return c.unsure("agreement_periods")
	}
	under := False
	for i := range rows {
		under = max(under, c.signedUnder(&rows[i], rx))
	}
	return under
}

// PeriodOfPrescriber is that period; nil where there is none.
func (c *Case) PeriodOfPrescriber() *AgreementPeriod {
	rx := c.found()
	if rx == nil || c.registers.AgreementPeriods == nil {
		return nil
	}
	rows, _ := seek(c, c.registers.AgreementPeriods, "agreement_periods", rx.PrescriberID)
	for i := range rows {
		if c.signedUnder(&rows[i], rx) == True {
			return &rows[i]
		}
	}
	return nil
}

// signedUnder says whether a prescription of what was billed was signed in a period of prior agreement.
func (c *Case) signedUnder(p *AgreementPeriod, rx *Prescription) Truth {
	billed := c.underItem(p.Item)
	switch {
	case billed == False:
		return False
	case !rx.SignedOn.Known():
		return c.unsure("prescriptions.signed_at")
	}
	return min(billed, c.during(rx.SignedOn, p.ValidFrom, p.ValidTo, "agreement_periods.valid_from", "agreement_periods.valid_to"))
}

// underItem says whether an item of agreement_periods is what was billed: transports, an act code or a kind of care.
func (c *Case) underItem(item string) Truth {
	if item == "" {
		return c.unsure("agreement_periods.item")
	}
	if c.line.Kind == Transport || item == transportsItem {
		return truth(c.line.Kind == Transport && item == transportsItem)
	}
	column := ColActCode
	if _, kind := ReadCareKind([]byte(item)); kind {
		column = ColCareKind
	}
	if !c.has(column) {
		return c.unsure(columnNames[column])
	}
	return truth(c.Concerns(item))
}

// Agreements are the requests for prior agreement under the prescription; for a series, under any prescription of the
// same treatment. Answered is false where the register cannot tell.
func (c *Case) Agreements() (rows []Agreement, answered bool) {
	return c.agreements(c.reason() == Series)
}

func (c *Case) agreements(series bool) (rows []Agreement, answered bool) {
	if !c.has(ColPrescriptionID) {
		c.Needs(ColPrescriptionID)
		return nil, false
	}
	if c.line.PrescriptionID == "" {
		return nil, c.AgreementsSupplied()
	}
	if ofTreatment := c.registers.TreatmentAgreements; ofTreatment != nil && series {
		if rx := c.found(); rx != nil && rx.TreatmentID != "" {
			if rows, answered = seek(c, ofTreatment, Treatments, rx.TreatmentID); len(rows) > 0 || !answered {
				return rows, answered
			}
		}
	}
	return seek(c, c.registers.Agreements, "agreements", c.line.PrescriptionID)
}

// AgreementsSupplied says whether the register of agreements was supplied.
func (c *Case) AgreementsSupplied() bool { return c.registers.Agreements != nil }
