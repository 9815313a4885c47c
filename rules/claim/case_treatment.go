package claim

// Treatment is the treatment that the prescription belongs to; false where it names none.
func (c *Case) Treatment() (string, bool) {
	rx := c.found()
	if rx == nil || rx.TreatmentID == "" {
		return "", false
	}
	return rx.TreatmentID, true
}

// OfTreatment asks for what it takes to say to which treatment a trip belongs: the prescription and, where that names no
// treatment, its prescriber and the destination.
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

// PrescribedTrips is how many trips the prescription is for; NotGiven where it does not say.
func (c *Case) PrescribedTrips() int32 {
	if rx := c.found(); rx != nil && !c.prescription.convoke {
		return rx.Trips
	}
	return NotGiven
}

// SeriesAgreements are the requests for prior agreement that count for a series, whatever the reason on the bill: those
// under any prescription of the treatment.
func (c *Case) SeriesAgreements() (rows []Agreement, answered bool) { return c.agreements(true) }

// AgreementCovers says how an agreement stood for the trip: on its days, and for its means of transport or one of a lower
// class. What the agreement leaves open is no limit.
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

// agreedClass is the class of what an agreement calls a service or a mode; zero for a word that is neither.
func agreedClass(name string) Class {
	if mode, ok := ReadMode([]byte(name)); ok && mode != ModeOmitted {
		return mode.Class()
	}
	service, _ := ReadService([]byte(name))
	return service.Class()
}

// Allowance is how many trips those of the requests allow together that serve the claim, and which ones they are, as a
// hash; NotGiven where one of them sets no limit, or none serves.
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

// maxTrips is more than any treatment takes: no sum of allowed trips overflows.
const maxTrips = 1 << 20
