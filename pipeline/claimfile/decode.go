package claimfile

import (
	"bytes"
	"slices"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// decoder reads one record after another into the same claim.
type decoder struct {
	plan        *decodePlan
	claim       *claim.Claim
	emptied     claim.Columns // columns that are filled and still not known
	arrivalHour bool          // the arrival has a time and no day: it is in seconds of the day
	plates      cell.Plates
	want        string     // in the place of what the column wants, for a cell that was refused
	nulls       [][]byte   // the null words of the record
	nullName    bool       // the name of a person is such a word
	tally       cell.Tally // cells that are not written as the contract has them
}

// cellFault is why a record is rejected.
type cellFault struct{ column, reason string }

// read reads the cells of a record, or returns the first fault. It allocates nothing unless there is one.
func (d *decoder) read(fields [][]byte) *cellFault {
	*d.claim = d.plan.template
	d.emptied, d.arrivalHour = 0, false
	d.nulls, d.nullName = d.nulls[:0], false
	known := d.plan.template.Known
	cells := d.plan.columns
	for i := range cells {
		c := &cells[i]
		text := fields[c.at]
		if len(text) <= cell.LongestNullWord && d.isEmptyCell(c.column, text) {
			if c.required {
				if isEmpty(fields) {
					return &cellFault{c.column.id.String(), "got a line of empty cells; want a claim"}
				}
				return &cellFault{c.column.id.String(), "got an empty cell; want " + c.column.want}
			}
			continue
		}
		if !c.read(d, text) {
			return &cellFault{c.column.id.String(), d.describe(c.column, text)}
		}
		known |= c.bit
	}
	if d.plan.kind == claim.Care && !known.Has(claim.ColPerformedAt) && !known.Has(claim.ColPerformedOn) {
		return &cellFault{d.dayColumn(), "got no day of the act; want performed_at or performed_on"}
	}
	if known.Has(claim.ColArrivedAt) {
		d.resolveArrival()
	}
	if d.nullName {
		d.nullNames()
	}
	d.claim.Known = known &^ d.emptied
	if d.claim.Cancels == "" {
		return d.credit()
	}
	return nil
}

// isEmpty says whether a record has nothing in any cell, as the rows below the last in a spreadsheet.
func isEmpty(fields [][]byte) bool {
	return !slices.ContainsFunc(fields, func(text []byte) bool { return len(text) > 0 })
}

// isEmptyCell says whether a short cell has nothing in it, or a null word for nothing. Whether a name is such a word is decided once the
// record is read.
func (d *decoder) isEmptyCell(c *columnSpec, text []byte) bool {
	switch {
	case len(text) == 0:
		return true
	case !cell.MayBeNull(text) || !c.isNull(text):
		return false
	case c.name:
		d.nullName = true
		return false
	}
	d.note(c.id, cell.NullWord)
	d.nulls = append(d.nulls, text)
	return true
}

// isNull says whether a cell is a null word, and no word of the column.
func (c *columnSpec) isNull(text []byte) bool {
	return !(c.none && string(text) == "none") && cell.IsNull(text)
}

// nullNames decides about names of persons that are null words. Somebody may be called so. Where the record has the very same word in a
// column that is no name, its writer puts the word for an empty cell, and there is no name.
func (d *decoder) nullNames() {
	for _, of := range [...]struct {
		id   claim.Column
		name *string
	}{{claim.ColDriverName, &d.claim.DriverName}, {claim.ColAttendantName, &d.claim.AttendantName}} {
		text := []byte(*of.name)
		switch {
		case len(text) == 0 || !cell.IsNull(text):
		case slices.ContainsFunc(d.nulls, func(word []byte) bool { return bytes.Equal(word, text) }):
			*of.name = ""
			d.emptied = d.emptied.With(of.id)
			d.note(of.id, cell.NullWord)
		}
	}
}

// credit refuses a negative amount on a line that cancels no other: a credit note without its original.
func (d *decoder) credit() *cellFault {
	for _, amount := range [...]struct {
		id    claim.Column
		cents claim.Cents
	}{{claim.ColAmountBilled, d.claim.AmountBilled}, {claim.ColAmountReimbursed, d.claim.AmountReimbursed}} {
		if amount.cents < 0 {
			return &cellFault{amount.id.String(), "got a negative amount and an empty cancels; want the claim that the line cancels"}
		}
	}
	return nil
}

// note counts how a cell was understood.
func (d *decoder) note(id claim.Column, n cell.Note) { d.tally.Add(int(id), n) }

// dayColumn is the column that is named for an act without a day: the one that the file has.
func (d *decoder) dayColumn() string {
	if d.claim.Present.Has(claim.ColPerformedAt) {
		return claim.ColPerformedAt.String()
	}
	return claim.ColPerformedOn.String()
}

// longestTrip is how many seconds a trip one way has at most: no distance within France, nor to it from overseas, takes two days.
const longestTrip = 2 * 24 * 60 * 60

// resolveArrival adds the day to an arrival that has only a time: the day of the departure, or the next day where the time is
// before that of the departure. An arrival that is before the departure, or too long after it for a trip, is not known. Some tools put
// today for the day of a time alone: of an arrival so late, it is not known either whether the bill names the hour.
func (d *decoder) resolveArrival() {
	c := d.claim
	if d.arrivalHour {
		second := int(c.ArrivedAt)
		day := c.DepartedAt.Day()
		if second < c.DepartedAt.SecondOfDay() {
			day++
		}
		c.ArrivedAt = day.At(second)
	}
	late := c.ArrivedAt > c.DepartedAt+longestTrip
	if late {
		c.Present &^= claim.Columns(0).With(claim.ColArrivedAt)
		d.note(claim.ColArrivedAt, cell.LateArrival)
	}
	if late || c.ArrivedAt < c.DepartedAt {
		c.ArrivedAt = 0
		d.emptied = d.emptied.With(claim.ColArrivedAt)
	}
}

// The readers of cells, by type. Each says no of a cell that cannot be read.

// id reads an identifier. Where it names nobody the claim stays, and the column is not known.
func (d *decoder) id(b []byte, id claim.Column, to *string) bool {
	if cell.IsPlainID(b) {
		*to = view(b)
		return true
	}
	clean, note := cell.KnownID(b)
	if len(clean) == 0 {
		d.emptied = d.emptied.With(id)
	}
	d.note(id, note)
	*to = view(clean)
	return true
}

// key reads the name of a claim, in which zeros are as good as any. It needs all of its digits.
func (d *decoder) key(b []byte, id claim.Column, to *string) bool {
	if cell.IsPlainID(b) {
		*to = view(b)
		return true
	}
	clean, note := cell.ID(b)
	if cell.LosesDigits(clean) {
		d.want = cell.WantDigits
		return false
	}
	d.note(id, note)
	*to = view(clean)
	return len(clean) > 0
}

// day reads a day that may be a sentinel for none.
func (d *decoder) day(b []byte, id claim.Column, to *civil.Day) (ok bool) {
	if *to, ok = civil.ParseDay(b); ok && cell.IsDay(*to) {
		return true
	}
	day, note, ok := cell.Day(b)
	d.note(id, note)
	if note == cell.SentinelDay {
		d.emptied = d.emptied.With(id)
	}
	*to = day
	return ok
}

// servedOn reads the day of an act, which must be one.
func (d *decoder) servedOn(b []byte, id claim.Column, to *civil.Day) (ok bool) {
	if *to, ok = civil.ParseDay(b); ok && cell.IsDay(*to) {
		return true
	}
	day, note, ok := cell.Day(b)
	*to = day
	if note == cell.SentinelDay {
		d.want = cell.WantServed
		return false
	}
	d.note(id, note)
	return ok
}

// died reads the day of a death. A sentinel is none.
func (d *decoder) died(b []byte) bool {
	day, note, ok := cell.Day(b)
	d.note(claim.ColPatientDied, note)
	if note == cell.SentinelDay {
		day = civil.Never
	}
	d.claim.PatientDied = day
	return ok
}

func (d *decoder) born(b []byte) (ok bool) {
	if d.claim.PatientBorn, ok = civil.ParseDay(b); ok && cell.IsDay(d.claim.PatientBorn) {
		return true
	}
	day, note, ok := cell.Birth(b)
	d.note(claim.ColPatientBorn, note)
	if note == cell.SentinelDay {
		d.emptied = d.emptied.With(claim.ColPatientBorn)
	}
	d.claim.PatientBorn = day
	return ok
}

// moment reads a date-time that may be on a sentinel day, for none.
func (d *decoder) moment(b []byte, id claim.Column, to *civil.Moment) (ok bool) {
	if *to, ok = civil.ParseMoment(b); ok && cell.IsDay(to.Day()) {
		return true
	}
	m, note, ok := cell.Moment(b)
	if ok && !cell.IsDay(m.Day()) {
		m, note = 0, cell.SentinelDay
		d.emptied = d.emptied.With(id)
	}
	d.note(id, note)
	*to = m
	return ok
}

// servedAt reads the date-time of a trip or an act, which must be on a day.
func (d *decoder) servedAt(b []byte, id claim.Column, to *civil.Moment) (ok bool) {
	if *to, ok = civil.ParseMoment(b); ok && cell.IsDay(to.Day()) {
		return true
	}
	m, note, ok := cell.Moment(b)
	*to = m
	if ok && !cell.IsDay(m.Day()) {
		d.want = cell.WantServed
		return false
	}
	d.note(id, note)
	return ok
}

func (d *decoder) flag(b []byte, id claim.Column, to *claim.Flag) (ok bool) {
	if *to, ok = claim.ReadFlag(b); ok {
		return true
	}
	f, note, ok := cell.Flag(b)
	d.note(id, note)
	*to = f
	return ok
}

func (d *decoder) cents(b []byte, id claim.Column, to *claim.Cents) (ok bool) {
	if *to, ok = claim.ReadCents(b); ok {
		return true
	}
	return readNumber(d, b, id, to, claim.ReadCents)
}

func (d *decoder) km(b []byte, id claim.Column, to *claim.Km) (ok bool) {
	if *to, ok = claim.ReadKm(b); ok {
		return true
	}
	return readNumber(d, b, id, to, claim.ReadKm)
}

// readNumber reads a number by its reader. Of one with a comma in a file with commas between its cells it says why it is refused.
func readNumber[N any](d *decoder, b []byte, id claim.Column, to *N, read func([]byte) (N, bool)) (ok bool) {
	var note cell.Note
	if *to, note, ok = cell.Number(b, d.plan.decimalComma, read); !ok && !d.plan.decimalComma && bytes.IndexByte(b, ',') >= 0 {
		d.want = cell.WantPoint
	}
	d.note(id, note)
	return ok
}

// The readers of cells that need more than a parser.

func (d *decoder) arrivedAt(text []byte) bool {
	if second, note, ok := cell.Hour(text); ok {
		d.note(claim.ColArrivedAt, note)
		d.arrivalHour, d.claim.ArrivedAt = true, civil.Moment(second)
		return true
	}
	return d.moment(text, claim.ColArrivedAt, &d.claim.ArrivedAt)
}

// readPlate reads a plate in the form in which plates are compared. One that stands for no vehicle is not known.
func (d *decoder) readPlate(text []byte) bool {
	plate, note := d.plates.Vehicle(text)
	if len(plate) == 0 {
		d.emptied = d.emptied.With(claim.ColPlate)
	}
	d.note(claim.ColPlate, note)
	d.claim.Plate = view(plate)
	return true
}

func (d *decoder) sharedCode(text []byte) bool {
	text, note := cell.Whole(text)
	d.note(claim.ColSharedCode, note)
	if len(text) != 1 || text[0] != '0' && (text[0] < '2' || text[0] > '4') {
		return false
	}
	d.claim.SharedCode = text[0] - '0'
	return true
}

func (d *decoder) tariffCodes(text []byte) bool {
	text, note := cell.Whole(text) // a column of single codes may have become one of numbers
	d.note(claim.ColTariffCodes, note)
	digits := 0
	for _, b := range text {
		switch {
		case b >= '0' && b <= '9':
			digits++
		case b == ';' && digits > 0:
			digits = 0
		default:
			return false
		}
	}
	d.claim.TariffCodes = view(text)
	return digits > 0
}

func (d *decoder) postcode(text []byte, id claim.Column, to *string) bool {
	code, note, ok := cell.Postcode(text)
	d.note(id, note)
	*to = view(code)
	return ok
}

// count reads a whole number that is not negative.
func (d *decoder) count(text []byte, id claim.Column, to *int32) (ok bool) {
	text, note := cell.Whole(text)
	d.note(id, note)
	*to, ok = readCount(text)
	return ok
}

func readCount(text []byte) (int32, bool) {
	var n int64
	for _, b := range text {
		if b < '0' || b > '9' || n > 1<<31 {
			return 0, false
		}
		n = n*10 + int64(b-'0')
	}
	return int32(n), n < 1<<31
}
