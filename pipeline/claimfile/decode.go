package claimfile

import (
	"fmt"
	"strconv"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// decoder reads one record after another into the same claim.
type decoder struct {
	plan    *plan
	claim   *claim.Claim
	unknown claim.Columns // filled cells that say nothing after all
	hour    bool          // the arrival was an hour alone: seconds of its day, its day still to be found
	plate   []byte
}

// unreadable is why a record gives no claim.
type unreadable struct{ column, reason string }

// read reads a record's cells, or says which one it cannot read. It allocates nothing unless it fails.
func (d *decoder) read(fields [][]byte) *unreadable {
	*d.claim = d.plan.template
	d.unknown, d.hour, d.plate = 0, false, d.plate[:0]
	known := d.plan.template.Known
	cells := d.plan.cells
	for i := range cells {
		c := &cells[i]
		text := fields[c.at]
		if len(text) == 0 {
			if c.required {
				return &unreadable{c.column.id.String(), "got an empty cell; want " + c.column.want}
			}
			continue
		}
		if !c.read(d, text) {
			return &unreadable{c.column.id.String(), c.column.got(text)}
		}
		known |= c.bit
	}
	if d.plan.kind == claim.Care && !known.Has(claim.ColPerformedAt) && !known.Has(claim.ColPerformedOn) {
		return &unreadable{d.dayColumn(), "got no day of the act; want performed_at or performed_on"}
	}
	if known.Has(claim.ColArrivedAt) {
		d.arrive()
	}
	d.claim.Known = known &^ d.unknown
	return nil
}

// dayColumn names the column that is to blame for an act without a day: the one that the file has.
func (d *decoder) dayColumn() string {
	if d.claim.Present.Has(claim.ColPerformedAt) {
		return claim.ColPerformedAt.String()
	}
	return claim.ColPerformedOn.String()
}

// arrive finds the day of an arrival that is an hour alone: that of the departure, or the next where the hour is before
// the departure's. An arrival with a day of its own that is before the departure says nothing.
func (d *decoder) arrive() {
	c := d.claim
	if d.hour {
		second := int(c.ArrivedAt)
		day := c.DepartedAt.Day()
		if second < c.DepartedAt.SecondOfDay() {
			day++
		}
		c.ArrivedAt = day.At(second)
	}
	if c.ArrivedAt < c.DepartedAt {
		c.ArrivedAt = 0
		d.unknown = d.unknown.With(claim.ColArrivedAt)
	}
}

// longestQuote is how many bytes of a cell a reason shows.
const longestQuote = 60

// got says what a cell holds and what it should. Cells that point to a person are not shown.
func (c *column) got(text []byte) string {
	if c.personal {
		return fmt.Sprintf("got something else in %d bytes; want %s", len(text), c.want)
	}
	if len(text) > longestQuote {
		return fmt.Sprintf("got %s and %d bytes more; want %s", strconv.Quote(string(text[:longestQuote])), len(text)-longestQuote, c.want)
	}
	return fmt.Sprintf("got %s; want %s", strconv.Quote(string(text)), c.want)
}

// The readers of single cells that do more than call a parser.

func (d *decoder) arrivedAt(text []byte) bool {
	if second, ok := civil.ParseClock(text); ok {
		d.hour, d.claim.ArrivedAt = true, civil.Moment(second)
		return true
	}
	at, ok := civil.ParseMoment(text)
	d.claim.ArrivedAt = at
	return ok
}

// readPlate reads a plate as it is compared, in capitals without blanks and hyphens. One that holds nothing else is empty.
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
		d.unknown = d.unknown.With(claim.ColPlate)
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

// postcode says whether a cell has the form of a postcode, five digits or letters.
func postcode(text []byte) bool {
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

// count reads a whole number that is not negative.
func count(text []byte) (int32, bool) {
	var n int64
	for _, b := range text {
		if b < '0' || b > '9' || n > 1<<31 {
			return 0, false
		}
		n = n*10 + int64(b-'0')
	}
	return int32(n), n < 1<<31
}
