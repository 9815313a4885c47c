package claim

import "vigie/rules/civil"

// Arrived is the instant of arrival.
func (c *Case) Arrived() civil.Moment { c.Needs(ColArrivedAt); return c.line.ArrivedAt }

// Aboard is how many seconds the patient was on board, by the clock of the place of pick-up. The place needs to be known only
// where some clock in the country changes during the trip.
func (c *Case) Aboard() int64 {
	departed, arrived := c.PickUp(), c.Arrived()
	if !departed.Known() || !arrived.Known() {
		return 0
	}
	if !c.has(ColDeparturePostcode) && !civil.SameEverywhere(departed, arrived) {
		c.Needs(ColDeparturePostcode)
	}
	return civil.ZoneOf(c.line.DeparturePostcode).Elapsed(departed, arrived)
}

// ByDay says whether the whole trip lies between two hours of one day.
func (c *Case) ByDay(from, to int) Truth {
	begin, end := c.day.Clock(from, 0), c.day.Clock(to, 0)
	switch departed := c.line.DepartedAt; {
	case !departed.Known():
		return c.unsure(columnNames[ColDepartedAt])
	case departed < begin || departed >= end:
		return False
	case !c.has(ColArrivedAt):
		return c.unsure(columnNames[ColArrivedAt])
	}
	return truth(c.line.ArrivedAt <= end)
}

// ByNight says whether more than half of the trip lies between an hour of the evening and one of the morning. Each end of the trip may
// be some minutes beside the hour that was written, on the side on which the night has more of it.
func (c *Case) ByNight(evening, morning, minutes int) Truth {
	if !c.has(ColArrivedAt) {
		return c.unsure(columnNames[ColArrivedAt])
	}
	n := nightHours{evening, morning}
	excess := n.most(c.line.ArrivedAt, minutes) - n.least(c.line.DepartedAt, minutes)
	if excess <= 0 { // in the night on which the clock goes back there is one more hour
		elapsed := civil.ZoneOf(c.line.DeparturePostcode).Elapsed(c.line.DepartedAt, c.line.ArrivedAt)
		excess += max(0, elapsed-int64(c.line.ArrivedAt-c.line.DepartedAt))
	}
	return truth(excess > 0)
}

// nightHours is the hours, whole ones, between which the night lies.
type nightHours struct{ evening, morning int }

// balance is the seconds by night less those by day, up to a moment.
func (n nightHours) balance(m civil.Moment) int64 {
	evening, morning, second := 3600*n.evening, 3600*n.morning, m.SecondOfDay()
	seconds := int64(m.Day())*int64(24*3600-evening+morning) + int64(min(second, morning)+max(0, second-evening))
	return 2*seconds - int64(m)
}

// least is the least balance some minutes before or after a moment: at one end, or where the night begins.
func (n nightHours) least(m civil.Moment, minutes int) int64 {
	w := civil.Moment(60 * minutes)
	return min(n.balance(m-w), n.balance(m+w), n.balance(min(max(m.Day().Clock(n.evening, 0), m-w), m+w)))
}

// most is the most, at one end or where the night is over.
func (n nightHours) most(m civil.Moment, minutes int) int64 {
	w := civil.Moment(60 * minutes)
	return max(n.balance(m-w), n.balance(m+w), n.balance(min(max(m.Day().Clock(n.morning, 0), m-w), m+w)))
}

// OperatorKind is the kind of enterprise that sent the bill.
func (c *Case) OperatorKind() OperatorKind { return c.line.OperatorKind }

// Younger says whether the patient was younger than an age on the day. From the birthday on the patient is of that age.
func (c *Case) Younger(than int) Truth {
	if !c.has(ColPatientBorn) {
		return c.unsure(columnNames[ColPatientBorn])
	}
	return truth(c.day < c.line.PatientBorn.AddYears(than))
}

// Age of the patient on the day, in full years.
func (c *Case) Age() int {
	c.Needs(ColPatientBorn)
	born, _, _ := c.line.PatientBorn.Split()
	year, _, _ := c.day.Split()
	if age := year - born; c.day >= c.line.PatientBorn.AddYears(age) {
		return age
	}
	return year - born - 1
}

// EscortNeeded says whether the prescription asks for an escort. A convocation never does.
func (c *Case) EscortNeeded() Truth {
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case c.prescription.convoke:
		return False
	case rx.EscortNeeded == 0:
		return c.unsure("prescriptions.escort_needed")
	}
	return truth(rx.EscortNeeded == Yes)
}

// MedicalGrounds says whether the prescriber filled in the part for the medical service.
func (c *Case) MedicalGrounds() Truth {
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case rx.MedicalGrounds == 0:
		return c.unsure("prescriptions.medical_grounds")
	}
	return truth(rx.MedicalGrounds == Yes)
}

// SharingRefused says whether the patient's refusal to share the vehicle is written on the bill.
func (c *Case) SharingRefused() Truth {
	if !c.has(ColSharingRefused) {
		return c.unsure(columnNames[ColSharingRefused])
	}
	return truth(c.line.SharingRefused == Yes)
}

// CoveredByFund says whether the patient has C2S or AME, the complementary cover of the fund or the State.
func (c *Case) CoveredByFund() Truth {
	if c.registers.Patients == nil {
		return c.unsure("patients")
	}
	rows, _ := seek(c, c.registers.Patients, "patients", c.line.PatientID)
	switch {
	case len(rows) == 0: // a patient who is not listed may have any cover
		return c.unsure("patients")
	case rows[0].HealthCover == 0:
		return c.unsure("patients.health_cover")
	}
	return truth(rows[0].HealthCover != NoCover)
}

// Written says whether a column that every bill should fill is filled.
func (c *Case) Written(column Column) Truth {
	if !c.line.Present.Has(column) {
		return c.unsure(columnNames[column])
	}
	return truth(c.has(column))
}

// DriverNamed says whether the bill names the driver, by register id or by name.
func (c *Case) DriverNamed() Truth {
	return c.seat(ColDriverID, c.line.DriverID, ColDriverName, c.line.DriverName)
}

// AttendantNamed says whether it names the second crew member.
func (c *Case) AttendantNamed() Truth {
	return c.seat(ColAttendantID, c.line.AttendantID, ColAttendantName, c.line.AttendantName)
}

// seat says whether a crew seat is filled. It is not if one of the two columns is there and neither is filled.
func (c *Case) seat(idColumn Column, id string, nameColumn Column, name string) Truth {
	if who, _ := c.person(idColumn, id, nameColumn, name); who != "" {
		return True
	}
	if !c.line.Present.Has(idColumn) && !c.line.Present.Has(nameColumn) {
		return c.unsure(columnNames[idColumn])
	}
	return False
}
