package claimfile

import (
	"vigie/pipeline/cell"
	"vigie/rules/claim"
)

// The columns that transports and care share.
var (
	claimIDColumn = columnSpec{id: claim.ColClaimID, empty: emptyRejects, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.key(b, claim.ColClaimID, &d.claim.ClaimID) }}
	cancelsColumn = columnSpec{id: claim.ColCancels, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.key(b, claim.ColCancels, &d.claim.Cancels) }}
	invoiceIDColumn = columnSpec{id: claim.ColInvoiceID, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColInvoiceID, &d.claim.InvoiceID) }}
	sentOnColumn = columnSpec{id: claim.ColSentOn, want: wantDay,
		read: func(d *decoder, b []byte) bool { return d.day(b, claim.ColSentOn, &d.claim.SentOn) }}
	sentByColumn = columnSpec{id: claim.ColSentBy, want: "electronic or paper",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.SentBy, ok = claim.ReadChannel(b); return ok }}
	thirdPartyPaymentColumn = columnSpec{id: claim.ColThirdPartyPayment, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) bool {
			return d.flag(b, claim.ColThirdPartyPayment, &d.claim.ThirdPartyPayment)
		}}
	patientIDColumn = columnSpec{id: claim.ColPatientID, empty: emptyRejects, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColPatientID, &d.claim.PatientID) }}
	patientBornColumn = columnSpec{id: claim.ColPatientBorn, want: wantDay,
		read: (*decoder).born}
	patientDiedColumn = columnSpec{id: claim.ColPatientDied, empty: emptyKnown, want: wantDay,
		read: (*decoder).died}
	prescriptionIDColumn = columnSpec{id: claim.ColPrescriptionID, empty: emptyKnown, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColPrescriptionID, &d.claim.PrescriptionID) }}
	agreementFlagColumn = columnSpec{id: claim.ColAgreementFlag, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) bool { return d.flag(b, claim.ColAgreementFlag, &d.claim.AgreementFlag) }}
	aldExemptColumn = columnSpec{id: claim.ColALDExempt, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) bool { return d.flag(b, claim.ColALDExempt, &d.claim.ALDExempt) }}
	insuranceColumn = columnSpec{id: claim.ColInsurance, want: "sickness, maternity or work_accident",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.Insurance, ok = claim.ReadInsurance(b); return ok }}
	accidentIDColumn = columnSpec{id: claim.ColAccidentID, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColAccidentID, &d.claim.AccidentID) }}
	cardIDColumn = columnSpec{id: claim.ColCardID, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColCardID, &d.claim.CardID) }}
	cardReadAtColumn = columnSpec{id: claim.ColCardReadAt, want: wantMoment,
		read: func(d *decoder, b []byte) bool { return d.moment(b, claim.ColCardReadAt, &d.claim.CardReadAt) }}
	cardReadPostcodeColumn = columnSpec{id: claim.ColCardReadPostcode, want: cell.WantPostcode,
		read: func(d *decoder, b []byte) bool {
			return d.postcode(b, claim.ColCardReadPostcode, &d.claim.CardReadPostcode)
		}}
	amountBilledColumn = columnSpec{id: claim.ColAmountBilled, empty: emptyRejects, want: cell.WantMoney,
		read: func(d *decoder, b []byte) bool { return d.cents(b, claim.ColAmountBilled, &d.claim.AmountBilled) }}
	amountReimbursedColumn = columnSpec{id: claim.ColAmountReimbursed, want: cell.WantMoney,
		read: func(d *decoder, b []byte) bool {
			return d.cents(b, claim.ColAmountReimbursed, &d.claim.AmountReimbursed)
		}}
	paidOnColumn = columnSpec{id: claim.ColPaidOn, want: wantDay,
		read: func(d *decoder, b []byte) bool { return d.day(b, claim.ColPaidOn, &d.claim.PaidOn) }}
)
