package claim

import "vigie/rules/civil"

// CardRead says whether a card was read for the claim.
func (c *Case) CardRead() Truth {
	if !c.has(ColCardID) {
		return c.unsure(columnNames[ColCardID])
	}
	return True
}

// CardReadAt is the instant at which the card was read.
func (c *Case) CardReadAt() civil.Moment { c.Needs(ColCardReadAt); return c.line.CardReadAt }

// CardOpposed says whether the card was read on a day on which it was opposed (reported lost or stolen). A card that the register
// does not list was never opposed.
func (c *Case) CardOpposed() Truth {
	rows, blame := c.cardRows()
	if blame != "" {
		return c.unsure(blame)
	}
	opposed := False
	for i := range rows {
		k := &rows[i]
		switch {
		case k.OpposedFrom == civil.Never:
		case !c.has(ColCardReadAt):
			opposed = max(opposed, c.unsure(columnNames[ColCardReadAt]))
		default:
			opposed = max(opposed, c.during(c.line.CardReadAt.Day(), k.OpposedFrom, k.OpposedTo, "cards.opposed_from", "cards.opposed_to"))
		}
	}
	return opposed
}

// OppositionDays are the first and last day of the opposition during which the card was read.
func (c *Case) OppositionDays() (from, to civil.Day) {
	rows, _ := c.cardRows()
	for i := range rows {
		if k := &rows[i]; c.during(c.CardReadAt().Day(), k.OpposedFrom, k.OpposedTo, "", "") == True {
			return k.OpposedFrom, k.OpposedTo
		}
	}
	return 0, 0
}

// CardOfAnother says whether the register names somebody else than the patient as holder of the card, such as a professional. A card
// that it does not list is taken to be the patient's, since it is on the patient's claim.
func (c *Case) CardOfAnother() bool {
	rows, blame := c.cardRows()
	if blame != "" {
		return false
	}
	another := false
	if len(rows) > 0 {
		c.NeedsPatient()
	}
	for i := range rows {
		switch rows[i].HolderID {
		case "":
		case c.line.PatientID:
			return false
		default:
			another = true
		}
	}
	return another
}

// cardRows are the register rows of the card.
func (c *Case) cardRows() (rows []Card, blame string) {
	return seekBy(c, ColCardID, c.registers.Cards, "cards", c.line.CardID)
}

// CardReadAway says whether the card was read between the days of entry and exit of a hospital stay, on neither of them, and neither
// the biller nor a place on the claim is that hospital.
func (c *Case) CardReadAway() Truth {
	rows, answered := c.stays()
	if !answered {
		return c.unsure("stays")
	}
	away := False
	for i := range rows {
		away = max(away, c.readAwayFrom(&rows[i]))
	}
	return away
}

func (c *Case) readAwayFrom(s *Stay) Truth {
	read := c.line.CardReadAt.Day()
	switch {
	case s.Kind != HospitalStay && s.Kind != 0,
		c.has(ColCardReadAt) && (read <= s.EnteredOn || s.LeftOn.Known() && read >= s.LeftOn),
		s.FacilityID != "" && c.touches(s.FacilityID):
		return False
	case s.Kind == 0:
		return c.unsure("stays.kind")
	case !c.has(ColCardReadAt):
		return c.unsure(columnNames[ColCardReadAt])
	case !s.EnteredOn.Known():
		return c.unsure("stays.entered_on")
	case !s.LeftOn.Known():
		return c.unsure("stays.left_on")
	case s.FacilityID == "":
		return c.unsure("stays.facility_id")
	}
	for _, place := range c.structureColumns() {
		if !c.has(place) {
			return c.unsure(columnNames[place])
		}
	}
	if c.line.BillerID == "" {
		return c.unsure(columnNames[c.billerColumn()])
	}
	return True
}

// touches says whether the facility billed the claim, or is a place on it.
func (c *Case) touches(facility string) bool {
	l := c.line
	return facility == l.BillerID || facility == l.FacilityID || facility == l.DepartureFacility || facility == l.ArrivalFacility
}

var (
	careFacility = []Column{ColFacilityID}
	tripEnds     = []Column{ColDepartureFacility, ColArrivalFacility}
)

// structureColumns are the columns of the care structures where the claim took place.
func (c *Case) structureColumns() []Column {
	if c.line.Kind == Care {
		return careFacility
	}
	return tripEnds
}

// HospitalDays are the first and last day of the hospital stay during which the card was read elsewhere.
func (c *Case) HospitalDays() (entered, left civil.Day) {
	rows, _ := c.stays()
	for i := range rows {
		if c.readAwayFrom(&rows[i]) == True {
			return rows[i].EnteredOn, rows[i].LeftOn
		}
	}
	return 0, 0
}

// ProviderKind is who billed the act; zero for a trip.
func (c *Case) ProviderKind() ProviderKind { return c.line.ProviderKind }
