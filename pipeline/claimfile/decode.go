package claimfile

import (
	"fmt"
	"strconv"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// decoder reads one record after another into the same claim.
type decoder struct {
	plan        *decodePlan
	claim       *claim.Claim
	emptied     claim.Columns // columns that are filled and still not known
	arrivalHour bool          // the arrival has a time and no day: it is in seconds of the day
	plate       []byte
}

// cellFault is why a record is rejected.
type cellFault struct{ column, reason string }

// read reads the cells of a record, or returns the first fault. It allocates nothing unless there is one.
func (d *decoder) read(fields [][]byte) *cellFault {
	*d.claim = d.plan.template
	d.emptied, d.arrivalHour, d.plate = 0, false, d.plate[:0]
	known := d.plan.template.Known
	cells := d.plan.columns
	for i := range cells {
		c := &cells[i]
		text := fields[c.at]
		if len(text) == 0 {
			if c.required {
				return &cellFault{c.column.id.String(), "got an empty cell; want " + c.column.want}
			}
			continue
		}
		if !c.read(d, text) {
			return &cellFault{c.column.id.String(), c.column.describe(text)}
		}
		known |= c.bit
	}
	if d.plan.kind == claim.Care && !known.Has(claim.ColPerformedAt) && !known.Has(claim.ColPerformedOn) {
		return &cellFault{d.dayColumn(), "got no day of the act; want performed_at or performed_on"}
	}
	if known.Has(claim.ColArrivedAt) {
		d.resolveArrival()
	}
	d.claim.Known = known &^ d.emptied
	return nil
}

// dayColumn is the column that is named for an act without a day: the one that the file has.
func (d *decoder) dayColumn() string {
	if d.claim.Present.Has(claim.ColPerformedAt) {
		return claim.ColPerformedAt.String()
	}
	return claim.ColPerformedOn.String()
}

// resolveArrival adds the day to an arrival that has only a time: the day of the departure, or the next day where the time is
// before that of the departure. An arrival with a day that is before the departure is not known.
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
	if c.ArrivedAt < c.DepartedAt {
		c.ArrivedAt = 0
		d.emptied = d.emptied.With(claim.ColArrivedAt)
	}
}

// maxQuote is how many bytes of a cell a reason shows.
const maxQuote = 60

// describe says what a cell holds and what is expected. Cells that identify a person are not shown.
func (c *columnSpec) describe(text []byte) string {
	if c.personal {
		return fmt.Sprintf("got something else in %d bytes; want %s", len(text), c.want)
	}
	if len(text) > maxQuote {
		return fmt.Sprintf("got %s and %d bytes more; want %s", strconv.Quote(string(text[:maxQuote])), len(text)-maxQuote, c.want)
	}
	return fmt.Sprintf("got %s; want %s", strconv.Quote(string(text)), c.want)
}

// The readers of cells that need more than a parser.

func (d *decoder) arrivedAt(text []byte) bool {
	if second, ok := civil.ParseClock(text); ok {
		d.arrivalHour, d.claim.ArrivedAt = true, civil.Moment(second)
		return true
	}
	at, ok := civil.ParseMoment(text)
	d.claim.ArrivedAt = at
	return ok
}

// readPlate reads a plate in the form in which plates are compared: in capitals, without blanks and hyphens. A plate with nothing
// else is not known.
func (d *decoder) readPlate(text []byte) bool {
	plain := true
	for _, b := range text {
		if b == '-' || b == ' ' || b == '\t' || b >= 'a' && b <= 'z' {
			plain = false
			break
		}
	}
	if !plain {
		for _, b := range text {
			switch {
			case b >= 'a' && b <= 'z':
				d.plate = append(d.plate, b-'a'+'A')
			case b != '-' && b != ' ' && b != '\t':
				d.plate = append(d.plate, b)
			}
		}
		text = d.plate
	}
	if len(text) == 0 {
		d.emptied = d.emptied.With(claim.ColPlate)
	}
	d.claim.Plate = view(text)
	return true
}

func (d *decoder) sharedCode(text []byte) bool {
	if len(text) != 1 || text[0] != '0' && (text[0] < '2' || text[0] > '4') {
		return false
	}
	d.claim.SharedCode = text[0] - '0'
	return true
}

func (d *decoder) tariffCodes(text []byte) bool {
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

// isPostcode reports whether a cell has the form of a postcode: five digits or letters.
func isPostcode(text []byte) bool {
	if len(text) != 5 {
		return false
	}
	for _, b := range text {
		if (b < '0' || b > '9') && (b < 'A' || b > 'Z') && (b < 'a' || b > 'z') {
			return false
		}
	}
	return true
}

// readCount reads a whole number that is not negative.
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
