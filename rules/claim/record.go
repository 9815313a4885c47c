package claim

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"vigie/rules/civil"
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
func (c *Claim) number(column Column) int64 {
	switch column {
	case ColSentOn:
		return int64(c.SentOn)
	case ColSentBy:
		return int64(c.SentBy)
	case ColThirdPartyPayment:
		return int64(c.ThirdPartyPayment)
	case ColOperatorKind:
		return int64(c.OperatorKind)
	case ColPatientBorn:
		return int64(c.PatientBorn)
	case ColPatientDied:
		return int64(c.PatientDied)
	case ColService:
		return int64(c.Service)
	case ColReason:
		return int64(c.Reason)
	case ColDepartedAt:
		return int64(c.DepartedAt)
	case ColArrivedAt:
		return int64(c.ArrivedAt)
	case ColBilledKm:
		return int64(c.BilledKm)
	case ColMeasuredKm:
		return int64(c.MeasuredKm)
	case ColSharedCode:
		return int64(c.SharedCode)
	case ColSharingRefused:
		return int64(c.SharingRefused)
	case ColSurcharge:
		return int64(c.Surcharge)
	case ColEmergency:
		return int64(c.Emergency)
	case ColAgreementFlag:
		return int64(c.AgreementFlag)
	case ColInsurance:
		return int64(c.Insurance)
	case ColCardReadAt:
		return int64(c.CardReadAt)
	case ColAmountBilled:
		return int64(c.AmountBilled)
	case ColAmountReimbursed:
		return int64(c.AmountReimbursed)
	case ColPaidOn:
		return int64(c.PaidOn)
	case ColProviderKind:
		return int64(c.ProviderKind)
	case ColCareKind:
		return int64(c.CareKind)
	case ColPerformedAt:
		return int64(c.PerformedAt)
	case ColPerformedOn:
		return int64(c.PerformedOn)
	case ColAccidentSheet:
		return int64(c.AccidentSheet)
	case ColALDExempt:
		return int64(c.ALDExempt)
	case ColDisabilityRelated:
		return int64(c.DisabilityRelated)
	case ColMisuseProne:
		return int64(c.MisuseProne)
	case ColPacks:
		return int64(c.Packs)
	case ColUnitsPrescribed:
		return int64(c.UnitsPrescribed)
	}
	return 0
}

func (c *Claim) setNumber(column Column, n int64) {
	switch column {
	case ColSentOn:
		c.SentOn = civil.Day(n)
	case ColSentBy:
		c.SentBy = Channel(n)
	case ColThirdPartyPayment:
		c.ThirdPartyPayment = Flag(n)
	case ColOperatorKind:
		c.OperatorKind = OperatorKind(n)
	case ColPatientBorn:
		c.PatientBorn = civil.Day(n)
	case ColPatientDied:
		c.PatientDied = civil.Day(n)
	case ColService:
		c.Service = Service(n)
	case ColReason:
		c.Reason = Reason(n)
	case ColDepartedAt:
		c.DepartedAt = civil.Moment(n)
	case ColArrivedAt:
		c.ArrivedAt = civil.Moment(n)
	case ColBilledKm:
		c.BilledKm = Km(n)
	case ColMeasuredKm:
		c.MeasuredKm = Km(n)
	case ColSharedCode:
		c.SharedCode = uint8(n)
	case ColSharingRefused:
		c.SharingRefused = Flag(n)
	case ColSurcharge:
		c.Surcharge = Surcharge(n)
	case ColEmergency:
		c.Emergency = Flag(n)
	case ColAgreementFlag:
		c.AgreementFlag = Flag(n)
	case ColInsurance:
		c.Insurance = Insurance(n)
	case ColCardReadAt:
		c.CardReadAt = civil.Moment(n)
	case ColAmountBilled:
		c.AmountBilled = Cents(n)
	case ColAmountReimbursed:
		c.AmountReimbursed = Cents(n)
	case ColPaidOn:
		c.PaidOn = civil.Day(n)
	case ColProviderKind:
		c.ProviderKind = ProviderKind(n)
	case ColCareKind:
		c.CareKind = CareKind(n)
	case ColPerformedAt:
		c.PerformedAt = civil.Moment(n)
	case ColPerformedOn:
		c.PerformedOn = civil.Day(n)
	case ColAccidentSheet:
		c.AccidentSheet = Flag(n)
	case ColALDExempt:
		c.ALDExempt = Flag(n)
	case ColDisabilityRelated:
		c.DisabilityRelated = Flag(n)
	case ColMisuseProne:
		c.MisuseProne = Flag(n)
	case ColPacks:
		c.Packs = int32(n)
	case ColUnitsPrescribed:
		c.UnitsPrescribed = int32(n)
	}
}
