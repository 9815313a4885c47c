package claimfile

import (
	"vigie/pipeline/cell"
	"vigie/rules/claim"
)

// transportColumns are the columns of transports, in the order of the contract.
var transportColumns = []columnSpec{
	claimIDColumn, cancelsColumn, invoiceIDColumn, sentOnColumn, sentByColumn, thirdPartyPaymentColumn,
	{id: claim.ColOperatorID, empty: emptyRejects, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColOperatorID, &d.claim.BillerID) }},
	{id: claim.ColOperatorKind, empty: emptyRejects, want: "ambulance, taxi or other",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.OperatorKind, ok = claim.ReadOperatorKind(b); return ok }},
	patientIDColumn, patientBornColumn, patientDiedColumn,
	{id: claim.ColService, empty: emptyRejects, want: "ambulance, vsl, taxi, public_transport, scheduled_plane, scheduled_boat, private_vehicle or escort",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.Service, ok = claim.ReadService(b); return ok }},
	{id: claim.ColReason, want: "a reason of the contract, such as hospitalisation",
		read: func(d *decoder, b []byte) (ok bool) { d.claim.Reason, ok = claim.ReadReason(b); return ok }},
	prescriptionIDColumn,
	{id: claim.ColPlate, want: cell.WantText,
		read: (*decoder).readPlate},
	{id: claim.ColDriverID, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColDriverID, &d.claim.DriverID) }},
	{id: claim.ColAttendantID, empty: emptyKnown, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColAttendantID, &d.claim.AttendantID) }},
	{id: claim.ColDriverName, want: cell.WantText, name: true,
		read: func(d *decoder, b []byte) bool { d.claim.DriverName = view(b); return true }},
	{id: claim.ColAttendantName, want: cell.WantText, name: true,
		read: func(d *decoder, b []byte) bool { d.claim.AttendantName = view(b); return true }},
	{id: claim.ColDepartedAt, empty: emptyRejects, want: wantMoment,
		read: func(d *decoder, b []byte) bool { return d.servedAt(b, claim.ColDepartedAt, &d.claim.DepartedAt) }},
	{id: claim.ColArrivedAt, want: wantMoment + ", or an hour alone",
		read: (*decoder).arrivedAt},
	{id: claim.ColDeparturePostcode, want: cell.WantPostcode,
		read: func(d *decoder, b []byte) bool {
			return d.postcode(b, claim.ColDeparturePostcode, &d.claim.DeparturePostcode)
		}},
	{id: claim.ColArrivalPostcode, want: cell.WantPostcode,
		read: func(d *decoder, b []byte) bool {
			return d.postcode(b, claim.ColArrivalPostcode, &d.claim.ArrivalPostcode)
		}},
	{id: claim.ColDepartureFacility, empty: emptyKnown, want: cell.WantText,
		read: func(d *decoder, b []byte) bool {
			return d.id(b, claim.ColDepartureFacility, &d.claim.DepartureFacility)
		}},
	{id: claim.ColArrivalFacility, empty: emptyKnown, want: cell.WantText,
		read: func(d *decoder, b []byte) bool { return d.id(b, claim.ColArrivalFacility, &d.claim.ArrivalFacility) }},
	{id: claim.ColBilledKm, want: cell.WantDistance,
		read: func(d *decoder, b []byte) bool { return d.km(b, claim.ColBilledKm, &d.claim.BilledKm) }},
	{id: claim.ColMeasuredKm, want: cell.WantDistance,
		read: func(d *decoder, b []byte) bool { return d.km(b, claim.ColMeasuredKm, &d.claim.MeasuredKm) }},
	{id: claim.ColSharedCode, empty: emptyKnown, want: "0, 2, 3 or 4",
		read: (*decoder).sharedCode},
	{id: claim.ColSharingRefused, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) bool { return d.flag(b, claim.ColSharingRefused, &d.claim.SharingRefused) }},
	{id: claim.ColSurcharge, want: "none, night or sunday_holiday", none: true,
		read: func(d *decoder, b []byte) (ok bool) { d.claim.Surcharge, ok = claim.ReadSurcharge(b); return ok }},
	{id: claim.ColEmergency, empty: emptyKnown, want: wantFlag,
		read: func(d *decoder, b []byte) bool { return d.flag(b, claim.ColEmergency, &d.claim.Emergency) }},
	agreementFlagColumn, aldExemptColumn,
	{id: claim.ColTariffCodes, want: "codes of digits with a semicolon between them",
		read: (*decoder).tariffCodes},
	insuranceColumn, accidentIDColumn, cardIDColumn, cardReadAtColumn, cardReadPostcodeColumn, amountBilledColumn, amountReimbursedColumn, paidOnColumn,
}
