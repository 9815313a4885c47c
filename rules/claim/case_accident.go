package claim

import "vigie/rules/civil"

// WorkAccident says whether the claim was billed to the insurance against work accidents (livre IV).
func (c *Case) WorkAccident() Truth {
	if !c.has(ColInsurance) {
		return c.unsure(columnNames[ColInsurance])
	}
	return truth(c.line.Insurance == WorkAccident)
}

// AccidentFile is the standing of the accident file that the claim names, as a file of this patient. A file that was closed
// before the day, or whose accident came later, has lapsed: relapses and care after consolidation exist.
func (c *Case) AccidentFile() Standing {
	rows, blame := c.accidents()
	if blame != "" {
		return c.unknown(blame)
	}
	return best(rows, func(a *Accident) Standing {
		switch {
		case c.line.PatientID == "":
			return c.unknown(columnNames[ColPatientID])
		case a.PatientID != "" && a.PatientID != c.line.PatientID:
			return OutOfForce
		case a.PatientID == "":
			return c.unknown("accidents.patient_id")
		case a.OccurredOn.Known() && a.OccurredOn > c.day:
			return Lapses
		case !a.ClosedOn.Known():
			return c.unknown("accidents.closed_on")
		case a.ClosedOn < c.day:
			return Lapses
		}
		return InForce
	})
}

// AccidentDays are the day of the accident and the day on which its file was closed. Of several files of this patient the one
// closed last counts.
func (c *Case) AccidentDays() (occurred, closed civil.Day) {
	rows, _ := c.accidents()
	for i := range rows {
		if a := &rows[i]; a.PatientID == c.line.PatientID && a.ClosedOn >= closed {
			occurred, closed = a.OccurredOn, a.ClosedOn
		}
	}
	return occurred, closed
}

func (c *Case) accidents() (rows []Accident, blame string) {
	if !c.has(ColAccidentID) {
		return nil, columnNames[ColAccidentID]
	}
	rows, answered := seek(c, c.registers.Accidents, "accidents", c.line.AccidentID)
	if !answered {
		return nil, "accidents"
	}
	return rows, ""
}

// OnAccidentSheet says whether the act was written on the accident sheet.
func (c *Case) OnAccidentSheet() Truth {
	if !c.has(ColAccidentSheet) {
		return c.unsure(columnNames[ColAccidentSheet])
	}
	return truth(c.line.AccidentSheet == Yes)
}
