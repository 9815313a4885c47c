package claimfile

import (
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// emptiness is what an empty cell says.
type emptiness uint8

const (
	nothing emptiness = iota // not known
	means                    // the template's value, and it is known
	rejects                  // a claim cannot do without
)

// column is a column of the contract: how it is read, what an empty cell says, and what it wants in words.
type column struct {
	id       claim.Column
	empty    emptiness
	want     string
	personal bool // points to a person, or is one's key elsewhere: never shown in a reason
	read     func(d *decoder, cell []byte) bool
}

// What the columns want.
const (
	aText     = "a text"
	aDay      = "a day such as 2025-03-01"
	aMoment   = "a date-time such as 2025-03-01T08:30"
	aFlag     = "true, false, 1, 0, oui or non"
	money     = "euros with at most 2 decimals"
	distance  = "kilometres with at most 1 decimal, not negative"
	aPostcode = "5 digits or letters"
	number    = "a whole number, not negative"
)

// view is a borrowed string: it holds until the next record is read.
func view(cell []byte) string { return tablefile.View(cell) }

// columnsOf lists a kind's columns in the contract's order.
func columnsOf(kind claim.Kind) []column {
	if kind == claim.Care {
		return careColumns
	}
	return transportColumns
}
