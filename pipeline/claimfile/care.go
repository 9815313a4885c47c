package claimfile

import (
	"vigie/pipeline/cell"
	"vigie/rules/claim"
)

// careColumns are the columns of care, in the order of the contract.
var careColumns = []columnSpec{
	claimIDColumn, cancelsColumn, invoiceIDColumn, sentOnColumn, sentByColumn, thirdPartyPaymentColumn,
	{id: claim.ColProviderID, empty: emptyRejects, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColProviderID, &d.claim.BillerID) }},
	{id: claim.ColProviderKind, empty: emptyRejects, want: "doctor, auxiliary, health_centre, hospital, esms, pharmacy, laboratory or supplier",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.ProviderKind, ok = claim.ReadProviderKind(b); return ok }},
	{id: claim.ColProviderPostcode, want: cell.WantPostcode,
		read: func(d *decoder, b []byte) bool {
			return d.postcode(b, claim.ColProviderPostcode, &d.claim.ProviderPostcode)
		}},
	patientIDColumn, patientBornColumn, patientDiedColumn,
	{id: claim.ColActCode, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { d.claim.ActCode = view(b); return true }},
	{id: claim.ColCareKind, want: "a kind of care of the contract, such as nursing",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.CareKind, ok = claim.ReadCareKind(b); return ok }},
	{id: claim.ColPerformedAt, want: wantMoment,
		read: func(d *decoder, b []byte) bool { return d.servedAt(b, claim.ColPerformedAt, &d.claim.PerformedAt) }},
	{id: claim.ColPerformedOn, want: wantDay,
		read: func(d *decoder, b []byte) bool { return d.servedOn(b, claim.ColPerformedOn, &d.claim.PerformedOn) }},
	{id: claim.ColFacilityID, empty: emptyKnown, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColFacilityID, &d.claim.FacilityID) }},
	prescriptionIDColumn, agreementFlagColumn, insuranceColumn, accidentIDColumn,
	{id: claim.ColAccidentSheet, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) bool { return d.flag(b, claim.ColAccidentSheet, &d.claim.AccidentSheet) }},
	aldExemptColumn,
	{id: claim.ColDisabilityRelated, want: wantFlag,
		read: func(d *decoder, b []byte) bool {
			return d.flag(b, claim.ColDisabilityRelated, &d.claim.DisabilityRelated)
		}},
	{id: claim.ColMisuseProne, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) bool { return d.flag(b, claim.ColMisuseProne, &d.claim.MisuseProne) }},
	{id: claim.ColPackCode, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColPackCode, &d.claim.PackCode) }},
	{id: claim.ColPacks, want: wantNumber,
		read: func(d *decoder, b []byte) bool { return d.count(b, claim.ColPacks, &d.claim.Packs) }},
	{id: claim.ColUnitsPrescribed, want: wantNumber,
		read: func(d *decoder, b []byte) bool { return d.count(b, claim.ColUnitsPrescribed, &d.claim.UnitsPrescribed) }},
	cardIDColumn, cardReadAtColumn, cardReadPostcodeColumn, amountBilledColumn, amountReimbursedColumn, paidOnColumn,
}
