package claim

import (
	"cmp"

	"vigie/rules/civil"
)

// Licence is the standing of the operator's agrément (L6312-2).
func (c *Case) Licence() Standing {
	rows, blame := c.operators()
	if blame != "" {
		return c.unknown(blame)
	}
	return best(rows, func(o *Operator) Standing {
		return c.standing(o.LicenceFrom, o.LicenceTo, "operators.licence_from", "operators.licence_to")
	})
}

// Convention is the standing of the operator's convention with the fund (L322-5).
func (c *Case) Convention() Standing {
	rows, blame := c.operators()
	if blame != "" {
		return c.unknown(blame)
	}
	return best(rows, func(o *Operator) Standing {
		return c.standing(o.ConventionFrom, o.ConventionTo, "operators.convention_from", "operators.convention_to")
	})
}

// vehicles are the register rows of the plate.
func (c *Case) vehicles() (rows []Vehicle, blame string) {
	return seekBy(c, ColPlate, c.registers.Vehicles, "vehicles", c.line.Plate)
}

// VehicleAuthorisation is the standing of the plate's authorisation to be put in service (L6312-4).
func (c *Case) VehicleAuthorisation() Standing {
	rows, blame := c.vehicles()
	if blame != "" {
		return c.unknown(blame)
	}
	return best(rows, func(v *Vehicle) Standing {
		return c.standing(v.ValidFrom, v.ValidTo, "vehicles.valid_from", "vehicles.valid_to")
	})
}

// Vehicle is the category of the vehicle with the plate of the claim, and false where the register does not know the plate. The
// category is that of the row in force on the day, else of the row nearest to it.
func (c *Case) Vehicle() (Category, bool) {
	rows, blame := c.vehicles()
	if blame != "" {
		c.miss(blame)
		return 0, true
	}
	if len(rows) == 0 {
		return 0, false
	}
	nearest, least := &rows[0], civil.Open
	for i := range rows {
		if d := rows[i].distance(c.day); d < least {
			nearest, least = &rows[i], d
		}
	}
	if nearest.Category == 0 {
		c.miss("vehicles.category")
	}
	return nearest.Category, true
}

// distance is the number of days between the row's interval and the day, 0 within it.
func (v *Vehicle) distance(d civil.Day) civil.Day {
	switch {
	case v.ValidTo.Known() && v.ValidTo < d:
		return d - v.ValidTo
	case d < v.ValidFrom:
		return v.ValidFrom - d
	}
	return 0
}

// crewRows are the register rows of a person.
func (c *Case) crewRows(person string) ([]CrewMember, bool) {
	return seek(c, c.registers.Crew, "crew", person)
}

// Qualifications is a set of qualifications.
type Qualifications uint8

// Among makes a set of qualifications.
func Among(of ...Qualification) Qualifications {
	var s Qualifications
	for _, q := range of {
		s |= 1 << q
	}
	return s
}

// AnyQualification is every category of R6312-7.
const AnyQualification Qualifications = 1<<(Driver+1) - 2

// Qualified is the standing of a person's qualification: one of the set, dated on or before the day, in a row in force.
func (c *Case) Qualified(person string, as Qualifications) Standing {
	rows, answered := c.crewRows(person)
	if !answered {
		return c.unknown("crew")
	}
	return best(rows, func(p *CrewMember) Standing {
		in := c.standing(p.ValidFrom, p.ValidTo, "crew.valid_from", "crew.valid_to")
		switch {
		case in == OutOfForce:
			return OutOfForce
		case p.Qualification == 0:
			return c.unknown("crew.qualification")
		case as>>p.Qualification&1 == 0:
			return OutOfForce
		case !p.QualifiedOn.Known():
			return c.unknown("crew.qualified_on")
		case p.QualifiedOn > c.day:
			return OutOfForce
		}
		return in
	})
}

// Attestation is the standing of the driver's prefectoral attestation (R221-10), by the end recorded in the rows in force. Without a
// row in force it is unknown.
func (c *Case) Attestation() Standing {
	rows, answered := c.crewRows(c.Driver())
	seen := false
	attested := best(rows, func(p *CrewMember) Standing {
		in := c.standing(p.ValidFrom, p.ValidTo, "crew.valid_from", "crew.valid_to")
		if in == OutOfForce {
			return OutOfForce
		}
		seen = true
		switch {
		case in == UnknownStanding:
			return UnknownStanding
		case !p.DrivingAttestationTo.Known():
			return c.unknown("crew.driving_attestation_to")
		case p.DrivingAttestationTo < c.day:
			return OutOfForce
		case p.DrivingAttestationTo < c.lastDay():
			return Lapses
		}
		return InForce
	})
	if !answered || !seen {
		return c.unknown("crew")
	}
	return attested
}

