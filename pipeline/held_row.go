package pipeline

import (
	"encoding/binary"
	"errors"

	"vigie/pipeline/findings"
	"vigie/pipeline/scratch"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What a stored finding holds beside its rule and its facts, in this order.
var (
	heldTexts = []func(r *findings.Row) *string{
		func(r *findings.Row) *string { return &r.Item }, func(r *findings.Row) *string { return &r.ClaimID },
		func(r *findings.Row) *string { return &r.InvoiceID }, func(r *findings.Row) *string { return &r.SubjectKind },
		func(r *findings.Row) *string { return &r.SubjectID }, func(r *findings.Row) *string { return &r.PatientID },
		func(r *findings.Row) *string { return &r.PrescriberID }, func(r *findings.Row) *string { return &r.Plate },
		func(r *findings.Row) *string { return &r.DriverID }, func(r *findings.Row) *string { return &r.Service },
		func(r *findings.Row) *string { return &r.FR }, func(r *findings.Row) *string { return &r.EN },
		func(r *findings.Row) *string { return &r.Occurrence }, func(r *findings.Row) *string { return &r.SourceFile },
		func(r *findings.Row) *string { return &r.Suppressed.Reason },
	}
	heldLists = []func(r *findings.Row) *[]string{
		func(r *findings.Row) *[]string { return &r.LegalBasis }, func(r *findings.Row) *[]string { return &r.Related },
		func(r *findings.Row) *[]string { return &r.Examined },
	}
	heldFlags = []func(r *findings.Row) *bool{
		func(r *findings.Row) *bool { return &r.Paid }, func(r *findings.Row) *bool { return &r.Earlier },
		func(r *findings.Row) *bool { return &r.WithinPenalty }, func(r *findings.Row) *bool { return &r.Suppressed.On },
	}
	heldNumbers = []heldNumber{
		numberIn(func(r *findings.Row) *rules.Verdict { return &r.Verdict }), numberIn(func(r *findings.Row) *claim.Kind { return &r.Kind }),
		numberIn(func(r *findings.Row) *civil.Day { return &r.Day }), numberIn(func(r *findings.Row) *civil.Day { return &r.PaidOn }),
		numberIn(func(r *findings.Row) *claim.Cents { return &r.Billed }), numberIn(func(r *findings.Row) *claim.Cents { return &r.Reimbursed }),
		numberIn(func(r *findings.Row) *claim.Cents { return &r.AtStake }), numberIn(func(r *findings.Row) *int64 { return &r.SourceLine }),
		numberIn(func(r *findings.Row) *claim.Flag { return &r.WithinRecovery }), numberIn(func(r *findings.Row) *civil.Day { return &r.Suppressed.Until }),
	}
)

// heldNumber is a number of a finding.
type heldNumber struct {
	get func(r *findings.Row) int64
	set func(r *findings.Row, n int64)
}

func numberIn[N ~uint8 | ~int32 | ~int64](field func(r *findings.Row) *N) heldNumber {
	return heldNumber{
		func(r *findings.Row) int64 { return int64(*field(r)) },
		func(r *findings.Row, n int64) { *field(r) = N(n) },
	}
}

// putRow adds a finding to bytes from which row makes it again.
func (r *run) putRow(b []byte, row *findings.Row) []byte {
	b = binary.AppendUvarint(b, uint64(r.auditor.Place(row.Rule)))
	for _, n := range heldNumbers {
		b = binary.AppendVarint(b, n.get(row))
	}
	for _, f := range heldFlags {
		b = append(b, 0)
		if *f(row) {
			b[len(b)-1] = 1
		}
	}
	for _, s := range heldTexts {
		b = scratch.AppendText(b, *s(row))
	}
	for _, l := range heldLists {
		b = binary.AppendUvarint(b, uint64(len(*l(row))))
		for _, s := range *l(row) {
			b = scratch.AppendText(b, s)
		}
	}
	for _, f := range row.Facts {
		b = scratch.AppendText(scratch.AppendText(scratch.AppendText(b, f.Name), f.Value), f.Source)
	}
	return b
}

var errHeldRow = errors.New("a finding does not come back as it was stored")

// row makes a finding again.
func (r *run) row(stored []byte) (row findings.Row, err error) {
	rest := rowText(stored)
	defer func() {
		if recover() != nil { // it ended early
			err = errHeldRow
		}
	}()
	row.Rule = r.auditor.Rules[rest.count()]
	for _, n := range heldNumbers {
		u := rest.count()
		n.set(&row, int64(u>>1)^-int64(u&1))
	}
	for _, f := range heldFlags {
		*f(&row) = rest.count() != 0
	}
	for _, s := range heldTexts {
		*s(&row) = rest.text()
	}
	for _, l := range heldLists {
		for range rest.count() {
			*l(&row) = append(*l(&row), rest.text())
		}
	}
	for len(rest) > 0 {
		row.Facts = append(row.Facts, rules.Shown{Name: rest.text(), Value: rest.text(), Source: rest.text()})
	}
	return row, nil
}

// rowText is what is left of a stored finding: one string, of which its texts are parts. It panics where it ends early.
type rowText string

func (t *rowText) count() (n uint64) {
	for shift := 0; ; shift += 7 {
		b := (*t)[0]
		*t = (*t)[1:]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
}

func (t *rowText) text() string {
	n := t.count()
	s := (*t)[:n]
	*t = (*t)[n:]
	return string(s)
}
