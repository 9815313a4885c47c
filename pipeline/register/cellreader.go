package register

import (
	"strconv"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// cellReader reads one cell. Its methods return the value, or the zero value of their type for "not known", and reject what they
// cannot read. A column that a file lacks is read once for each file, as an absent cell. Texts are views that are valid until the
// next record.
type cellReader struct {
	raw    []byte // blanks trimmed
	absent bool   // the file lacks the column
	want   string // what the cell must be; empty as long as the cell is good
	buffer []byte // for a text that is not stored as it was written
}

// reject keeps what the cell must be.
func (c *cellReader) reject(wanted string) { c.want = wanted }

// reason quotes a rejected cell. No column of identifiers or names rejects a cell.
func (c *cellReader) reason() string {
	return "got " + strconv.Quote(string(c.raw[:min(len(c.raw), 40)])) + "; want " + c.want
}

func (c *cellReader) empty() bool { return len(c.raw) == 0 }

// text is an identifier or another text.
func (c *cellReader) text() string { return viewText(c.raw) }

// textOrNone is a text; an empty cell means that there is none, and an absent one is claim.AbsentText.
func (c *cellReader) textOrNone() string {
	if c.absent {
		return claim.AbsentText
	}
	return c.text()
}

// plate is a plate in the form in which plates are compared: upper case, without blanks and hyphens. A row has only one.
func (c *cellReader) plate() string {
	buffer := c.buffer[:0]
	for _, b := range c.raw {
		switch {
		case b == ' ' || b == '-' || b == '\t':
		case b >= 'a' && b <= 'z':
			buffer = append(buffer, b-'a'+'A')
		default:
			buffer = append(buffer, b)
		}
	}
	c.buffer = buffer
	if len(buffer) == 0 && !c.empty() {
		c.reject("a plate")
	}
	return viewText(buffer)
}

// postcode is a text of five letters or digits.
func (c *cellReader) postcode() string {
	if c.empty() {
		return ""
	}
	good := len(c.raw) == 5
	for _, b := range c.raw {
		good = good && (b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z')
	}
	if !good {
		c.reject("a postcode of 5 characters")
	}
	return c.text()
}

// day is a day; not known where the cell is empty.
func (c *cellReader) day() civil.Day { return c.dayOr(0) }

// dayOr is a day, or the given one where the cell is empty; not known where the column is absent.
func (c *cellReader) dayOr(empty civil.Day) civil.Day {
	switch {
	case c.absent:
		return 0
	case c.empty():
		return empty
	}
	d, ok := civil.ParseDay(c.raw)
	if !ok {
		c.reject("a day as 2025-03-01")
	}
	return d
}

// moment is a day and, where the cell has it, the time of that day.
func (c *cellReader) moment() (civil.Day, civil.Moment) {
	if c.empty() {
		return 0, 0
	}
	if d, ok := civil.ParseDay(c.raw); ok {
		return d, 0
	}
	m, ok := civil.ParseMoment(c.raw)
	if !ok {
		c.reject("a day as 2025-03-01 or a time as 2025-03-01T08:30")
	}
	return m.Day(), m
}

// flag is yes or no; an empty cell is no, an absent column is not known.
func (c *cellReader) flag() claim.Flag { return c.flagOr(claim.No) }

// flagOr is yes or no, or the given answer where the cell is empty.
func (c *cellReader) flagOr(empty claim.Flag) claim.Flag {
	switch {
	case c.absent:
		return 0
	case c.empty():
		return empty
	}
	return readWord(c, claim.ReadFlag, "true, false, 1, 0, oui or non")
}

// count is a whole number, or claim.NotGiven.
func (c *cellReader) count() int32 {
	if c.empty() {
		return claim.NotGiven
	}
	n, err := strconv.ParseUint(string(c.raw), 10, 31)
	if err != nil {
		c.reject("a whole number")
	}
	return int32(n)
}

func (c *cellReader) km() claim.Km {
	return readNumber(c, claim.ReadKm, "kilometres with at most 1 decimal")
}

func (c *cellReader) price() claim.Cents {
	return readNumber(c, claim.ReadCents, "euros with at most 2 decimals, not negative")
}

func (c *cellReader) measure() claim.Measure {
	return readNumber(c, claim.ReadMeasure, "a number with at most 4 decimals, not negative")
}

// readNumber is the number that read finds in the cell, or claim.NotGiven.
func readNumber[N ~int32 | ~int64](c *cellReader, read func([]byte) (N, bool), wanted string) N {
	if c.empty() {
		return claim.NotGiven
	}
	n, ok := read(c.raw)
	if !ok || n < 0 {
		c.reject(wanted)
	}
	return n
}

// readWord is a word of a vocabulary; not known where the cell is empty.
func readWord[W ~uint8](c *cellReader, read func([]byte) (W, bool), wanted string) W {
	if c.empty() {
		return 0
	}
	w, ok := read(c.raw)
	if !ok {
		c.reject(wanted)
	}
	return w
}
