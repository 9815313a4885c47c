package dcir

import (
	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// A packed row of ER_TRS_F is a claim with what the trip says of it. Its id is ITR_ORD_NUM alone. A time whose day is not in the
// row is stored as the seconds since midnight, at most those of a whole day, which no time with a day can be.
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
	c.Known = c.Known.With(claim.ColClaimID)
	c.Present = c.Known.With(claim.ColDepartedAt)
	p.readDeparture(c)
	p.readArrival(c)
	p.text(c, claim.ColDeparturePostcode, trsDepCdp, trsDepCdp)
	p.text(c, claim.ColArrivalPostcode, trsArrCdp, trsArrCdp)
	p.text(c, claim.ColDriverName, trsCdrNom, trsCdrNomc)
	p.text(c, claim.ColAttendantName, trsAcpNom, trsAcpNomc)
	p.readPlate(c)
	for _, at := range [...]columnID{trsDepCdp, trsArrCdp} {
		if b := p.cell(at); len(b) > 0 && !postcode(b) {
			p.fail(at, describeCell(b, cell.WantPostcode))
		}
	}
	if p.has(trsDisRel) {
		c.Present = c.Present.With(claim.ColMeasuredKm)
		var known bool
		if c.MeasuredKm, known = readDecimal(&p.rowReader, trsDisRel, p.cell(trsDisRel), claim.ReadKm, cell.WantDistance); known {
			c.Known = c.Known.With(claim.ColMeasuredKm)
		}
	}
}

// readDeparture reads the time of pick-up, which may have no day, or a day and no hour. Midnight at the end of a day is an instant of the
// next day, and the day of the service stays that of the row all the same: TRS_DTD_DTE is the day of pick-up, by whose law and
// credentials the leg was billed. PerformedOn has that day where the instant does not.
func (p *packer) readDeparture(c *claim.Claim) {
	day, dated := p.day(trsDtdDte)
	hour, known := p.hour(trsTrpHrd)
	if known {
		c.DepartedAt = day.At(hour)
		c.Known = c.Known.With(claim.ColDepartedAt)
	}
	if dated && (!known || hour == secondsADay) {
		c.PerformedOn = day
		c.Known = c.Known.With(claim.ColPerformedOn)
	}
}

// hour reads an hour, which is not known where the cell is empty or cannot be read. The leg is judged without it.
func (p *packer) hour(c columnID) (seconds int, known bool) {
	b := p.cell(c)
	if len(b) == 0 {
		return 0, false
	}
	if seconds, known = readHour(b); !known {
		p.note(c, cell.LostHour)
	}
	return seconds, known
}

// readArrival reads the time of arrival, which may have no day. An hour that cannot be read is not one that was left out of the bill: the
// leg counts as one of a table without the column.
func (p *packer) readArrival(c *claim.Claim) {
	if !p.has(trsTrpHra) {
		return
	}
	hour, known := p.hour(trsTrpHra)
	if known || len(p.cell(trsTrpHra)) == 0 {
		c.Present = c.Present.With(claim.ColArrivedAt)
	}
	if !known {
		return
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
		if len(b) == 0 {
			continue
		}
		plate, note := p.plates.Vehicle(b)
		p.note(at, note)
		if len(plate) > 0 {
			c.Plate = view(plate)
			c.Known = c.Known.With(claim.ColPlate)
			return
		}
	}
}

// joinLeg makes a leg of an act and one of its trips. The claim id is written to id. A departure without a day is on the day of the
// act.
func joinLeg(a *actRow, trip *claim.Claim, into *claim.Claim, id []byte) []byte {
	*into = a.Claim
	performed := claim.Columns(0).With(claim.ColPerformedOn)
	into.Present = into.Present&^performed | trip.Present
	into.Known = into.Known&^performed | trip.Known
	id = append(append(append(id[:0], a.ClaimID...), idSeparator), trip.ClaimID...)
	into.ClaimID = view(id)
	into.DeparturePostcode, into.ArrivalPostcode, into.MeasuredKm = trip.DeparturePostcode, trip.ArrivalPostcode, trip.MeasuredKm
	into.DriverName, into.AttendantName, into.Plate = trip.DriverName, trip.AttendantName, trip.Plate
	into.DepartedAt, into.ArrivedAt, into.PerformedOn = trip.DepartedAt, trip.ArrivedAt, trip.PerformedOn
	joinTimes(into, a.PerformedOn)
	return id
}

// joinTimes gives the times of a leg their days. A departure without one is on the day of the act, and an arrival on that of the
// departure or, by its hour, the next: which of them is not known where the hour of departure is not.
func joinTimes(leg *claim.Claim, served civil.Day) {
	left := leg.Known.Has(claim.ColDepartedAt)
	day := leg.Day()
	if !leg.PerformedOn.Known() && leg.DepartedAt <= secondsADay { // an hour alone, or nothing
		if day = served; left {
			leg.DepartedAt = day.At(int(leg.DepartedAt))
		}
	}
	if leg.PerformedOn = 0; leg.DepartedAt.Day() != day {
		leg.PerformedOn = day
		leg.Known, leg.Present = leg.Known.With(claim.ColPerformedOn), leg.Present.With(claim.ColPerformedOn)
	}
	arrived := claim.Columns(0).With(claim.ColArrivedAt)
	if leg.Known&arrived == 0 {
		return
	}
	if leg.ArrivedAt <= secondsADay {
		if !left {
			leg.ArrivedAt = 0
			leg.Known, leg.Present = leg.Known&^arrived, leg.Present&^arrived
			return
		}
		next := day
		if day.At(int(leg.ArrivedAt)) < leg.DepartedAt {
			next++
		}
		leg.ArrivedAt = next.At(int(leg.ArrivedAt))
	}
	if leg.ArrivedAt < max(leg.DepartedAt, day.At(0)) {
		leg.ArrivedAt = 0
		leg.Known &^= arrived
	}
}

func view(b []byte) string { return tablefile.View(b) }

// describeCell says what a cell looks like and what was expected. It shows no digit and no letter of the cell.
func describeCell(b []byte, want string) string {
	if len(b) == 0 {
		return "got an empty cell; want " + want
	}
	return "got a cell like " + cell.Shape(b) + "; want " + want
}
