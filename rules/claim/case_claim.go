package claim

import (
	"slices"

	"vigie/rules/civil"
	"vigie/rules/law"
)

// Kind of the claim.
func (c *Case) Kind() Kind { return c.line.Kind }

// Service that was billed.
func (c *Case) Service() Service { return c.line.Service }

// Day of pick-up or of the act, in the time of the place.
func (c *Case) Day() civil.Day { return c.day }

// PickUp is the instant of pick-up. Every trip has a day; an extract may lack the hour.
func (c *Case) PickUp() civil.Moment { c.needsPickUp(); return c.line.DepartedAt }

// PickUpKnown says whether the hour of pick-up is known.
func (c *Case) PickUpKnown() bool { return c.line.DepartedAt.Known() }

func (c *Case) needsPickUp() {
	if !c.PickUpKnown() {
		c.miss(columnNames[ColDepartedAt])
	}
}

// Threshold is the value of a parameter on the day of the claim.
func (c *Case) Threshold(t law.Threshold) int64 { return c.in.Parameters.On(t, c.day) }

// WorkingDay says whether a day is a jour ouvré at the place of pick-up or of the act. The place needs to be known only for
// days that are holidays in a part of the country, and no Saturday or Sunday, on which no place works. A day that may be a holiday of the commune is none: where a delay hangs on
// it, a person looks.
func (c *Case) WorkingDay(d civil.Day) Truth {
	if !c.has(c.postcodeColumn()) && c.in.Calendar.LocalOnly(d) && c.in.Calendar.Working(d, civil.National) {
		return c.unsure(columnNames[c.postcodeColumn()])
	}
	area := civil.AreaOf(c.postcode())
	return truth(c.in.Calendar.Working(d, area) && !c.in.Calendar.HolidayInPart(d, area))
}

func (c *Case) postcodeColumn() Column {
	if c.line.Kind == Care {
		return ColProviderPostcode
	}
	return ColDeparturePostcode
}

// postcode is the one whose clock and holidays apply; empty where it is not known.
func (c *Case) postcode() string {
	if c.line.Kind == Care {
		return c.line.ProviderPostcode
	}
	return c.line.DeparturePostcode
}

// DiedOn is the day of death, civil.Never where none is known.
func (c *Case) DiedOn() civil.Day { c.Needs(ColPatientDied); return c.line.PatientDied }

// BilledKm is the billed distance, one way with the patient on board.
func (c *Case) BilledKm() Km { c.Needs(ColBilledKm); return c.line.BilledKm }

// Farther says whether the billed distance is strictly over a threshold.
func (c *Case) Farther(than law.Threshold) Truth {
	if !c.has(ColBilledKm) {
		return c.unsure(columnNames[ColBilledKm])
	}
	return truth(int64(c.line.BilledKm) > c.Threshold(than))
}

// Emergency says whether the emergency call is marked on the claim.
func (c *Case) Emergency() bool { c.Needs(ColEmergency); return c.line.Emergency == Yes }

// EmergencyMarked is Emergency as a question that a missing column leaves open.
func (c *Case) EmergencyMarked() Truth {
	if !c.has(ColEmergency) {
		return c.unsure(columnNames[ColEmergency])
	}
	return truth(c.line.Emergency == Yes)
}

// Reason of the journey, from the claim or, where the claims have no such column, from the prescription.
func (c *Case) Reason() Reason {
	reason := c.reason()
	if reason == 0 {
		c.miss(columnNames[ColReason])
	}
	return reason
}

func (c *Case) reason() Reason {
	if c.line.Present.Has(ColReason) {
		return c.line.Reason
	}
	if rx := c.found(); rx != nil && rx.Reason != ReasonOmitted {
		return rx.Reason
	}
	return 0
}

// ReasonAmong says whether the reason is one of those given.
func (c *Case) ReasonAmong(among ...Reason) Truth {
	reason := c.reason()
	if reason == 0 {
		return c.unsure(columnNames[ColReason])
	}
	return truth(slices.Contains(among, reason))
}

// LeavesFromFacility says whether the trip leaves from a care structure.
func (c *Case) LeavesFromFacility() bool {
	c.Needs(ColDepartureFacility)
	return c.line.DepartureFacility != ""
}

