package claim

import "vigie/rules/civil"

// askedForFirstAid are the qualifications whose holders keep a first-aid certificate (AFGSU 2): the diploma of the profession, and
// that of auxiliaries.
var askedForFirstAid = Among(DEA, Auxiliary)

// FirstAidCertificate is the first-aid certificate of the one crew member whose certificate stands worst.
type FirstAidCertificate struct {
	Asked    bool // whether the category of some member asks for it
	Standing Standing
	To       civil.Day // its recorded end
	Person   string    // whose it is
}

// FirstAid looks at the certificate of everybody on board whose category asks for one, by the rows of the crew register in force.
func (c *Case) FirstAid() FirstAidCertificate {
	worst := c.firstAidOf(ColDriverID, c.line.DriverID)
	seated := c.line.AttendantID != "" || !c.has(ColAttendantID) && c.line.Service == Ambulance // a VSL needs one person
	if !seated || c.line.AttendantID != "" && c.line.AttendantID == c.line.DriverID {
		return worst
	}
	if other := c.firstAidOf(ColAttendantID, c.line.AttendantID); other.Asked && (!worst.Asked || other.Standing < worst.Standing) {
		return other
	}
	return worst
}

// firstAidOf is the certificate of one person. Who is not known, or in no row in force, may be asked for one.
func (c *Case) firstAidOf(column Column, person string) FirstAidCertificate {
	f := FirstAidCertificate{Asked: true, Person: person}
	rows, blame := seekBy(c, column, c.registers.Crew, "crew", person)
	if blame != "" {
		f.Standing = c.unknown(blame)
		return f
	}
	present, asked := false, false // a row in force, one whose qualification may ask for a certificate
	f.Standing = best(rows, func(m *CrewMember) Standing {
		in := c.standing(m.ValidFrom, m.ValidTo, "crew.valid_from", "crew.valid_to")
		if in == OutOfForce {
			return OutOfForce
		}
		present = true
		if m.Qualification != 0 && askedForFirstAid>>m.Qualification&1 == 0 {
			return OutOfForce
		}
		asked = true
		f.To = max(f.To, m.FirstAidTo)
		switch {
		case in == UnknownStanding:
			return UnknownStanding
		case m.FirstAidTo >= c.day:
			return InForce
		case m.Qualification == 0:
			return c.unknown("crew.qualification")
		case !m.FirstAidTo.Known():
			return c.unknown("crew.afgsu_to")
		}
		return OutOfForce
	})
	if !present {
		f.Standing = c.unknown("crew")
		return f
	}
	f.Asked = asked
	return f
}
