package findings

import (
	"fmt"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

// LedgerRow is one row of ledger.parquet: of a claim, what the rules across claims read of it on a later night, and the
// findings on it that count where they are repeated.
type LedgerRow struct {
	claim.Claim // only the columns of the ledger
	Breaches    []Breach
}

// Breach is a finding of a rule that minds repetition, as rules.Repeated counts it.
type Breach struct {
	RuleID, SubjectKind, SubjectID, Occurrence string
	AtStake                                    claim.Cents
}

// ledgerColumn is a column of a claim: how it is written, and how it is taken back.
type ledgerColumn struct {
	column[LedgerRow]
	id   claim.Column
	text func(*claim.Claim) *string                          // where the field is one that borrows its bytes
	copy func(to, from *claim.Claim)                         // any other field
	bind func(from arrow.Array) func(row int, to *LedgerRow) // takes the value of a row that is not null
}

// ledgerColumns are the columns of claims in the ledger. Their order is that of the bits of "known": it may grow at the end
// and does not change otherwise, unless FormatVersion does.
var ledgerColumns = []ledgerColumn{
	ledgerText(claim.ColClaimID, "claim_id", func(c *claim.Claim) *string { return &c.ClaimID }).unlike(),
	ledgerText(claim.ColInvoiceID, "invoice_id", func(c *claim.Claim) *string { return &c.InvoiceID }).unlike(),
	ledgerDay(claim.ColSentOn, func(c *claim.Claim) *civil.Day { return &c.SentOn }),
	ledgerText(claim.ColOperatorID, "biller_id", func(c *claim.Claim) *string { return &c.BillerID }),
	ledgerText(claim.ColPatientID, "patient_id", func(c *claim.Claim) *string { return &c.PatientID }).unlike(),
	ledgerWord(claim.ColService, func(c *claim.Claim) *claim.Service { return &c.Service }, claim.ReadService),
	ledgerWord(claim.ColReason, func(c *claim.Claim) *claim.Reason { return &c.Reason }, claim.ReadReason),
	ledgerText(claim.ColPrescriptionID, "prescription_id", func(c *claim.Claim) *string { return &c.PrescriptionID }).unlike(),
	ledgerText(claim.ColPlate, "plate", func(c *claim.Claim) *string { return &c.Plate }),
	ledgerText(claim.ColDriverID, "driver_id", func(c *claim.Claim) *string { return &c.DriverID }),
	ledgerText(claim.ColAttendantID, "attendant_id", func(c *claim.Claim) *string { return &c.AttendantID }),
	ledgerNumber(claim.ColDepartedAt, "departed_at_seconds", func(c *claim.Claim) *civil.Moment { return &c.DepartedAt }),
	ledgerNumber(claim.ColArrivedAt, "arrived_at_seconds", func(c *claim.Claim) *civil.Moment { return &c.ArrivedAt }),
	ledgerText(claim.ColDeparturePostcode, "departure_postcode", func(c *claim.Claim) *string { return &c.DeparturePostcode }),
	ledgerText(claim.ColArrivalPostcode, "arrival_postcode", func(c *claim.Claim) *string { return &c.ArrivalPostcode }),
	ledgerText(claim.ColArrivalFacility, "arrival_facility", func(c *claim.Claim) *string { return &c.ArrivalFacility }),
	ledgerNumber(claim.ColBilledKm, "billed_km_tenths", func(c *claim.Claim) *claim.Km { return &c.BilledKm }),
	ledgerNumber(claim.ColSharedCode, "shared_code", func(c *claim.Claim) *uint8 { return &c.SharedCode }),
	ledgerWord(claim.ColAgreementFlag, func(c *claim.Claim) *claim.Flag { return &c.AgreementFlag }, claim.ReadFlag),
	ledgerText(claim.ColCardID, "card_id", func(c *claim.Claim) *string { return &c.CardID }).unlike(),
	ledgerNumber(claim.ColCardReadAt, "card_read_at_seconds", func(c *claim.Claim) *civil.Moment { return &c.CardReadAt }),
	ledgerText(claim.ColCardReadPostcode, "card_read_postcode", func(c *claim.Claim) *string { return &c.CardReadPostcode }),
	ledgerMoney(claim.ColAmountBilled, func(c *claim.Claim) *claim.Cents { return &c.AmountBilled }),
	ledgerMoney(claim.ColAmountReimbursed, func(c *claim.Claim) *claim.Cents { return &c.AmountReimbursed }),
	ledgerWord(claim.ColProviderKind, func(c *claim.Claim) *claim.ProviderKind { return &c.ProviderKind }, claim.ReadProviderKind),
	ledgerText(claim.ColProviderPostcode, "provider_postcode", func(c *claim.Claim) *string { return &c.ProviderPostcode }),
	ledgerText(claim.ColActCode, "act_code", func(c *claim.Claim) *string { return &c.ActCode }),
	ledgerWord(claim.ColCareKind, func(c *claim.Claim) *claim.CareKind { return &c.CareKind }, claim.ReadCareKind),
	ledgerNumber(claim.ColPerformedAt, "performed_at_seconds", func(c *claim.Claim) *civil.Moment { return &c.PerformedAt }),
	ledgerDay(claim.ColPerformedOn, func(c *claim.Claim) *civil.Day { return &c.PerformedOn }),
	ledgerText(claim.ColFacilityID, "facility_id", func(c *claim.Claim) *string { return &c.FacilityID }),
}

// LedgerHolds says whether the ledger keeps a column of the contract.
func LedgerHolds(id claim.Column) bool {
	for i := range ledgerColumns {
		if ledgerColumns[i].id == id {
			return true
		}
	}
	return id == claim.ColProviderID // the biller of an act
}

func ledgerText(id claim.Column, name string, field func(*claim.Claim) *string) ledgerColumn {
	return ledgerColumn{
		column: texts(name, func(r *LedgerRow) string { return *field(&r.Claim) }).nullable(),
		id:     id, text: field,
		bind: func(from arrow.Array) func(int, *LedgerRow) {
			values := from.(*array.String)
			return func(row int, to *LedgerRow) { *field(&to.Claim) = values.Value(row) }
		},
	}
}

func ledgerDay(id claim.Column, field func(*claim.Claim) *civil.Day) ledgerColumn {
	return ledgerColumn{
		column: days(id.String(), func(r *LedgerRow) civil.Day { return *field(&r.Claim) }).nullable(),
		id:     id, copy: func(to, from *claim.Claim) { *field(to) = *field(from) },
		bind: func(from arrow.Array) func(int, *LedgerRow) {
			values := from.(*array.Date32)
			return func(row int, to *LedgerRow) { *field(&to.Claim) = civil.FromUnix32(int32(values.Value(row))) }
		},
	}
}

// ledgerNumber is a column of whole numbers, of date-times the seconds of local time as a civil.Moment counts them. It is null
// where the claim does not hold the column.
func ledgerNumber[N ~uint8 | ~int32 | ~int64](id claim.Column, name string, field func(*claim.Claim) *N) ledgerColumn {
	return ledgerColumn{
		column: countsIf(name, func(r *LedgerRow) (int64, bool) { return int64(*field(&r.Claim)), r.Known.Has(id) }).distinct(),
		id:     id, copy: func(to, from *claim.Claim) { *field(to) = *field(from) },
		bind: func(from arrow.Array) func(int, *LedgerRow) {
			values := from.(*array.Int64)
			return func(row int, to *LedgerRow) { *field(&to.Claim) = N(values.Value(row)) }
		},
	}
}

func ledgerMoney(id claim.Column, field func(*claim.Claim) *claim.Cents) ledgerColumn {
	return ledgerColumn{
		column: amountsIf(id.String(), func(r *LedgerRow) (claim.Cents, bool) { return *field(&r.Claim), r.Known.Has(id) }).distinct(),
		id:     id, copy: func(to, from *claim.Claim) { *field(to) = *field(from) },
		bind: func(from arrow.Array) func(int, *LedgerRow) {
			values := from.(*array.Decimal128)
			return func(row int, to *LedgerRow) { *field(&to.Claim) = claim.Cents(values.Value(row).LowBits()) }
		},
	}
}

// ledgerWord is a column of a closed vocabulary.
func ledgerWord[W interface {
	~uint8
	fmt.Stringer
}](id claim.Column, field func(*claim.Claim) *W, read func([]byte) (W, bool)) ledgerColumn {
	return ledgerColumn{
		column: texts(id.String(), func(r *LedgerRow) string { return (*field(&r.Claim)).String() }).nullable(),
		id:     id, copy: func(to, from *claim.Claim) { *field(to) = *field(from) },
		bind: func(from arrow.Array) func(int, *LedgerRow) {
			values := from.(*array.String)
			return func(row int, to *LedgerRow) { *field(&to.Claim), _ = read([]byte(values.Value(row))) }
		},
	}
}

// unlike turns the dictionary off.
func (c ledgerColumn) unlike() ledgerColumn {
	c.column = c.distinct()
	return c
}

// Keep copies what the ledger keeps of a claim. Its texts go to the end of the arena, whose bytes must stay as they are.
func (r *LedgerRow) Keep(c *claim.Claim, arena []byte) []byte {
	r.Kind, r.Known, r.Present = c.Kind, c.Known, c.Present
	for i := range ledgerColumns {
		column := &ledgerColumns[i]
		if column.text == nil {
			column.copy(&r.Claim, c)
			continue
		}
		from := *column.text(c)
		start := len(arena)
		arena = append(arena, from...)
		*column.text(&r.Claim) = view(arena[start:])
	}
	return arena
}

// CreateLedger begins ledger.parquet.
func CreateLedger(path string) (*Writer[LedgerRow], error) {
	return create(path, ledger(), defaultLimits)
}

// The columns of the ledger before and after those of claims. "known" tells which columns of the claim hold a value, one whose
// emptiness means something included, and "present" which its file had, both as bits by the place in ledgerColumns.
const columnsBefore, columnsAfter = 4, 1

func ledger() *table[LedgerRow] {
	t := &table[LedgerRow]{
		name: LedgerFile,
		columns: []column[LedgerRow]{
			texts("claim_kind", func(r *LedgerRow) string { return r.Kind.String() }),
			days("service_date", func(r *LedgerRow) civil.Day { return r.Day() }),
			counts("known", func(r *LedgerRow) int64 { return packColumns(r.Known) }),
			counts("present", func(r *LedgerRow) int64 { return packColumns(r.Present) }),
		},
		weigh: func(r *LedgerRow) int { return ledgerRowBytes + 64*len(r.Breaches) },
		place: func(r *LedgerRow) string { return "a " + r.Kind.String() + " claim" },
	}
	for i := range ledgerColumns {
		t.columns = append(t.columns, ledgerColumns[i].column)
	}
	t.columns = append(t.columns, breachLists("breaches", func(r *LedgerRow) []Breach { return r.Breaches }))
	return t
}

// ledgerRowBytes is what the texts of a row take, roughly.
const ledgerRowBytes = 160

func breachLists[R any](name string, of func(*R) []Breach) column[R] {
	fields := []field{{name: "rule_id"}, {name: "subject_kind"}, {name: "subject_id"}, {name: "occurrence"}, {name: "amount_at_stake", kind: money}}
	return column[R]{name, structs, fields, func(row *R, to []leaf) {
		breaches := of(row)
		startList(to, len(breaches))
		for i, b := range breaches {
			for j, v := range [...]string{b.RuleID, b.SubjectKind, b.SubjectID, b.Occurrence} {
				to[j].repeated = i > 0
				to[j].text(v)
			}
			to[4].repeated = i > 0
			to[4].number(int64(b.AtStake))
		}
	}}
}

func packColumns(s claim.Columns) (bits int64) {
	for i := range ledgerColumns {
		bits |= int64(s>>ledgerColumns[i].id&1) << i
	}
	return bits
}

func unpackColumns(bits int64) (s claim.Columns) {
	for i := range ledgerColumns {
		s |= claim.Columns(bits>>i&1) << ledgerColumns[i].id
	}
	return s
}
