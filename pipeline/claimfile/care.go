package claimfile

import (
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// careColumns are the columns of care, in the order of the contract.
var careColumns = []column{
	claimID, cancels, invoiceID, sentOn, sentBy, thirdPartyPayment,
	{id: claim.ColProviderID, empty: rejects, want: aText,
		read: func(d *decoder, b []byte) bool { d.claim.BillerID = view(b); return true }},
	{id: claim.ColProviderKind, empty: rejects, want: "doctor, auxiliary, health_centre, hospital, esms, pharmacy, laboratory or supplier",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.ProviderKind, ok = claim.ReadProviderKind(b); return ok }},
	{id: claim.ColProviderPostcode, want: aPostcode,
		read: func(d *decoder, b []byte) bool { d.claim.ProviderPostcode = view(b); return postcode(b) }},
	patientID, patientBorn, patientDied,
	{id: claim.ColActCode, want: aText,
		read: func(d *decoder, b []byte) bool { d.claim.ActCode = view(b); return true }},
	{id: claim.ColCareKind, want: "a kind of care of the contract, such as nursing",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.CareKind, ok = claim.ReadCareKind(b); return ok }},
	{id: claim.ColPerformedAt, want: aMoment,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PerformedAt, ok = civil.ParseMoment(b); return ok }},
	{id: claim.ColPerformedOn, want: aDay,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.PerformedOn, ok = civil.ParseDay(b); return ok }},
	{id: claim.ColFacilityID, empty: means, want: aText,
		read: func(d *decoder, b []byte) bool { d.claim.FacilityID = view(b); return true }},
	prescriptionID, agreementFlag, insurance, accidentID,
	{id: claim.ColAccidentSheet, empty: means, want: aFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.AccidentSheet, ok = claim.ReadFlag(b); return ok }},
	{id: claim.ColALDExempt, empty: means, want: aFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.ALDExempt, ok = claim.ReadFlag(b); return ok }},
	{id: claim.ColDisabilityRelated, want: aFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.DisabilityRelated, ok = claim.ReadFlag(b); return ok }},
	{id: claim.ColMisuseProne, empty: means, want: aFlag,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.MisuseProne, ok = claim.ReadFlag(b); return ok }},
	{id: claim.ColPackCode, want: aText,
		read: func(d *decoder, b []byte) bool { d.claim.PackCode = view(b); return true }},
	{id: claim.ColPacks, want: number,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.Packs, ok = count(b); return ok }},
	{id: claim.ColUnitsPrescribed, want: number,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.UnitsPrescribed, ok = count(b); return ok }},
	cardID, cardReadAt, cardReadPostcode, amountBilled, amountReimbursed, paidOn,
}
