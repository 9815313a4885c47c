package claimfile

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// The columns that transports and care have in common.
var (
	claimID = column{id: claim.ColClaimID, empty: rejects, want: aText,
		read: func(d *decoder, b []byte) bool { d.claim.ClaimID = view(b); return true }}
	cancels = column{id: claim.ColCancels, want: aText,
		read: func(d *decoder, b []byte) bool { d.claim.Cancels = view(b); return true }}
	invoiceID = column{id: claim.ColInvoiceID, want: aText,
		read: func(d *decoder, b []byte) bool { d.claim.InvoiceID = view(b); return true }}
	sentOn = column{id: claim.ColSentOn, want: aDay,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.SentOn, ok = civil.ParseDay(b); return ok }}
	sentBy = column{id: claim.ColSentBy, want: "electronic or paper",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.SentBy, ok = claim.ReadChannel(b); return ok }}
	thirdPartyPayment = column{id: claim.ColThirdPartyPayment, empty: means, want: aFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.ThirdPartyPayment, ok = claim.ReadFlag(b); return ok }}
	patientID = column{id: claim.ColPatientID, empty: rejects, want: aText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.PatientID = view(b); return true }}
	patientBorn = column{id: claim.ColPatientBorn, want: aDay, personal: true,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PatientBorn, ok = civil.ParseDay(b); return ok }}
	patientDied = column{id: claim.ColPatientDied, empty: means, want: aDay, personal: true,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PatientDied, ok = civil.ParseDay(b); return ok }}
	prescriptionID = column{id: claim.ColPrescriptionID, empty: means, want: aText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.PrescriptionID = view(b); return true }}
	agreementFlag = column{id: claim.ColAgreementFlag, empty: means, want: aFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.AgreementFlag, ok = claim.ReadFlag(b); return ok }}
	insurance = column{id: claim.ColInsurance, want: "sickness, maternity or work_accident",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.Insurance, ok = claim.ReadInsurance(b); return ok }}
	accidentID = column{id: claim.ColAccidentID, want: aText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.AccidentID = view(b); return true }}
	cardID = column{id: claim.ColCardID, want: aText, personal: true,
		read: func(d *decoder, b []byte) bool { d.claim.CardID = view(b); return true }}
	cardReadAt = column{id: claim.ColCardReadAt, want: aMoment,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.CardReadAt, ok = civil.ParseMoment(b); return ok }}
	cardReadPostcode = column{id: claim.ColCardReadPostcode, want: aPostcode,
		read: func(d *decoder, b []byte) bool { d.claim.CardReadPostcode = view(b); return postcode(b) }}
	amountBilled = column{id: claim.ColAmountBilled, empty: rejects, want: money,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.AmountBilled, ok = claim.ReadCents(b); return ok }}
	amountReimbursed = column{id: claim.ColAmountReimbursed, want: money,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.AmountReimbursed, ok = claim.ReadCents(b); return ok }}
	paidOn = column{id: claim.ColPaidOn, want: aDay,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PaidOn, ok = civil.ParseDay(b); return ok }}
)
