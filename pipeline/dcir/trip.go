package dcir

import (
	"strconv"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// A packed row of ER_TRS_F is a claim with what the trip has of it. Its id is ITR_ORD_NUM alone, and an instant whose day is
// not in the row is an hour alone, less than a day after no day.
func appendTrip(to []byte, at place, c *claim.Claim) []byte {
	return claim.Append(appendHead(to, Trips, at), c)
}

const secondsADay = 24 * 60 * 60

// readTrip reads a row of ER_TRS_F.
func (p *packer) readTrip() {
	c := &p.trip
	*c = claim.Claim{}
	p.id = appendNumber(p.id[:0], p.needed(itrOrdNum))
	c.ClaimID = view(p.id)
	c.Known = c.Known.With(claim.ColClaimID).With(claim.ColDepartedAt)
	c.Present = c.Known
	left := p.of(trsTrpHrd)
	hour, ok := readHour(left)
	if !ok {
		p.fail(trsTrpHrd, quote(left, anHour))
	}
	day, _ := p.day(trsDtdDte)
	c.DepartedAt = day.At(hour)
	p.readArrival(c)
	p.text(c, claim.ColDeparturePostcode, trsDepCdp, trsDepCdp)
	p.text(c, claim.ColArrivalPostcode, trsArrCdp, trsArrCdp)
	p.text(c, claim.ColDriverName, trsCdrNom, trsCdrNomc)
	p.text(c, claim.ColAttendantName, trsAcpNom, trsAcpNomc)
	p.text(c, claim.ColPlate, trsVehNum, trsVehNumc)
	c.Plate = p.comparable(c.Plate)
	if c.Plate == "" {
		c.Known &^= claim.Columns(0).With(claim.ColPlate)
	}
	for _, at := range [...]column{trsDepCdp, trsArrCdp} {
		if b := p.of(at); len(b) > 0 && !postcode(b) {
			p.fail(at, quote(b, aPostcode))
		}
	}
	if b := p.of(trsDisRel); p.has(trsDisRel) {
		c.Present = c.Present.With(claim.ColMeasuredKm)
		if len(b) > 0 {
			if c.MeasuredKm, ok = readKm(b); !ok {
				p.fail(trsDisRel, quote(b, distance))
			}
			c.Known = c.Known.With(claim.ColMeasuredKm)
		}
	}
}

// readArrival reads the instant of arrival, which may be an hour alone.
func (p *packer) readArrival(c *claim.Claim) {
	if !p.has(trsTrpHra) {
		return
	}
	c.Present = c.Present.With(claim.ColArrivedAt)
	b := p.of(trsTrpHra)
	if len(b) == 0 {
		return
	}
	hour, ok := readHour(b)
	if !ok {
		p.fail(trsTrpHra, quote(b, anHour))
	}
	day, _ := p.day(trsDtfDte)
	c.ArrivedAt = day.At(hour)
	c.Known = c.Known.With(claim.ColArrivedAt)
}

// text takes a cell as it stands: of two columns the first that is filled, a name or its pseudonym.
func (p *packer) text(c *claim.Claim, to claim.Column, plain, pseudonym column) {
	if p.has(plain) || p.has(pseudonym) {
		c.Present = c.Present.With(to)
	}
	b := p.of(plain)
	if len(b) == 0 {
		b = p.of(pseudonym)
	}
	if len(b) > 0 {
		*c.Text(to) = view(b)
		c.Known = c.Known.With(to)
	}
}

// comparable is a plate in capitals without blanks and hyphens.
func (p *packer) comparable(plate string) string {
	p.plate = p.plate[:0]
	for i := range len(plate) {
		switch b := plate[i]; {
		case b >= 'a' && b <= 'z':
			p.plate = append(p.plate, b-'a'+'A')
		case b != '-' && b != ' ' && b != '\t':
			p.plate = append(p.plate, b)
		}
	}
	return view(p.plate)
}

// legOf joins an act and one of its trips; the day that the trip lacks is that of the act.
func legOf(a *act, trip *claim.Claim, into *claim.Claim, id []byte) []byte {
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

const longestQuote = 60

// quote says what a cell holds and what it should.
func quote(b []byte, want string) string {
	if len(b) == 0 {
		return "got an empty cell; want " + want
	}
	if len(b) > longestQuote {
		return "got " + strconv.Quote(string(b[:longestQuote])) + " and " + strconv.Itoa(len(b)-longestQuote) + " bytes more; want " + want
	}
	return "got " + strconv.Quote(string(b)) + "; want " + want
}

// unquoted says it of a cell that points to a person.
func unquoted(b []byte, want string) string {
	return "got something else in " + strconv.Itoa(len(b)) + " bytes; want " + want
}
