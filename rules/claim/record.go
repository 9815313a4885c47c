package claim

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// A claim as bytes: its kind, the sets of columns, and the value of each known column in the order of the columns. It is
// spilled to disk in this form, and sent from one process of the program to another.

// recordHead is the number of bytes before the values.
const recordHead = 17

// Append appends a claim as bytes.
func Append(to []byte, c *Claim) []byte {
	to = append(to, byte(c.Kind))
	to = binary.LittleEndian.AppendUint64(to, uint64(c.Present))
	to = binary.LittleEndian.AppendUint64(to, uint64(c.Known))
	for left := uint64(c.Known); left != 0; left &= left - 1 {
		if f := fields[bits.TrailingZeros64(left)]; f.size == isText {
			text := *f.text(c)
			to = binary.AppendUvarint(to, uint64(len(text)))
			to = append(to, text...)
		} else {
			to = binary.AppendVarint(to, f.number(c))
		}
	}
	return to
}

// ReadRecord reads a claim and returns the bytes after it. The strings of the claim point into the bytes. Whole is false where
// the bytes end before the claim does.
func ReadRecord(b []byte, c *Claim) (rest []byte, whole bool) {
	if len(b) < recordHead {
		return nil, false
	}
	*c = Claim{Kind: Kind(b[0]), Present: Columns(binary.LittleEndian.Uint64(b[1:])), Known: Columns(binary.LittleEndian.Uint64(b[9:]))}
	b = b[recordHead:]
	for left := uint64(c.Known); left != 0; left &= left - 1 {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			return nil, false
		}
		b = b[size:]
		f := fields[bits.TrailingZeros64(left)]
		if f.size != isText {
			f.set(c, int64(n>>1)^-int64(n&1)) // zigzag, as in binary.Varint
			continue
		}
		if n > uint64(len(b)) {
			return nil, false
		}
		*f.text(c) = unsafe.String(unsafe.SliceData(b), int(n))
		b = b[n:]
	}
	return b, true
}

// field says where in a Claim the value of a column is: its offset, and its size in bytes.
type field struct {
	at   uintptr
	size uint8 // isText for a string, 0 for a column that does not exist
}

const isText = 0xff

// layout is a claim whose fields are pointed at to find their offsets.
var layout Claim

// fields has an entry for every column that a set can hold; writing and reading go by this one list.
var fields = [64]field{
	ColClaimID:           textField(&layout.ClaimID),
	ColCancels:           textField(&layout.Cancels),
	ColInvoiceID:         textField(&layout.InvoiceID),
	ColSentOn:            numberField(&layout.SentOn),
	ColSentBy:            numberField(&layout.SentBy),
	ColThirdPartyPayment: numberField(&layout.ThirdPartyPayment),
	ColOperatorID:        textField(&layout.BillerID),
	ColOperatorKind:      numberField(&layout.OperatorKind),
	ColPatientID:         textField(&layout.PatientID),
	ColPatientBorn:       numberField(&layout.PatientBorn),
	ColPatientDied:       numberField(&layout.PatientDied),
	ColService:           numberField(&layout.Service),
	ColReason:            numberField(&layout.Reason),
	ColPrescriptionID:    textField(&layout.PrescriptionID),
	ColPlate:             textField(&layout.Plate),
	ColDriverID:          textField(&layout.DriverID),
	ColAttendantID:       textField(&layout.AttendantID),
	ColDriverName:        textField(&layout.DriverName),
	ColAttendantName:     textField(&layout.AttendantName),
	ColDepartedAt:        numberField(&layout.DepartedAt),
	ColArrivedAt:         numberField(&layout.ArrivedAt),
	ColDeparturePostcode: textField(&layout.DeparturePostcode),
	ColArrivalPostcode:   textField(&layout.ArrivalPostcode),
	ColDepartureFacility: textField(&layout.DepartureFacility),
	ColArrivalFacility:   textField(&layout.ArrivalFacility),
	ColBilledKm:          numberField(&layout.BilledKm),
	ColMeasuredKm:        numberField(&layout.MeasuredKm),
	ColSharedCode:        numberField(&layout.SharedCode),
	ColSharingRefused:    numberField(&layout.SharingRefused),
	ColSurcharge:         numberField(&layout.Surcharge),
	ColEmergency:         numberField(&layout.Emergency),
	ColAgreementFlag:     numberField(&layout.AgreementFlag),
	ColTariffCodes:       textField(&layout.TariffCodes),
	ColInsurance:         numberField(&layout.Insurance),
	ColAccidentID:        textField(&layout.AccidentID),
	ColCardID:            textField(&layout.CardID),
	ColCardReadAt:        numberField(&layout.CardReadAt),
	ColCardReadPostcode:  textField(&layout.CardReadPostcode),
	ColAmountBilled:      numberField(&layout.AmountBilled),
	ColAmountReimbursed:  numberField(&layout.AmountReimbursed),
	ColPaidOn:            numberField(&layout.PaidOn),
	ColProviderID:        textField(&layout.BillerID),
	ColProviderKind:      numberField(&layout.ProviderKind),
	ColProviderPostcode:  textField(&layout.ProviderPostcode),
	ColActCode:           textField(&layout.ActCode),
	ColCareKind:          numberField(&layout.CareKind),
	ColPerformedAt:       numberField(&layout.PerformedAt),
	ColPerformedOn:       numberField(&layout.PerformedOn),
	ColFacilityID:        textField(&layout.FacilityID),
	ColAccidentSheet:     numberField(&layout.AccidentSheet),
	ColALDExempt:         numberField(&layout.ALDExempt),
	ColDisabilityRelated: numberField(&layout.DisabilityRelated),
	ColMisuseProne:       numberField(&layout.MisuseProne),
	ColPackCode:          textField(&layout.PackCode),
	ColPacks:             numberField(&layout.Packs),
	ColUnitsPrescribed:   numberField(&layout.UnitsPrescribed),
}

func textField(of *string) field {
	return field{uintptr(unsafe.Pointer(of)) - uintptr(unsafe.Pointer(&layout)), isText}
}

func numberField[Number ~uint8 | ~int32 | ~int64](of *Number) field {
	return field{uintptr(unsafe.Pointer(of)) - uintptr(unsafe.Pointer(&layout)), uint8(unsafe.Sizeof(*of))}
}

func (f field) text(c *Claim) *string { return (*string)(unsafe.Add(unsafe.Pointer(c), f.at)) }

// number is the value of a column that is not a string.
func (f field) number(c *Claim) int64 {
	switch at := unsafe.Add(unsafe.Pointer(c), f.at); f.size {
	case 1:
		return int64(*(*uint8)(at))
	case 4:
		return int64(*(*int32)(at))
	case 8:
		return *(*int64)(at)
	}
	return 0
}

func (f field) set(c *Claim, n int64) {
	switch at := unsafe.Add(unsafe.Pointer(c), f.at); f.size {
	case 1:
		*(*uint8)(at) = uint8(n)
	case 4:
		*(*int32)(at) = int32(n)
	case 8:
		*(*int64)(at) = n
	}
}

// Text points to the value of a column that is a string; nil for any other column.
func (c *Claim) Text(column Column) *string {
	if f := fields[column]; f.size == isText {
		return f.text(c)
	}
	return nil
}
