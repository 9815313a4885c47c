package register

import (
	"strconv"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// cell is a cell under reading. Its methods give the value, or the zero value of "not known", and refuse what they cannot
// read. An absent column is read once for each file, as an absent cell. Texts are views that last until the next record.
type cell struct {
	text   []byte // blanks trimmed
	absent bool   // the file has no such column
	wanted string // what the cell should have held; empty while it is good
	plain  []byte // room for a text that is not kept as it is written
}

// refuse says what the cell should have held.
func (c *cell) refuse(wanted string) { c.wanted = wanted }

// reason tells what stood in a refused cell. No column of identifiers or names refuses its content.
func (c *cell) reason() string {
	return "got " + strconv.Quote(string(c.text[:min(len(c.text), 40)])) + "; want " + c.wanted
}

func (c *cell) empty() bool { return len(c.text) == 0 }

// name is an identifier or another text.
func (c *cell) name() string { return view(c.text) }

// nameOrNone is a text whose emptiness means that there is none.
func (c *cell) nameOrNone() string {
	if c.absent {
		return claim.AbsentText
	}
	return c.name()
}

// plate is a plate as plates are compared: upper case, without blanks and hyphens. A row has one.
func (c *cell) plate() string {
	plain := c.plain[:0]
	for _, b := range c.text {
		switch {
		case b == ' ' || b == '-' || b == '\t':
		case b >= 'a' && b <= 'z':
			plain = append(plain, b-'a'+'A')
		default:
			plain = append(plain, b)
		}
	}
	c.plain = plain
	if len(plain) == 0 && !c.empty() {
		c.refuse("a plate")
	}
	return view(plain)
}

// postcode is five letters or digits.
func (c *cell) postcode() string {
	if c.empty() {
		return ""
	}
	good := len(c.text) == 5
	for _, b := range c.text {
		good = good && (b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z')
	}
	if !good {
		c.refuse("a postcode of 5 characters")
	}
	return c.name()
}

// day is a day, not known where the cell is empty.
func (c *cell) day() civil.Day { return c.dayOr(0) }

// dayOr is a day, or another where the cell is empty; not known where the column is absent.
func (c *cell) dayOr(empty civil.Day) civil.Day {
	switch {
	case c.absent:
		return 0
	case c.empty():
		return empty
	}
	d, ok := civil.ParseDay(c.text)
	if !ok {
		c.refuse("a day as 2025-03-01")
	}
	return d
}

// moment is a day and, where it was written, the time of that day.
func (c *cell) moment() (civil.Day, civil.Moment) {
	if c.empty() {
		return 0, 0
	}
	if d, ok := civil.ParseDay(c.text); ok {
		return d, 0
	}
	m, ok := civil.ParseMoment(c.text)
	if !ok {
		c.refuse("a day as 2025-03-01 or a time as 2025-03-01T08:30")
	}
	return m.Day(), m
}

// flag is yes or no; an empty cell says no, an absent column nothing.
func (c *cell) flag() claim.Flag { return c.flagOr(claim.No) }

// flagOr is yes or no, or another answer where the cell is empty.
func (c *cell) flagOr(empty claim.Flag) claim.Flag {
	switch {
	case c.absent:
		return 0
	case c.empty():
		return empty
	}
	return word(c, claim.ReadFlag, "true, false, 1, 0, oui or non")
}

// count is a whole number, or claim.NotGiven.
func (c *cell) count() int32 {
	if c.empty() {
		return claim.NotGiven
	}
	n, err := strconv.ParseUint(string(c.text), 10, 31)
	if err != nil {
		c.refuse("a whole number")
	}
	return int32(n)
}

func (c *cell) km() claim.Km {
	return number(c, claim.ReadKm, "kilometres with at most 1 decimal")
}

func (c *cell) price() claim.Cents {
	return number(c, claim.ReadCents, "euros with at most 2 decimals, not negative")
}

func (c *cell) measure() claim.Measure {
	return number(c, claim.ReadMeasure, "a number with at most 4 decimals, not negative")
}

// number is what read makes of the cell, or claim.NotGiven.
func number[N ~int32 | ~int64](c *cell, read func([]byte) (N, bool), wanted string) N {
	if c.empty() {
		return claim.NotGiven
	}
	n, ok := read(c.text)
	if !ok || n < 0 {
		c.refuse(wanted)
	}
	return n
}

// word is a word of a vocabulary, not known where the cell is empty.
func word[W ~uint8](c *cell, read func([]byte) (W, bool), wanted string) W {
	if c.empty() {
		return 0
	}
	w, ok := read(c.text)
	if !ok {
		c.refuse(wanted)
	}
	return w
}
