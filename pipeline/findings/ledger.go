package findings

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// LedgerRow is one row of ledger.parquet: what the rules of groups read of a claim on a later night, and the findings that stand on it. A few
// columns can be read by anybody; the rest is packed, since every claim is written and read every night.
type LedgerRow struct {
	Kind      claim.Kind
	Day       civil.Day
	ClaimID   string
	BillerID  string
	PatientID string
	Packed    []byte
	Act       []byte // that the claim was made of, by which a reversal names it; empty where claim ids are named (dcir.ReadAct)
	Reported  []byte // the findings that stand on the claim, as AppendReported writes them; empty for none
}

// CreateLedger begins ledger.parquet. pseudonymKey is the fingerprint of the key behind its identifiers, empty for none.
func CreateLedger(path, pseudonymKey string) (*parquet.Writer[LedgerRow], error) {
	return parquet.Create(path, ledger(pseudonymKey), parquet.DefaultLimits)
}

func ledger(pseudonymKey string) *parquet.Table[LedgerRow] {
	return &parquet.Table[LedgerRow]{
		Name: publish.LedgerFile,
		Columns: []parquet.Column[LedgerRow]{
			parquet.Text("claim_kind", func(r *LedgerRow) string { return r.Kind.String() }),
			parquet.Text("claim_id", func(r *LedgerRow) string { return r.ClaimID }).NoDictionary(),
			parquet.Date("service_date", func(r *LedgerRow) civil.Day { return r.Day }),
			parquet.Text("biller_id", func(r *LedgerRow) string { return r.BillerID }),
			parquet.Text("patient_id", func(r *LedgerRow) string { return r.PatientID }),
			parquet.Bytes("packed", func(r *LedgerRow) []byte { return r.Packed }),
			parquet.Text("pseudonym_key", func(*LedgerRow) string { return pseudonymKey }).Nullable(),
			parquet.Bytes("act", func(r *LedgerRow) []byte { return r.Act }).Nullable(),
			parquet.Bytes("reported", func(r *LedgerRow) []byte { return r.Reported }).Nullable(),
		},
		Weight:   func(r *LedgerRow) int { return len(r.Packed) + len(r.ClaimID) + len(r.Act) + len(r.Reported) },
		Position: func(r *LedgerRow) string { return "a " + r.Kind.String() + " claim" },
	}
}

// packing is the version of the packed column, its first byte. Rows of an earlier one have those of its findings behind the fields that count
// where findings are repeated, and do not tell their content.
const packing = 3

// fieldsOf is how many of the packed fields a version has, from the first on.
var fieldsOf = [packing + 1]int{1: 28, 2: 30, 3: len(packedFields)}

// packedField is a column of the contract within the packed one.
type packedField struct {
	id   claim.Column
	put  func(b []byte, c *claim.Claim) []byte
	take func(b *packedRow, c *claim.Claim)
}

