package claim

import "vigie/rules/civil"

// InESMS says whether the patient stays, on the day of the act, in a medico-social establishment, and something else is true of that
// stay. The days of entry and exit belong to the stay.
func (c *Case) InESMS(where func(*Stay) Truth) Truth {
	rows, answered := c.stays()
	if !answered {
		return c.unsure("stays")
	}
	in := False
	for i := range rows {
		s := &rows[i]
		in = max(in, c.Weigh(func() Truth {
			here := c.staysIn(s)
			if here == False {
				return False
			}
			return min(here, where(s))
		}))
	}
	return in
}

// StaysInESMS says whether the patient stays in any such establishment on the day of the act.
func (c *Case) StaysInESMS() Truth { return c.InESMS(anywhere) }

func anywhere(*Stay) Truth { return True }

func (c *Case) staysIn(s *Stay) Truth {
	days := c.during(c.day, s.EnteredOn, s.LeftOn, "stays.entered_on", "stays.left_on")
	switch {
	case days == False || s.Kind != ESMSStay && s.Kind != 0:
		return False
	case s.Kind == 0:
		return c.unsure("stays.kind")
	}
	return days
}

// Inside says whether the day of the act lies between the days of entry and exit, being neither.
func (c *Case) Inside(s *Stay) Truth { return truth(c.day != s.EnteredOn && c.day != s.LeftOn) }

// CareKind of the act.
func (c *Case) CareKind() CareKind { c.Needs(ColCareKind); return c.line.CareKind }

// WithinMissions says whether the kind of care is among the missions of the establishment.
func (c *Case) WithinMissions(s *Stay) Truth {
	switch {
	case !c.has(ColCareKind):
		return c.unsure(columnNames[ColCareKind])
	case s.FacilityID == "":
		return c.unsure("stays.facility_id")
	case c.registers.Facilities == nil:
		return c.unsure("facilities")
	}
	rows, _ := seek(c, c.registers.Facilities, "facilities", s.FacilityID)
	switch {
	case len(rows) == 0: // what is not listed may be anything
		return c.unsure("facilities")
	case rows[0].Missions == 0:
		return c.unsure("facilities.missions")
	}
	return truth(rows[0].Missions.Has(c.line.CareKind))
}

// PrescribedWithin says whether a doctor who was attached to the establishment on the day of signature prescribed the act.
func (c *Case) PrescribedWithin(s *Stay) Truth {
	if c.has(ColPrescriptionID) && c.line.PrescriptionID == "" {
		return False
	}
	rx := c.found()
	switch {
	case rx == nil:
		return c.unsure(c.prescription.blame)
	case rx.PrescriberID == "":
		return c.unsure("prescriptions.prescriber_id")
	case s.FacilityID == "":
		return c.unsure("stays.facility_id")
	}
	rows, answered := seek(c, c.registers.AttachedPrescribers, "attached_prescribers", s.FacilityID)
	if !answered {
		return c.unsure("attached_prescribers")
	}
	attached := False
	for i := range rows {
		attached = max(attached, c.attachedBy(&rows[i], rx))
	}
	if attached == False {
		return c.unlisted("attached_prescribers")
	}
	return attached
}

func (c *Case) attachedBy(a *AttachedPrescriber, rx *Prescription) Truth {
	switch {
	case a.PrescriberID == "":
		return c.unsure("attached_prescribers.prescriber_id")
	case a.PrescriberID != rx.PrescriberID:
		return False
	case !rx.SignedOn.Known():
		return c.unsure("prescriptions.signed_at")
	}
	return c.during(rx.SignedOn, a.ValidFrom, a.ValidTo, "attached_prescribers.valid_from", "attached_prescribers.valid_to")
}

// DisabilityRelated says whether the care is recorded as linked to the disability for which the patient was admitted.
func (c *Case) DisabilityRelated() Truth {
	if !c.has(ColDisabilityRelated) {
		return c.unsure(columnNames[ColDisabilityRelated])
	}
	return truth(c.line.DisabilityRelated == Yes)
}

// ESMSDays are the first and last day of the stay in a medico-social establishment that includes the day of the act; of the first one
// with a known day of entry, if any.
func (c *Case) ESMSDays() (entered, left civil.Day) {
	rows, _ := c.stays()
	for i := range rows {
		if s := &rows[i]; c.staysIn(s) != False {
			if entered, left = s.EnteredOn, s.LeftOn; entered.Known() {
				break
			}
		}
	}
	return entered, left
}
