package register

import (
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestStays(t *testing.T) {
	f := reads(t, &staysSchema)
	f("patient_id\nA\n", claim.Stay{PatientID: "A"})
	f(header(&staysSchema)+"A,,,,\n", claim.Stay{PatientID: "A", LeftOn: civil.Open})
	f(header(&staysSchema)+"A,F1,day_hospital,2025-03-01,2025-03-04\n", claim.Stay{
		PatientID: "A", FacilityID: "F1", Kind: claim.DayHospitalStay, EnteredOn: day("2025-03-01"), LeftOn: day("2025-03-04"),
	})

	g := refuses(t, &staysSchema)
	g("patient_id,facility_id\n,F1\n", "patient_id", wantValue)
	g("patient_id,kind\nA,x\n", "kind", `got a cell like a; want hospital, day_hospital, esms or ehpad`)
	g("patient_id,entered_on\nA,x\n", "entered_on", `got a cell like a`+wantDay)
	g("patient_id,left_on\nA,x\n", "left_on", `got a cell like a`+wantDay)
}

func TestFacilities(t *testing.T) {
	f := reads(t, &facilitiesSchema)
	f("facility_id\nF1\n", claim.Facility{FacilityID: "F1"})
	f(header(&facilitiesSchema)+"F1,,,,,\n", claim.Facility{FacilityID: "F1"})
	f(header(&facilitiesSchema)+"F1,esms,L1,01000,nursing; psychology,dialysis;oncology\n", claim.Facility{
		FacilityID: "F1", Kind: "esms", LegalEntity: "L1", Postcode: "01000",
		Missions: claim.CareKinds(0).With(claim.Nursing).With(claim.Psychology), Specialties: "dialysis;oncology",
	})

	g := refuses(t, &facilitiesSchema)
	g("facility_id,kind\n,esms\n", "facility_id", wantValue)
	g("facility_id,postcode\nF1,100\n", "postcode", `got a cell like 999; want a postcode of 5 characters`)
	g("facility_id,postcode\nF1,75 01\n", "postcode", `got a cell like 99 99; want a postcode of 5 characters`)
	g("facility_id,missions\nF1,nursing;x\n", "missions", `got a cell like aaaaaaa;a; want kinds of care with ; between them`)
}

func TestAttachedPrescribers(t *testing.T) {
	f := reads(t, &attachedPrescribersSchema)
	f("facility_id\nF1\n", claim.AttachedPrescriber{FacilityID: "F1"})
	f(header(&attachedPrescribersSchema)+"F1,,,\n", claim.AttachedPrescriber{FacilityID: "F1", ValidTo: civil.Open})
	f(header(&attachedPrescribersSchema)+"F1,D1,2020-01-01,2020-12-31\n", claim.AttachedPrescriber{
		FacilityID: "F1", PrescriberID: "D1", ValidFrom: day("2020-01-01"), ValidTo: day("2020-12-31"),
	})

	g := refuses(t, &attachedPrescribersSchema)
	g("facility_id,prescriber_id\n,D1\n", "facility_id", wantValue)
	g("facility_id,valid_from\nF1,x\n", "valid_from", `got a cell like a`+wantDay)
	g("facility_id,valid_to\nF1,x\n", "valid_to", `got a cell like a`+wantDay)
}

func TestPrescribers(t *testing.T) {
	f := reads(t, &prescribersSchema)
	f("prescriber_id\nD1\n", claim.Prescriber{PrescriberID: "D1"})
	f(header(&prescribersSchema)+"D1,,,\n", claim.Prescriber{PrescriberID: "D1", ValidTo: civil.Open})
	f(header(&prescribersSchema)+"D1,22,2020-01-01,2020-12-31\n", claim.Prescriber{
		PrescriberID: "D1", Speciality: "22", ValidFrom: day("2020-01-01"), ValidTo: day("2020-12-31"),
	})

	g := refuses(t, &prescribersSchema)
	g("prescriber_id,speciality\n,22\n", "prescriber_id", wantValue)
	g("prescriber_id,valid_from\nD1,x\n", "valid_from", `got a cell like a`+wantDay)
	g("prescriber_id,valid_to\nD1,x\n", "valid_to", `got a cell like a`+wantDay)
}

func TestPatients(t *testing.T) {
	f := reads(t, &patientsSchema)
	f("patient_id\nA\n", claim.Patient{PatientID: "A"})
	f(header(&patientsSchema)+"A,\n", claim.Patient{PatientID: "A"})
	f(header(&patientsSchema)+"A,ame\nB,c2s\nC,none\n",
		claim.Patient{PatientID: "A", HealthCover: claim.AME},
		claim.Patient{PatientID: "B", HealthCover: claim.C2S},
		claim.Patient{PatientID: "C", HealthCover: claim.NoCover})

	g := refuses(t, &patientsSchema)
	g("patient_id,health_cover\n,ame\n", "patient_id", wantValue)
	g("patient_id,health_cover\nA,cmu\n", "health_cover", `got a cell like aaa; want c2s, ame or none`)
}

func TestALDProtocols(t *testing.T) {
	f := reads(t, &aldProtocolsSchema)
	f("patient_id\nA\n", claim.ALDProtocol{PatientID: "A"})
	f(header(&aldProtocolsSchema)+"A,,,\n", claim.ALDProtocol{PatientID: "A", ValidTo: civil.Open})
	f(header(&aldProtocolsSchema)+"A,30,2020-01-01,2020-12-31\n", claim.ALDProtocol{
		PatientID: "A", ALDCode: "30", ValidFrom: day("2020-01-01"), ValidTo: day("2020-12-31"),
	})

	g := refuses(t, &aldProtocolsSchema)
	g("patient_id,ald_code\n,30\n", "patient_id", wantValue)
	g("patient_id,valid_from\nA,x\n", "valid_from", `got a cell like a`+wantDay)
	g("patient_id,valid_to\nA,x\n", "valid_to", `got a cell like a`+wantDay)
}

func TestAccidents(t *testing.T) {
	f := reads(t, &accidentsSchema)
	f("accident_id\nW1\n", claim.Accident{AccidentID: "W1"})
	f(header(&accidentsSchema)+"W1,,,\n", claim.Accident{AccidentID: "W1", ClosedOn: civil.Open})
	f(header(&accidentsSchema)+"W1,A,2025-03-01,2025-06-01\n", claim.Accident{
		AccidentID: "W1", PatientID: "A", OccurredOn: day("2025-03-01"), ClosedOn: day("2025-06-01"),
	})

	g := refuses(t, &accidentsSchema)
	g("accident_id,patient_id\n,A\n", "accident_id", wantValue)
	g("accident_id,occurred_on\nW1,x\n", "occurred_on", `got a cell like a`+wantDay)
	g("accident_id,closed_on\nW1,x\n", "closed_on", `got a cell like a`+wantDay)
}

func TestCards(t *testing.T) {
	f := reads(t, &cardsSchema)
	f("card_id\nK1\n", claim.Card{CardID: "K1"})
	f(header(&cardsSchema)+"K1,,,\n", claim.Card{CardID: "K1", OpposedFrom: civil.Never, OpposedTo: civil.Open})
	f(header(&cardsSchema)+"K1,A,2025-03-01,2025-04-01\n", claim.Card{
		CardID: "K1", HolderID: "A", OpposedFrom: day("2025-03-01"), OpposedTo: day("2025-04-01"),
	})

	g := refuses(t, &cardsSchema)
	g("card_id,holder_id\n,A\n", "card_id", wantValue)
	g("card_id,opposed_from\nK1,x\n", "opposed_from", `got a cell like a`+wantDay)
	g("card_id,opposed_to\nK1,x\n", "opposed_to", `got a cell like a`+wantDay)
}