// RenewalPending says whether a renewal of the driver's attestation was asked for.
func (c *Case) RenewalPending() bool {
	rows, _ := c.crewRows(c.Driver())
	pending := False
	for i := range rows {
		if rows[i].RenewalPending == 0 {
			pending = max(pending, c.unsure("crew.renewal_pending"))
		} else {
			pending = max(pending, truth(rows[i].RenewalPending == Yes))
		}
	}
	return c.Sure(pending)
}

// ProfessionalCard is the standing of the taxi driver's card, suspensions included.
func (c *Case) ProfessionalCard() Standing {
	driver := c.Driver()
	rows, answered := seek(c, c.registers.TaxiCards, "taxi_cards", driver)
	if !answered {
		return c.unknown("taxi_cards")
	}
	return best(rows, func(k *TaxiCard) Standing {
		in := c.standing(k.ValidFrom, k.ValidTo, "taxi_cards.valid_from", "taxi_cards.valid_to")
		if in == OutOfForce || k.SuspendedFrom == civil.Never {
			return in
		}
		switch c.standing(k.SuspendedFrom, k.SuspendedTo, "taxi_cards.suspended_from", "taxi_cards.suspended_to") {
		case UnknownStanding:
			return UnknownStanding
		case InForce, Lapses:
			return OutOfForce
		}
		if k.SuspendedFrom > c.day && k.SuspendedFrom <= c.lastDay() {
			return min(in, Lapses)
		}
		return in
	})
}

// TaxiAttestation is the standing of the taxi driver's prefectoral attestation (R221-10 III): the latest end recorded in any row of the
// driver, since it outlasts a card. Where no row is in force and none has an attestation that holds, it is unknown.
func (c *Case) TaxiAttestation() Standing {
	rows, blame := seekBy(c, ColDriverID, c.registers.TaxiCards, "taxi_cards", c.line.DriverID)
	if blame != "" {
		return c.unknown(blame)
	}
	seen := false
	attested := best(rows, func(k *TaxiCard) Standing {
		in := c.standing(k.ValidFrom, k.ValidTo, "taxi_cards.valid_from", "taxi_cards.valid_to")
		seen = seen || in != OutOfForce
		switch {
		case k.AttestationTo >= c.lastDay():
			seen = true
			return InForce
		case k.AttestationTo >= c.day:
			seen = true
			return Lapses
		case in == OutOfForce, in == UnknownStanding:
			return in
		case !k.AttestationTo.Known():
			return c.unknown("taxi_cards.attestation_to")
		}
		return OutOfForce
	})
	if !seen {
		return c.unknown("taxi_cards")
	}
	return attested
}

// TaxiAttestationTo is the latest recorded end of the taxi driver's attestation.
func (c *Case) TaxiAttestationTo() civil.Day {
	rows, _ := seek(c, c.registers.TaxiCards, "taxi_cards", c.Driver())
	var last civil.Day
	for i := range rows {
		last = max(last, rows[i].AttestationTo)
	}
	return last
}

// AttestationTo is the latest recorded end of the driver's attestation.
func (c *Case) AttestationTo() civil.Day {
	rows, _ := c.crewRows(c.Driver())
	var last civil.Day
	for i := range rows {
		last = max(last, rows[i].DrivingAttestationTo)
	}
	return last
}

// NeedsFleet needs the size of the operator's fleet.
func (c *Case) NeedsFleet() {
	if _, blame := c.fleet(); blame != "" {
		c.miss(blame)
	}
}

// Fleet is how many vehicles the operator has of the kind that made the trip: the largest number in its rows.
func (c *Case) Fleet() int32 {
	size, blame := c.fleet()
	if blame != "" {
		c.miss(blame)
	}
	return size
}

// fleet gives the size of the fleet, or the register or column that leaves it open.
func (c *Case) fleet() (size int32, blame string) {
	rows, blame := c.operators()
	if len(rows) == 0 {
		return 0, cmp.Or(blame, "operators")
	}
	size, column := int32(NotGiven), "operators.taxis"
	for i := range rows {
		recorded := rows[i].Taxis
		switch c.line.Service {
		case Ambulance:
			recorded, column = rows[i].Ambulances, "operators.ambulances"
		case VSL:
			recorded, column = rows[i].VSLs, "operators.vsls"
		}
		size = max(size, recorded)
	}
	if size == NotGiven {
		return 0, column
	}
	return size, ""
}
