package findings

import (
	"encoding/binary"
	"errors"

	"vigie/pipeline/scratch"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// A row as bytes, for the time of one run: its rule by index, then these columns in this order, then its facts. A field of Row that
// is in none of the lists is lost between the passes; TestRowBytes finds it.
var (
	rowTexts = []func(r *Row) *string{
		func(r *Row) *string { return &r.Item }, func(r *Row) *string { return &r.ClaimID },
		func(r *Row) *string { return &r.InvoiceID }, func(r *Row) *string { return &r.SubjectKind },
		func(r *Row) *string { return &r.SubjectID }, func(r *Row) *string { return &r.PatientID },
		func(r *Row) *string { return &r.PrescriberID }, func(r *Row) *string { return &r.Plate },
		func(r *Row) *string { return &r.DriverID }, func(r *Row) *string { return &r.Service },
		func(r *Row) *string { return &r.FR }, func(r *Row) *string { return &r.EN },
		func(r *Row) *string { return &r.Occurrence }, func(r *Row) *string { return &r.SourceFile },
		func(r *Row) *string { return &r.Suppressed.Reason },
	}
	rowLists = []func(r *Row) *[]string{
		func(r *Row) *[]string { return &r.LegalBasis }, func(r *Row) *[]string { return &r.Related },
		func(r *Row) *[]string { return &r.Examined },
	}
	rowFlags = []func(r *Row) *bool{
		func(r *Row) *bool { return &r.Paid }, func(r *Row) *bool { return &r.Earlier },
		func(r *Row) *bool { return &r.Suppressed.On },
	}
	rowNumbers = []rowNumber{
		numberIn(func(r *Row) *rules.Verdict { return &r.Verdict }), numberIn(func(r *Row) *claim.Kind { return &r.Kind }),
		numberIn(func(r *Row) *civil.Day { return &r.Day }), numberIn(func(r *Row) *civil.Day { return &r.PaidOn }),
		numberIn(func(r *Row) *claim.Cents { return &r.Billed }), numberIn(func(r *Row) *claim.Cents { return &r.Reimbursed }),
		numberIn(func(r *Row) *claim.Cents { return &r.AtStake }), numberIn(func(r *Row) *int64 { return &r.SourceLine }),
		numberIn(func(r *Row) *claim.Flag { return &r.WithinRecovery }), numberIn(func(r *Row) *claim.Flag { return &r.WithinPenalty }),
		numberIn(func(r *Row) *civil.Day { return &r.Suppressed.Until }),
		numberIn(func(r *Row) *int32 { return &r.RelatedCount }),
	}
)

// rowNumber is a column that is stored as a number.
type rowNumber struct {
	get func(r *Row) int64
	set func(r *Row, n int64)
}

func numberIn[N ~uint8 | ~int32 | ~int64](field func(r *Row) *N) rowNumber {
	return rowNumber{
		func(r *Row) int64 { return int64(*field(r)) },
		func(r *Row, n int64) { *field(r) = N(n) },
	}
}

// AppendRow appends a row as bytes. rule is the index of its rule in the list that ParseRow will be given.
func AppendRow(b []byte, row *Row, rule int) []byte {
	b = binary.AppendUvarint(b, uint64(rule))
	for _, n := range rowNumbers {
		b = binary.AppendVarint(b, n.get(row))
	}
	for _, f := range rowFlags {
		b = append(b, 0)
		if *f(row) {
			b[len(b)-1] = 1
		}
	}
	for _, s := range rowTexts {
		b = scratch.AppendText(b, *s(row))
	}
	for _, l := range rowLists {
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

var errRowBytes = errors.New("the bytes of a finding are not what was written")

// ParseRow reads a row that AppendRow wrote. all are the rules by index.
func ParseRow(stored []byte, all []*rules.Rule) (row Row, err error) {
	rest := rowText(stored)
	defer func() {
		if recover() != nil { // the bytes end early
			err = errRowBytes
		}
	}()
	row.Rule = all[rest.count()]
	for _, n := range rowNumbers {
		u := rest.count()
		n.set(&row, int64(u>>1)^-int64(u&1))
	}
	for _, f := range rowFlags {
		*f(&row) = rest.count() != 0
	}
	for _, s := range rowTexts {
		*s(&row) = rest.text()
	}
	for _, l := range rowLists {
		for range rest.count() {
			*l(&row) = append(*l(&row), rest.text())
		}
	}
	for len(rest) > 0 {
		row.Facts = append(row.Facts, rules.Shown{Name: rest.text(), Value: rest.text(), Source: rest.text()})
	}
	return row, nil
}

// rowText is what is left to be read of a row: one string, which its texts share. Its methods panic where it ends early.
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
