package claimfile

import (
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// decodePlan is how the records of one file are read: its columns of the contract, in the order of the file, and the claim that a
// record of empty cells gives.
type decodePlan struct {
	file     string
	kind     claim.Kind
	columns  []boundColumn
	template claim.Claim

	decimalComma bool // a number may have a comma for its point: no comma stands between cells
	typed        bool // the table has types, among them instants
}

// boundColumn is a column of the file. It repeats what every record needs of its columnSpec, to have it close together in memory.
type boundColumn struct {
	read     func(d *decoder, cell []byte) bool
	at       int           // index in the record
	bit      claim.Columns // the bit of the column
	required bool
	column   *columnSpec
}

// newDecodePlan finds the columns of the contract in a header.
func newDecodePlan(file string, kind claim.Kind, header []string) (*decodePlan, Columns) {
	p := &decodePlan{file: file, kind: kind}
	p.template.Kind = kind
	contract := columnsOf(kind)
	var columns Columns
	indexes := map[string]int{}
	for i, name := range header {
		indexes[name] = i
	}
	known := map[string]bool{}
	for i := range contract {
		c := &contract[i]
		name := c.id.String()
		known[name] = true
		at, found := indexes[name]
		if !found {
			columns.Missing = append(columns.Missing, name)
			continue
		}
		columns.Found = append(columns.Found, name)
		p.template.Present = p.template.Present.With(c.id)
		if c.empty == emptyKnown {
			p.template.Known = p.template.Known.With(c.id)
		}
		p.columns = append(p.columns, boundColumn{c.read, at, claim.Columns(0).With(c.id), c.empty == emptyRejects, c})
	}
	for _, name := range header {
		if !known[name] && name != "" {
			columns.Unknown = append(columns.Unknown, name)
		}
	}
	p.fillTemplate()
	return p, columns
}

// fillTemplate sets the columns in which an empty cell has a meaning: not dead, or no. Texts stay empty and the shared code 0.
func (p *decodePlan) fillTemplate() {
	t := &p.template
	if t.Known.Has(claim.ColPatientDied) {
		t.PatientDied = civil.Never
	}
	for id, flag := range map[claim.Column]*claim.Flag{
		claim.ColThirdPartyPayment: &t.ThirdPartyPayment,
		claim.ColAgreementFlag:     &t.AgreementFlag,
		claim.ColSharingRefused:    &t.SharingRefused,
		claim.ColEmergency:         &t.Emergency,
		claim.ColAccidentSheet:     &t.AccidentSheet,
		claim.ColALDExempt:         &t.ALDExempt,
		claim.ColMisuseProne:       &t.MisuseProne,
	} {
		if t.Known.Has(id) {
			*flag = claim.No
		}
	}
}

// missingRequired lists the columns that every claim of the kind must have and the file lacks.
func (p *decodePlan) missingRequired() []string {
	var missing []string
	for _, c := range columnsOf(p.kind) {
		if c.empty == emptyRejects && !p.template.Present.Has(c.id) {
			missing = append(missing, c.id.String())
		}
	}
	if p.kind == claim.Care && !p.template.Present.Has(claim.ColPerformedAt) && !p.template.Present.Has(claim.ColPerformedOn) {
		missing = append(missing, strings.Join([]string{claim.ColPerformedAt.String(), claim.ColPerformedOn.String()}, " or "))
	}
	return missing
}