// Plate of the vehicle.
func (c *Case) Plate() string { c.Needs(ColPlate); return c.line.Plate }

// Driver is the register id of the driver.
func (c *Case) Driver() string { c.Needs(ColDriverID); return c.line.DriverID }

// Attendant is the register id of the second crew member, empty where there was nobody.
func (c *Case) Attendant() string { c.Needs(ColAttendantID); return c.line.AttendantID }

// Crew is the number of distinct persons that a claim names. ByName says that the number rests on names, not on register ids.
type Crew struct {
	Persons int
	ByName  bool
}

// Crew counts the persons on board. A driver who is not named is missing data; an empty attendant is nobody.
func (c *Case) Crew() Crew {
	driver, driverByName := c.person(ColDriverID, c.line.DriverID, ColDriverName, c.line.DriverName)
	attendant, attendantByName := c.person(ColAttendantID, c.line.AttendantID, ColAttendantName, c.line.AttendantName)
	switch {
	case c.line.Service == VSL && driver != "":
		return Crew{1, driverByName} // a VSL needs one person, written in either seat
	case c.line.Service == VSL && attendant != "":
		return Crew{1, attendantByName}
	case driver == "":
		c.miss(columnNames[ColDriverID])
		return Crew{}
	case attendant == "" && !c.has(ColAttendantID):
		if !c.line.Present.Has(ColAttendantName) {
			c.miss(columnNames[ColAttendantID])
		}
		return Crew{1, true}
	case attendant == "":
		return Crew{1, driverByName}
	case driver == attendant && driverByName == attendantByName:
		return Crew{1, driverByName}
	}
	return Crew{2, driverByName || attendantByName}
}

// person is who is written in a crew seat: the register id, or else the name.
func (c *Case) person(idColumn Column, id string, nameColumn Column, name string) (who string, byName bool) {
	if c.has(idColumn) && id != "" {
		return id, false
	}
	if c.has(nameColumn) && name != "" {
		return name, true
	}
	return "", false
}

// AgreementFlag says whether an agreement is marked on the claim (PRS_TOP_ENP).
func (c *Case) AgreementFlag() bool { c.Needs(ColAgreementFlag); return c.line.AgreementFlag == Yes }

// Identity is what every finding prints of its claim.
type Identity struct {
	Kind           Kind
	Day            civil.Day
	ClaimID        string
	InvoiceID      string
	BillerKind     string // operator or provider
	BillerID       string
	PatientID      string
	PrescriptionID string
	PrescriberID   string
	Plate          string
	DriverID       string
	Service        string
	PaidOn         civil.Day
	Billed         Cents
	Reimbursed     Cents
	Paid           bool
	AtStake        Cents // the reimbursed amount, or the billed one where it is not known
	Liberal        bool
}

// Identity gives what every finding prints of the claim. Nothing is noted as missing: what is not there stays empty.
func (c *Case) Identity() Identity {
	l := c.line
	id := Identity{
		Kind: l.Kind, Day: c.day, ClaimID: l.ClaimID, InvoiceID: l.InvoiceID, BillerID: l.BillerID, PatientID: l.PatientID,
		Plate: l.Plate, DriverID: l.DriverID, PaidOn: l.PaidOn, PrescriptionID: l.PrescriptionID,
		Billed: l.AmountBilled, Reimbursed: l.AmountReimbursed, Paid: c.has(ColAmountReimbursed),
		AtStake: l.AmountBilled, Liberal: l.Liberal(),
	}
	if id.Paid {
		id.AtStake = l.AmountReimbursed
	}
	if l.Kind == Care {
		id.BillerKind, id.Service = "provider", l.CareKind.String()
	} else {
		id.BillerKind, id.Service = "operator", l.Service.String()
	}
	if rx := c.found(); rx != nil && rx.PrescriberID != AbsentText {
		id.PrescriberID = rx.PrescriberID
	}
	return id
}

// Definition is a parameter as it is in this run.
func (c *Case) Definition(t law.Threshold) law.Definition { return c.in.Parameters.Definition(t) }

// Arrival is the day of arrival, or that of pick-up where no arrival is known.
func (c *Case) Arrival() civil.Day { return c.lastDay() }
