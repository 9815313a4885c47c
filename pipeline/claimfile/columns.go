package claimfile

import (
	"bytes"
	"fmt"

	"vigie/pipeline/cell"
	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// emptyMeaning is what an empty cell means.
type emptyMeaning uint8

const (
	emptyUnknown emptyMeaning = iota // the value is not known
	emptyKnown                       // the value is that of the template, and is known
	emptyRejects                     // the record is rejected
)

// columnSpec is a column of the contract: how it is read, what an empty cell means, and what a cell must be, as a text.
type columnSpec struct {
	id    claim.Column
	empty emptyMeaning
	want  string
	name  bool // of a person, who may be called Nil
	none  bool // "none" is one of its words
	read  func(d *decoder, text []byte) bool
}

// What is expected in a cell, for the reason of a reject.
const (
	wantDay    = "a day such as 2025-03-01 or 01/03/2025"
	wantMoment = "a date-time such as 2025-03-01T08:30 or 01/03/2025 08:30, without a zone"
	wantPlace  = "civil time without a zone: an instant has it with --instants utc where the postcode of its place is known"
	wantFlag   = "true, false, 1, 0, oui, non, vrai or faux"
	wantNumber = "a whole number, not negative"
)

// describe says what a refused cell looks like, and what is expected. It shows no digit and no letter of the cell.
func (d *decoder) describe(c *columnSpec, text []byte) string {
	want := c.want
	if d.want != "" {
		want, d.want = d.want, ""
	}
	if d.plan.typed && want == wantMoment && bytes.HasSuffix(text, []byte("Z")) {
		want = wantPlace
	}
	return fmt.Sprintf("got a cell like %s; want %s", cell.Shape(text), want)
}

// view is the text of a cell without a copy, valid until the next record is read.
func view(text []byte) string { return tablefile.View(text) }

// columnsOf lists the columns of a kind in the order of the contract.
func columnsOf(kind claim.Kind) []columnSpec {
	if kind == claim.Care {
		return careColumns
	}
	return transportColumns
}
