package register

import (
	"strconv"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// cellReader reads one cell. Its methods return the value, or the zero value of their type for "not known", and reject what they
// cannot read. A column that a file lacks is read once for each file, as an absent cell. Texts are views that are valid until the
// next record. Cells are understood as those of claims are (package cell), so that a key is compared in one form on both sides.
type cellReader struct {
	raw    []byte // blanks trimmed; empty for a null word
	absent bool   // the file lacks the column
	nobody bool   // the cell is an identifier that stands for nobody
	lost   bool   // the cell is a number whose digits are lost
	comma  bool   // a number may have a comma for its point: no comma stands between cells
	want   string // what the cell must be; empty as long as the cell is good
	column string
	plates cell.Plates
	notes  cell.Counts // cells that are not written as the contract has them
}

// turn turns to the cell of a column. A null word is an empty cell, but for the names of persons.
func (c *cellReader) turn(raw []byte, column *columnForm) {
	c.raw, c.want, c.column, c.nobody, c.lost = raw, "", column.name, false, false
	switch {
	case len(raw) == 0:
	case !column.person && cell.IsNull(raw) && !(column.none && string(raw) == "none"):
		c.raw = nil
		c.note(cell.NullWord)
	case column.nobody && cell.IsPlainID(raw):
	case column.nobody:
		if _, note := cell.KnownID(raw); note == cell.Placeholder || note == cell.LostDigits {
			c.nobody = true
			c.note(note)
		}
	default:
		c.lost = cell.LosesDigits(raw)
	}
}

// note counts how a cell was understood. One that is rejected was not.
func (c *cellReader) note(n cell.Note) {
	if n == cell.Plain || c.want != "" {
		return
	}
	if c.notes == nil {
		c.notes = cell.Counts{}
	}
	c.notes[cell.Seen{Column: c.column, Note: n}]++
}

// reject keeps what the cell must be.
func (c *cellReader) reject(wanted string) { c.want = wanted }

// reason shows what a rejected cell looks like, and none of its letters and digits.
func (c *cellReader) reason() string {
	return "got a cell like " + cell.Shape(c.raw) + "; want " + c.want
}

func (c *cellReader) empty() bool { return len(c.raw) == 0 }

// text is an identifier or another text; not known for an identifier that stands for nobody.
func (c *cellReader) text() string {
	if c.nobody {
		return ""
	}
	if cell.IsPlainID(c.raw) {
		return viewText(c.raw)
	}
	if c.lost {
		c.reject(cell.WantDigits)
	}
	clean, note := cell.ID(c.raw)
	c.note(note)
	return viewText(clean)
}

// textOrNone is a text; an empty cell means that there is none, and an absent one is claim.AbsentText.
func (c *cellReader) textOrNone() string {
	if c.absent || c.nobody {
		return claim.AbsentText
	}
	return c.text()
}

// plate is a plate in the form in which plates are compared. A row has only one.
func (c *cellReader) plate() string {
	compared := c.plates.Plate(c.raw)
	if len(compared) == 0 && !c.empty() {
		c.reject("a plate")
	}
	return viewText(compared)
}

// postcode is a text of five letters or digits.
func (c *cellReader) postcode() string {
	if c.empty() {
		return ""
	}
	code, note, ok := cell.Postcode(c.raw)
	if !ok {
		c.reject("a postcode of 5 characters")
	}
	c.note(note)
	return viewText(code)
}

// day is a day; not known where the cell is empty or a sentinel.
func (c *cellReader) day() civil.Day { return c.dayOr(0) }

// dayOr is a day, or the given one where the cell is empty or a sentinel; not known where the column is absent.
func (c *cellReader) dayOr(none civil.Day) civil.Day {
	d, sentinel := c.readDay(none)
	if sentinel {
		return none
	}
	return d
}

// granted is a day that speaks for whom it concerns, such as that of a licence: civil.Never where the cell is empty. A sentinel may
// mean since ever, and is not known.
func (c *cellReader) granted() civil.Day {
	d, _ := c.readDay(civil.Never)
	return d
}

// readDay is a day, or the given one where the cell is empty; zero for a sentinel and where the column is absent.
func (c *cellReader) readDay(empty civil.Day) (d civil.Day, sentinel bool) {
	switch {
	case c.absent:
		return 0, false
	case c.empty():
		return empty, false
	}
	d, note, ok := cell.Day(c.raw)
	if !ok {
		c.reject("a day as 2025-03-01")
	}
	c.note(note)
	return d, note == cell.SentinelDay
}

// moment is a day and, where the cell has it, the time of that day. Midnight is no such time: tools put it behind every day of a column that
// has times too.
func (c *cellReader) moment() (civil.Day, civil.Moment) {
	if c.empty() {
		return 0, 0
	}
	if d, note, ok := cell.Day(c.raw); ok {
		c.note(note)
		return d, 0
	}
	m, note, ok := cell.Moment(c.raw)
	if !ok {
		c.reject("a day as 2025-03-01 or a time as 2025-03-01T08:30")
	}
	if ok && !cell.IsDay(m.Day()) {
		m, note = 0, cell.SentinelDay
	}
	c.note(note)
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
	f, note, ok := cell.Flag(c.raw)
	if !ok {
		c.reject("true, false, 1, 0, oui or non")
		return 0
	}
	c.note(note)
	return f
}

// count is a whole number, or claim.NotGiven.
func (c *cellReader) count() int32 {
	if c.empty() {
		return claim.NotGiven
	}
	whole, note := cell.Whole(c.raw)
	c.note(note)
	n, err := strconv.ParseUint(string(whole), 10, 31)
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
	n, note, ok := cell.Number(c.raw, c.comma, read)
	if !ok || n < 0 {
		c.reject(wanted)
	}
	c.note(note)
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
