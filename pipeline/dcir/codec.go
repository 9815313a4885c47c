package dcir

import (
	"encoding/binary"
	"math/bits"

	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// A claim on disk is what it holds and nothing else: its kind, the sets of columns, and the value of each column that is known,
// in the order of the columns. A record that ends early is a fault of the program, not of the data: the file is its own.

// appendClaim writes a claim.
func appendClaim(to []byte, c *claim.Claim) []byte {
	to = append(to, byte(c.Kind))
	to = binary.LittleEndian.AppendUint64(to, uint64(c.Present))
	to = binary.LittleEndian.AppendUint64(to, uint64(c.Known))
	for left := uint64(c.Known); left != 0; left &= left - 1 {
		column := claim.Column(bits.TrailingZeros64(left))
		if text := textOf(c, column); text != nil {
			to = binary.AppendUvarint(to, uint64(len(*text)))
			to = append(to, *text...)
			continue
		}
		to = binary.AppendVarint(to, numberOf(c, column))
	}
	return to
}

// readClaim reads a claim whose strings are views on the bytes, and gives what is behind it.
func readClaim(b []byte, c *claim.Claim) []byte {
	*c = claim.Claim{Kind: claim.Kind(b[0]), Present: claim.Columns(binary.LittleEndian.Uint64(b[1:])), Known: claim.Columns(binary.LittleEndian.Uint64(b[9:]))}
	b = b[17:]
	for left := uint64(c.Known); left != 0; left &= left - 1 {
		column := claim.Column(bits.TrailingZeros64(left))
		if text := textOf(c, column); text != nil {
			n, size := binary.Uvarint(b)
			*text = tablefile.View(b[size : size+int(n)])
			b = b[size+int(n):]
			continue
		}
		n, size := binary.Varint(b)
		setNumber(c, column, n)
		b = b[size:]
	}
	return b
}

// textOf is where a claim has a column that is a text; nil for any other.
func textOf(c *claim.Claim, column claim.Column) *string {
	switch column {
	case claim.ColClaimID:
		return &c.ClaimID
	case claim.ColOperatorID, claim.ColProviderID:
		return &c.BillerID
	case claim.ColPatientID:
		return &c.PatientID
	case claim.ColPrescriptionID:
		return &c.PrescriptionID
	case claim.ColPlate:
		return &c.Plate
	case claim.ColDriverName:
		return &c.DriverName
	case claim.ColAttendantName:
		return &c.AttendantName
	case claim.ColDeparturePostcode:
		return &c.DeparturePostcode
	case claim.ColArrivalPostcode:
		return &c.ArrivalPostcode
	case claim.ColTariffCodes:
		return &c.TariffCodes
	case claim.ColActCode:
		return &c.ActCode
	}
	return nil
}

func numberOf(c *claim.Claim, column claim.Column) int64 {
	switch column {
	case claim.ColThirdPartyPayment:
		return int64(c.ThirdPartyPayment)
	case claim.ColOperatorKind:
		return int64(c.OperatorKind)
	case claim.ColPatientDied:
		return int64(c.PatientDied)
	case claim.ColService:
		return int64(c.Service)
	case claim.ColReason:
		return int64(c.Reason)
	case claim.ColDepartedAt:
		return int64(c.DepartedAt)
	case claim.ColArrivedAt:
		return int64(c.ArrivedAt)
	case claim.ColBilledKm:
		return int64(c.BilledKm)
	case claim.ColMeasuredKm:
		return int64(c.MeasuredKm)
	case claim.ColSharedCode:
		return int64(c.SharedCode)
	case claim.ColSurcharge:
		return int64(c.Surcharge)
	case claim.ColEmergency:
		return int64(c.Emergency)
	case claim.ColAgreementFlag:
		return int64(c.AgreementFlag)
	case claim.ColInsurance:
		return int64(c.Insurance)
	case claim.ColAmountBilled:
		return int64(c.AmountBilled)
	case claim.ColAmountReimbursed:
		return int64(c.AmountReimbursed)
	case claim.ColProviderKind:
		return int64(c.ProviderKind)
	case claim.ColCareKind:
		return int64(c.CareKind)
	case claim.ColPerformedOn:
		return int64(c.PerformedOn)
	case claim.ColALDExempt:
		return int64(c.ALDExempt)
	}
	return 0
}

func setNumber(c *claim.Claim, column claim.Column, n int64) {
	switch column {
	case claim.ColThirdPartyPayment:
		c.ThirdPartyPayment = claim.Flag(n)
	case claim.ColOperatorKind:
		c.OperatorKind = claim.OperatorKind(n)
	case claim.ColPatientDied:
		c.PatientDied = civil.Day(n)
	case claim.ColService:
		c.Service = claim.Service(n)
	case claim.ColReason:
		c.Reason = claim.Reason(n)
	case claim.ColDepartedAt:
		c.DepartedAt = civil.Moment(n)
	case claim.ColArrivedAt:
		c.ArrivedAt = civil.Moment(n)
	case claim.ColBilledKm:
		c.BilledKm = claim.Km(n)
	case claim.ColMeasuredKm:
		c.MeasuredKm = claim.Km(n)
	case claim.ColSharedCode:
		c.SharedCode = uint8(n)
	case claim.ColSurcharge:
		c.Surcharge = claim.Surcharge(n)
	case claim.ColEmergency:
		c.Emergency = claim.Flag(n)
	case claim.ColAgreementFlag:
		c.AgreementFlag = claim.Flag(n)
	case claim.ColInsurance:
		c.Insurance = claim.Insurance(n)
	case claim.ColAmountBilled:
		c.AmountBilled = claim.Cents(n)
	case claim.ColAmountReimbursed:
		c.AmountReimbursed = claim.Cents(n)
	case claim.ColProviderKind:
		c.ProviderKind = claim.ProviderKind(n)
	case claim.ColCareKind:
		c.CareKind = claim.CareKind(n)
	case claim.ColPerformedOn:
		c.PerformedOn = civil.Day(n)
	case claim.ColALDExempt:
		c.ALDExempt = claim.Flag(n)
	}
}