// packedFields are in the packed column in this order, each only where the claim has it. A new one goes behind the last, with a new
// version of packing: the rows of an earlier one are read as long as no bit of theirs is new.
var packedFields = [...]packedField{
	packedText(claim.ColInvoiceID, func(c *claim.Claim) *string { return &c.InvoiceID }),
	packedNumber(claim.ColSentOn, func(c *claim.Claim) *civil.Day { return &c.SentOn }),
	packedNumber(claim.ColService, func(c *claim.Claim) *claim.Service { return &c.Service }),
	packedNumber(claim.ColReason, func(c *claim.Claim) *claim.Reason { return &c.Reason }),
	packedText(claim.ColPrescriptionID, func(c *claim.Claim) *string { return &c.PrescriptionID }),
	packedText(claim.ColPlate, func(c *claim.Claim) *string { return &c.Plate }),
	packedText(claim.ColDriverID, func(c *claim.Claim) *string { return &c.DriverID }),
	packedText(claim.ColAttendantID, func(c *claim.Claim) *string { return &c.AttendantID }),
	packedNumber(claim.ColDepartedAt, func(c *claim.Claim) *civil.Moment { return &c.DepartedAt }),
	packedNumber(claim.ColArrivedAt, func(c *claim.Claim) *civil.Moment { return &c.ArrivedAt }),
	packedText(claim.ColDeparturePostcode, func(c *claim.Claim) *string { return &c.DeparturePostcode }),
	packedText(claim.ColArrivalPostcode, func(c *claim.Claim) *string { return &c.ArrivalPostcode }),
	packedText(claim.ColArrivalFacility, func(c *claim.Claim) *string { return &c.ArrivalFacility }),
	packedNumber(claim.ColBilledKm, func(c *claim.Claim) *claim.Km { return &c.BilledKm }),
	packedNumber(claim.ColSharedCode, func(c *claim.Claim) *uint8 { return &c.SharedCode }),
	packedNumber(claim.ColAgreementFlag, func(c *claim.Claim) *claim.Flag { return &c.AgreementFlag }),
	packedText(claim.ColCardID, func(c *claim.Claim) *string { return &c.CardID }),
	packedNumber(claim.ColCardReadAt, func(c *claim.Claim) *civil.Moment { return &c.CardReadAt }),
	packedText(claim.ColCardReadPostcode, func(c *claim.Claim) *string { return &c.CardReadPostcode }),
	packedNumber(claim.ColAmountBilled, func(c *claim.Claim) *claim.Cents { return &c.AmountBilled }),
	packedNumber(claim.ColAmountReimbursed, func(c *claim.Claim) *claim.Cents { return &c.AmountReimbursed }),
	packedNumber(claim.ColProviderKind, func(c *claim.Claim) *claim.ProviderKind { return &c.ProviderKind }),
	packedText(claim.ColProviderPostcode, func(c *claim.Claim) *string { return &c.ProviderPostcode }),
	packedText(claim.ColActCode, func(c *claim.Claim) *string { return &c.ActCode }),
	packedNumber(claim.ColCareKind, func(c *claim.Claim) *claim.CareKind { return &c.CareKind }),
	packedNumber(claim.ColPerformedAt, func(c *claim.Claim) *civil.Moment { return &c.PerformedAt }),
	packedNumber(claim.ColPerformedOn, func(c *claim.Claim) *civil.Day { return &c.PerformedOn }),
	packedText(claim.ColFacilityID, func(c *claim.Claim) *string { return &c.FacilityID }),
	packedText(claim.ColDepartureFacility, func(c *claim.Claim) *string { return &c.DepartureFacility }),
	packedNumber(claim.ColMeasuredKm, func(c *claim.Claim) *claim.Km { return &c.MeasuredKm }),
	packedNumber(claim.ColPaidOn, func(c *claim.Claim) *civil.Day { return &c.PaidOn }),
	packedNumber(claim.ColSentBy, func(c *claim.Claim) *claim.Channel { return &c.SentBy }),
	packedNumber(claim.ColThirdPartyPayment, func(c *claim.Claim) *claim.Flag { return &c.ThirdPartyPayment }),
	packedNumber(claim.ColPatientBorn, func(c *claim.Claim) *civil.Day { return &c.PatientBorn }),
	packedNumber(claim.ColEmergency, func(c *claim.Claim) *claim.Flag { return &c.Emergency }),
}

// unpacked are the columns of the contract that stand beside the packed one.
var unpacked = claim.Columns(0).With(claim.ColClaimID).With(claim.ColOperatorID).With(claim.ColProviderID).With(claim.ColPatientID)

// ledgerHolds are all columns of the contract that the ledger keeps.
var ledgerHolds = func() claim.Columns {
	all := unpacked
	for i := range packedFields {
		all = all.With(packedFields[i].id)
	}
	return all
}()

// LedgerHolds says whether the ledger keeps a column of the contract.
func LedgerHolds(id claim.Column) bool { return ledgerHolds.Has(id) }

func packedText(id claim.Column, field func(*claim.Claim) *string) packedField {
	return packedField{id,
		func(b []byte, c *claim.Claim) []byte { return putText(b, *field(c)) },
		func(b *packedRow, c *claim.Claim) { *field(c) = b.text() }}
}

func packedNumber[N ~uint8 | ~int32 | ~int64](id claim.Column, field func(*claim.Claim) *N) packedField {
	return packedField{id,
		func(b []byte, c *claim.Claim) []byte { return binary.AppendVarint(b, int64(*field(c))) },
		func(b *packedRow, c *claim.Claim) { *field(c) = N(b.number()) }}
}

func putText(b []byte, s string) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }

