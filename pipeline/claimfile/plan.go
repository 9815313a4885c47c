package claimfile

import (
	"strings"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// plan is how the records of one file are read: its columns that the contract knows, in the file's order, and the claim
// that a record of empty cells would give.
type plan struct {
	file     string
	kind     claim.Kind
	cells    []cell
	template claim.Claim
}

// cell is a column of the file, with what reading every record needs close together.
type cell struct {
	read     func(d *decoder, cell []byte) bool
	at       int           // place in the record
	bit      claim.Columns // the column alone
	required bool
	column   *column
}

// newPlan looks a header's names up in the contract.
func newPlan(file string, kind claim.Kind, header []string) (*plan, Columns) {
	p := &plan{file: file, kind: kind}
	p.template.Kind = kind
	contract := columnsOf(kind)
	var columns Columns
	places := map[string]int{}
	for i, name := range header {
		places[name] = i
	}
	known := map[string]bool{}
	for i := range contract {
		c := &contract[i]
		name := c.id.String()
		known[name] = true
		at, found := places[name]
		if !found {
			columns.Missing = append(columns.Missing, name)
			continue
		}
		columns.Found = append(columns.Found, name)
		p.template.Present = p.template.Present.With(c.id)
		if c.empty == means {
			p.template.Known = p.template.Known.With(c.id)
		}
		p.cells = append(p.cells, cell{c.read, at, claim.Columns(0).With(c.id), c.empty == rejects, c})
	}
	for _, name := range header {
		if !known[name] && name != "" {
			columns.Unknown = append(columns.Unknown, name)
		}
	}
	p.fillTemplate()
	return p, columns
}

// fillTemplate gives the columns whose emptiness means something the value that it means: not dead, and no. Text stays
// empty and the shared code 0.
func (p *plan) fillTemplate() {
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

// lacks names the columns that every claim of the kind must have and the file has not.
func (p *plan) lacks() []string {
	var missing []string
	for _, c := range columnsOf(p.kind) {
		if c.empty == rejects && !p.template.Present.Has(c.id) {
			missing = append(missing, c.id.String())
		}
	}
	if p.kind == claim.Care && !p.template.Present.Has(claim.ColPerformedAt) && !p.template.Present.Has(claim.ColPerformedOn) {
		missing = append(missing, strings.Join([]string{claim.ColPerformedAt.String(), claim.ColPerformedOn.String()}, " or "))
	}
	return missing
}
