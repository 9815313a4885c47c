package claimfile

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// The columns that transports and care share.
var (
	claimIDColumn = columnSpec{id: claim.ColClaimID, empty: emptyRejects, want: wantText,
		read: func(d *decoder, b []byte) bool { d.claim.ClaimID = view(b); return true }}
	cancelsColumn = columnSpec{id: claim.ColCancels, want: wantText,
		read: func(d *decoder, b []byte) bool { d.claim.Cancels = view(b); return true }}
	invoiceIDColumn = columnSpec{id: claim.ColInvoiceID, want: wantText,
		read: func(d *decoder, b []byte) bool { d.claim.InvoiceID = view(b); return true }}
	sentOnColumn = columnSpec{id: claim.ColSentOn, want: wantDay,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.SentOn, ok = civil.ParseDay(b); return ok }}
	sentByColumn = columnSpec{id: claim.ColSentBy, want: "electronic or paper",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.SentBy, ok = claim.ReadChannel(b); return ok }}
	thirdPartyPaymentColumn = columnSpec{id: claim.ColThirdPartyPayment, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.ThirdPartyPayment, ok = claim.ReadFlag(b); return ok }}
	patientIDColumn = columnSpec{id: claim.ColPatientID, empty: emptyRejects, want: wantText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.PatientID = view(b); return true }}
	patientBornColumn = columnSpec{id: claim.ColPatientBorn, want: wantDay, personal: true,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PatientBorn, ok = civil.ParseDay(b); return ok }}
	patientDiedColumn = columnSpec{id: claim.ColPatientDied, empty: emptyKnown, want: wantDay, personal: true,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PatientDied, ok = civil.ParseDay(b); return ok }}
	prescriptionIDColumn = columnSpec{id: claim.ColPrescriptionID, empty: emptyKnown, want: wantText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.PrescriptionID = view(b); return true }}
	agreementFlagColumn = columnSpec{id: claim.ColAgreementFlag, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.AgreementFlag, ok = claim.ReadFlag(b); return ok }}
	insuranceColumn = columnSpec{id: claim.ColInsurance, want: "sickness, maternity or work_accident",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.Insurance, ok = claim.ReadInsurance(b); return ok }}
	accidentIDColumn = columnSpec{id: claim.ColAccidentID, want: wantText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.AccidentID = view(b); return true }}
	cardIDColumn = columnSpec{id: claim.ColCardID, want: wantText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.CardID = view(b); return true }}
	cardReadAtColumn = columnSpec{id: claim.ColCardReadAt, want: wantMoment,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.CardReadAt, ok = civil.ParseMoment(b); return ok }}
	cardReadPostcodeColumn = columnSpec{id: claim.ColCardReadPostcode, want: wantPostcode,
		read: func(d *decoder, b []byte) bool { d.claim.CardReadPostcode = view(b); return isPostcode(b) }}
	amountBilledColumn = columnSpec{id: claim.ColAmountBilled, empty: emptyRejects, want: wantMoney,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.AmountBilled, ok = claim.ReadCents(b); return ok }}
	amountReimbursedColumn = columnSpec{id: claim.ColAmountReimbursed, want: wantMoney,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.AmountReimbursed, ok = claim.ReadCents(b); return ok }}
	paidOnColumn = columnSpec{id: claim.ColPaidOn, want: wantDay,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PaidOn, ok = civil.ParseDay(b); return ok }}
)