// Keep fills the row with what the ledger keeps of a claim. The row points to bytes that Keep appends to the arena, and that must stay as they
// are; it returns the longer arena.
func (r *LedgerRow) Keep(c *claim.Claim, arena []byte) []byte {
	r.Kind, r.Day = c.Kind, c.Day()
	for _, text := range [...]struct {
		to   *string
		from string
	}{{&r.ClaimID, c.ClaimID}, {&r.BillerID, c.BillerID}, {&r.PatientID, c.PatientID}} {
		start := len(arena)
		arena = append(arena, text.from...)
		*text.to = view(arena[start:])
	}
	start := len(arena)
	arena = append(arena, packing)
	arena = binary.LittleEndian.AppendUint64(arena, ContentOf(c))
	// The columns that the file has and of which this claim has no value. Rules ask for this of the reason alone.
	known := c.Known & ledgerHolds &^ unpacked
	arena = binary.AppendUvarint(arena, uint64(known))
	arena = binary.AppendUvarint(arena, uint64(c.Present&ledgerHolds&^unpacked&^known))
	for i := range packedFields {
		if f := &packedFields[i]; known.Has(f.id) {
			arena = f.put(arena, c)
		}
	}
	r.Packed = arena[start:]
	return arena
}

// ContentOf is a hash of all that is known of a claim, the same in every run: of two claims with one id it says whether the second is the
// first sent again. It is never 0.
func ContentOf(c *claim.Claim) uint64 {
	var buffer [512]byte
	known := *c
	known.Present = known.Known // a column that is empty everywhere may be left out
	return max(1, xxhash.Sum64(claim.Append(buffer[:0], &known)))
}

// Content is the hash of the claim as ContentOf gives it. Known is false for a row that came from a program that did not keep it; then Reported
// does not have every finding either.
func (r *LedgerRow) Content() (content uint64, known bool) {
	if len(r.Packed) < 1+contentBytes || r.Packed[0] < 3 {
		return 0, false
	}
	content = binary.LittleEndian.Uint64(r.Packed[1:])
	return content, content != 0
}

// Renew writes the claim of a row of an earlier version anew, as Keep does. What its content was stays unknown.
func (r *LedgerRow) Renew(c *claim.Claim, arena []byte) []byte {
	act := r.Act
	arena = r.Keep(c, arena)
	r.Act = act
	clear(r.Packed[1:][:contentBytes])
	return arena
}

const contentBytes = 8

// Claim reads the row back into a claim, whose strings share the bytes of the row, and appends the findings that stand on it. ok is false
// where the packed column is not what Keep makes, or Reported not what AppendReported makes.
func (r *LedgerRow) Claim(into *claim.Claim, reported []Reported) (_ []Reported, ok bool) {
	b := packedRow{rest: r.Packed}
	*into = claim.Claim{Kind: r.Kind, ClaimID: r.ClaimID, BillerID: r.BillerID, PatientID: r.PatientID}
	version := int(b.byte())
	if version < 1 || version > packing {
		return reported, false
	}
	if version >= 3 {
		b.pass(contentBytes)
	}
	held := unpacked
	known := claim.Columns(b.count())
	into.Known = known | unpacked
	present := claim.Columns(b.count())
	into.Present = present | into.Known
	for i := range packedFields[:fieldsOf[version]] {
		f := &packedFields[i]
		if held = held.With(f.id); known.Has(f.id) {
			f.take(&b, into)
		}
	}
	if version < 3 {
		for n := b.count(); n > 0 && !b.bad; n-- {
			reported = append(reported, Reported{RuleID: b.text(), SubjectKind: b.text(), SubjectID: b.text(), Occurrence: b.text(), AtStake: claim.Cents(b.number())})
		}
	}
	ours := (known|present)&^(held&^unpacked) == 0 // no column that is not packed
	reported, read := readReported(reported, r.Reported)
	return reported, read && ours && !b.bad && len(b.rest) == 0 && into.Day() == r.Day
}

// packedRow is what is left to be read of a packed column.
type packedRow struct {
	rest []byte
	bad  bool
}

func (b *packedRow) byte() byte {
	if len(b.rest) == 0 {
		b.bad = true
		return 0
	}
	first := b.rest[0]
	b.rest = b.rest[1:]
	return first
}

func (b *packedRow) count() uint64 {
	n, size := binary.Uvarint(b.rest)
	b.skip(size)
	return n
}

func (b *packedRow) number() int64 {
	n, size := binary.Varint(b.rest)
	b.skip(size)
	return n
}

func (b *packedRow) text() string {
	n := b.count()
	if n > uint64(len(b.rest)) {
		b.bad = true
		return ""
	}
	s := view(b.rest[:n])
	b.rest = b.rest[n:]
	return s
}

// pass goes past some bytes.
func (b *packedRow) pass(n int) {
	if n > len(b.rest) {
		b.bad, n = true, len(b.rest)
	}
	b.rest = b.rest[n:]
}

// skip goes past a number; a size that is not positive says that there was none.
func (b *packedRow) skip(size int) {
	if size <= 0 {
		b.bad, b.rest = true, nil
		return
	}
	b.rest = b.rest[size:]
}
