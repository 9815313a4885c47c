package claim

// Treatment is the treatment that the prescription belongs to; false where it names none.
func (c *Case) Treatment() (string, bool) {
	rx := c.found()
	if rx == nil || rx.TreatmentID == "" {
		return "", false
	}
	return rx.TreatmentID, true
}

// NeedsTreatment needs to know to which treatment a trip belongs: the prescription and, if that names no treatment, its
// prescriber and the destination.
func (c *Case) NeedsTreatment() {
	rx := c.rx()
	switch {
	case c.prescription.row == nil || rx.TreatmentID != "":
	case rx.PrescriberID == "":
		c.miss("prescriptions.prescriber_id")
	case c.line.ArrivalFacility == "":
		c.Needs(ColArrivalPostcode)
	}
}

// PrescribedTrips is how many trips the prescription is for; NotGiven where it does not give a number.
func (c *Case) PrescribedTrips() int32 {
	if rx := c.found(); rx != nil && !c.prescription.convoke {
		return rx.Trips
	}
	return NotGiven
}

// SeriesAgreements are the requests for prior agreement that count for a series, whatever the reason on the bill: those
// under any prescription of the treatment.
func (c *Case) SeriesAgreements() (rows []Agreement, answered bool) { return c.agreements(true) }

// AgreementCovers says how an agreement covers the trip: by its days, and by its means of transport, which covers lower classes
// too. What the agreement leaves open is not limited.
func (c *Case) AgreementCovers(a *Agreement) Standing {
	means := InForce
	if a.Service != "" {
		switch class := agreedClass(a.Service); {
		case class == 0:
			means = c.unknown("agreements.service")
		case c.line.Service.Class() > class:
			return OutOfForce
		}
	}
	switch {
	case a.ValidFrom.Known() && c.day < a.ValidFrom, a.ValidTo.Known() && a.ValidTo < c.day:
		return OutOfForce
	case a.ValidTo.Known() && a.ValidTo < c.lastDay():
		return min(means, Lapses)
	}
	return means
}

// agreedClass is the class of the service or mode that an agreement names; zero for any other word.
func agreedClass(name string) Class {
	if mode, ok := ReadMode([]byte(name)); ok && mode != ModeOmitted {
		return mode.Class()
	}
	service, _ := ReadService([]byte(name))
	return service.Class()
}

// Allowance is how many trips the requests that serve the claim allow together, and a hash of which requests these are. It is
// NotGiven where one of them sets no limit, or none serves.
func (c *Case) Allowance(serves func(*Agreement) bool) (trips int32, which uint64) {
	rows, _ := c.Agreements()
	for i := range rows {
		a := &rows[i]
		if !serves(a) {
			continue
		}
		if a.Trips == NotGiven {
			return NotGiven, 0
		}
		trips = min(trips+min(a.Trips, maxTrips), maxTrips)
		which += hash(ByAgreement, a.PrescriptionID, a.AgreementID, a.SentOn.String(), a.ValidFrom.String(), a.ValidTo.String())
	}
	if which == 0 {
		return NotGiven, 0
	}
	return trips, which
}

// maxTrips is more than any treatment takes, and bounds every number of trips so that no sum overflows.
const maxTrips = 1 << 20
