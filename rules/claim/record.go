package claim

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// A claim as bytes is what it holds and nothing else: its kind, the sets of columns, and the value of each column that is known,
// in the order of the columns. It waits so on disk, and goes so from one process to another of the same program.

// recordHead is how many bytes stand before the values.
const recordHead = 17

// Append writes a claim.
func Append(to []byte, c *Claim) []byte {
	to = append(to, byte(c.Kind))
	to = binary.LittleEndian.AppendUint64(to, uint64(c.Present))
	to = binary.LittleEndian.AppendUint64(to, uint64(c.Known))
	for left := uint64(c.Known); left != 0; left &= left - 1 {
		column := Column(bits.TrailingZeros64(left))
		if text := c.Text(column); text != nil {
			to = binary.AppendUvarint(to, uint64(len(*text)))
			to = append(to, *text...)
			continue
		}
		to = binary.AppendVarint(to, c.number(column))
	}
	return to
}

// ReadRecord reads a claim whose strings are views on the bytes, and gives what is behind it; whole is false where the bytes
// end before the claim does.
func ReadRecord(b []byte, c *Claim) (rest []byte, whole bool) {
	if len(b) < recordHead {
		return nil, false
	}
	*c = Claim{Kind: Kind(b[0]), Present: Columns(binary.LittleEndian.Uint64(b[1:])), Known: Columns(binary.LittleEndian.Uint64(b[9:]))}
	b = b[recordHead:]
	for left := uint64(c.Known); left != 0; left &= left - 1 {
		column := Column(bits.TrailingZeros64(left))
		text := c.Text(column)
		if text == nil {
			n, size := binary.Varint(b)
			if size <= 0 {
				return nil, false
			}
			c.setNumber(column, n)
			b = b[size:]
			continue
		}
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return nil, false
		}
		cell := b[size : size+int(n)]
		*text = unsafe.String(unsafe.SliceData(cell), len(cell))
		b = b[size+int(n):]
	}
	return b, true
}

// Text is where a claim has a column that is a text; nil for any other.
func (c *Claim) Text(column Column) *string {
	switch column {
	case ColClaimID:
		return &c.ClaimID
	case ColCancels:
		return &c.Cancels
	case ColInvoiceID:
		return &c.InvoiceID
	case ColOperatorID, ColProviderID:
		return &c.BillerID
	case ColPatientID:
		return &c.PatientID
	case ColPrescriptionID:
		return &c.PrescriptionID
	case ColAccidentID:
		return &c.AccidentID
	case ColCardID:
		return &c.CardID
	case ColCardReadPostcode:
		return &c.CardReadPostcode
	case ColPlate:
		return &c.Plate
	case ColDriverID:
		return &c.DriverID
	case ColAttendantID:
		return &c.AttendantID
	case ColDriverName:
		return &c.DriverName
	case ColAttendantName:
		return &c.AttendantName
	case ColDeparturePostcode:
		return &c.DeparturePostcode
	case ColArrivalPostcode:
		return &c.ArrivalPostcode
	case ColDepartureFacility:
		return &c.DepartureFacility
	case ColArrivalFacility:
		return &c.ArrivalFacility
	case ColTariffCodes:
		return &c.TariffCodes
	case ColProviderPostcode:
		return &c.ProviderPostcode
	case ColActCode:
		return &c.ActCode
	case ColFacilityID:
		return &c.FacilityID
	case ColPackCode:
		return &c.PackCode
	}
	return nil
}

// number is the value of a column that is no text.
func (c *Claim) number(column Column) (n int64) {
	c.exchange(column, &n, false)
	return n
}

func (c *Claim) setNumber(column Column, n int64) { c.exchange(column, &n, true) }

// exchange takes the number of a column from n or puts it there: one list of columns, so that what is written is what is read.
func (c *Claim) exchange(column Column, n *int64, take bool) {
	switch column {
	case ColSentOn:
		move(&c.SentOn, n, take)
	case ColSentBy:
		move(&c.SentBy, n, take)
	case ColThirdPartyPayment:
		move(&c.ThirdPartyPayment, n, take)
	case ColOperatorKind:
		move(&c.OperatorKind, n, take)
	case ColPatientBorn:
		move(&c.PatientBorn, n, take)
	case ColPatientDied:
		move(&c.PatientDied, n, take)
	case ColService:
		move(&c.Service, n, take)
	case ColReason:
		move(&c.Reason, n, take)
	case ColDepartedAt:
		move(&c.DepartedAt, n, take)
	case ColArrivedAt:
		move(&c.ArrivedAt, n, take)
	case ColBilledKm:
		move(&c.BilledKm, n, take)
	case ColMeasuredKm:
		move(&c.MeasuredKm, n, take)
	case ColSharedCode:
		move(&c.SharedCode, n, take)
	case ColSharingRefused:
		move(&c.SharingRefused, n, take)
	case ColSurcharge:
		move(&c.Surcharge, n, take)
	case ColEmergency:
		move(&c.Emergency, n, take)
	case ColAgreementFlag:
		move(&c.AgreementFlag, n, take)
	case ColInsurance:
		move(&c.Insurance, n, take)
	case ColCardReadAt:
		move(&c.CardReadAt, n, take)
	case ColAmountBilled:
		move(&c.AmountBilled, n, take)
	case ColAmountReimbursed:
		move(&c.AmountReimbursed, n, take)
	case ColPaidOn:
		move(&c.PaidOn, n, take)
	case ColProviderKind:
		move(&c.ProviderKind, n, take)
	case ColCareKind:
		move(&c.CareKind, n, take)
	case ColPerformedAt:
		move(&c.PerformedAt, n, take)
	case ColPerformedOn:
		move(&c.PerformedOn, n, take)
	case ColAccidentSheet:
		move(&c.AccidentSheet, n, take)
	case ColALDExempt:
		move(&c.ALDExempt, n, take)
	case ColDisabilityRelated:
		move(&c.DisabilityRelated, n, take)
	case ColMisuseProne:
		move(&c.MisuseProne, n, take)
	case ColPacks:
		move(&c.Packs, n, take)
	case ColUnitsPrescribed:
		move(&c.UnitsPrescribed, n, take)
	}
}

// move moves a number into a field, or out of it.
func move[Number ~uint8 | ~int32 | ~int64](field *Number, n *int64, take bool) {
	if take {
		*field = Number(*n)
	} else {
		*n = int64(*field)
	}
}
