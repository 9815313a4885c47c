package dcir

import (
	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// A packed row of ER_TRS_F is a claim with what the trip says of it. Its id is ITR_ORD_NUM alone. A time whose day is not in the
// row is stored as the seconds since midnight, which no time with a day can be.
func packTrip(to []byte, id rowID, c *claim.Claim) []byte {
	return claim.Append(appendHead(to, Trips, id), c)
}

const secondsADay = 24 * 60 * 60

// readTrip reads a row of ER_TRS_F.
func (p *packer) readTrip() {
	c := &p.trip
	*c = claim.Claim{}
	p.id = appendNumber(p.id[:0], p.requiredID(itrOrdNum))
	c.ClaimID = view(p.id)
	c.Known = c.Known.With(claim.ColClaimID).With(claim.ColDepartedAt)
	c.Present = c.Known
	left := p.cell(trsTrpHrd)
	hour, ok := readHour(left)
	if !ok {
		p.fail(trsTrpHrd, describeCell(left, wantHour))
	}
	day, _ := p.day(trsDtdDte)
	c.DepartedAt = day.At(hour)
	p.readArrival(c)
	p.text(c, claim.ColDeparturePostcode, trsDepCdp, trsDepCdp)
	p.text(c, claim.ColArrivalPostcode, trsArrCdp, trsArrCdp)
	p.text(c, claim.ColDriverName, trsCdrNom, trsCdrNomc)
	p.text(c, claim.ColAttendantName, trsAcpNom, trsAcpNomc)
	p.readPlate(c)
	for _, at := range [...]columnID{trsDepCdp, trsArrCdp} {
		if b := p.cell(at); len(b) > 0 && !postcode(b) {
			p.fail(at, describeCell(b, wantPostcode))
		}
	}
	if p.has(trsDisRel) {
		c.Present = c.Present.With(claim.ColMeasuredKm)
		var known bool
		if c.MeasuredKm, known = readDecimal(&p.rowReader, trsDisRel, p.cell(trsDisRel), claim.ReadKm, wantDistance); known {
			c.Known = c.Known.With(claim.ColMeasuredKm)
		}
	}
}

// readArrival reads the time of arrival, which may have no day.
func (p *packer) readArrival(c *claim.Claim) {
	if !p.has(trsTrpHra) {
		return
	}
	c.Present = c.Present.With(claim.ColArrivedAt)
	b := p.cell(trsTrpHra)
	if len(b) == 0 {
		return
	}
	hour, ok := readHour(b)
	if !ok {
		p.fail(trsTrpHra, describeCell(b, wantHour))
	}
	day, _ := p.day(trsDtfDte)
	c.ArrivedAt = day.At(hour)
	c.Known = c.Known.With(claim.ColArrivedAt)
}

// text reads the first of two columns that is filled: a name, or its pseudonym.
func (p *packer) text(c *claim.Claim, to claim.Column, plain, pseudonym columnID) {
	if p.has(plain) || p.has(pseudonym) {
		c.Present = c.Present.With(to)
	}
	b := p.cell(plain)
	if len(b) == 0 {
		b = p.identifier(pseudonym)
	}
	if len(b) > 0 {
		*c.Text(to) = view(b)
		c.Known = c.Known.With(to)
	}
}

// readPlate reads a plate, or its pseudonym, in the form in which plates are compared. One that stands for no vehicle is not known.
func (p *packer) readPlate(c *claim.Claim) {
	if p.has(trsVehNum) || p.has(trsVehNumc) {
		c.Present = c.Present.With(claim.ColPlate)
	}
	for _, at := range [...]columnID{trsVehNum, trsVehNumc} {
		b := p.cell(at)
		switch {
		case len(b) == 0:
			continue
		case cell.IsPlatePlaceholder(b):
			p.note(at, cell.Placeholder)
			continue
		}
		if c.Plate = view(p.plates.Plate(b)); c.Plate != "" {
			c.Known = c.Known.With(claim.ColPlate)
			return
		}
	}
}

// joinLeg makes a leg of an act and one of its trips. The claim id is written to id. A departure without a day is on the day of the
// act.
func joinLeg(a *actRow, trip *claim.Claim, into *claim.Claim, id []byte) []byte {
	*into = a.Claim
	into.Present |= trip.Present
	into.Known |= trip.Known
	performed := claim.Columns(0).With(claim.ColPerformedOn)
	into.Present &^= performed
	into.Known &^= performed
	into.PerformedOn = 0
	id = append(append(append(id[:0], a.ClaimID...), idSeparator), trip.ClaimID...)
	into.ClaimID = view(id)
	into.DeparturePostcode, into.ArrivalPostcode, into.MeasuredKm = trip.DeparturePostcode, trip.ArrivalPostcode, trip.MeasuredKm
	into.DriverName, into.AttendantName, into.Plate = trip.DriverName, trip.AttendantName, trip.Plate
	into.DepartedAt, into.ArrivedAt = trip.DepartedAt, trip.ArrivedAt
	if into.DepartedAt < secondsADay {
		into.DepartedAt = a.PerformedOn.At(int(into.DepartedAt))
	}
	arrived := claim.Columns(0).With(claim.ColArrivedAt)
	if into.Known&arrived == 0 {
		return id
	}
	if into.ArrivedAt < secondsADay {
		day := into.DepartedAt.Day()
		if int(into.ArrivedAt) < into.DepartedAt.SecondOfDay() {
			day++
		}
		into.ArrivedAt = day.At(int(into.ArrivedAt))
	}
	if into.ArrivedAt < into.DepartedAt {
		into.ArrivedAt = 0
		into.Known &^= arrived
	}
	return id
}

func view(b []byte) string { return tablefile.View(b) }

// describeCell says what a cell looks like and what was expected. It shows no digit and no letter of the cell.
func describeCell(b []byte, want string) string {
	if len(b) == 0 {
		return "got an empty cell; want " + want
	}
	return "got a cell like " + cell.Shape(b) + "; want " + want
}
