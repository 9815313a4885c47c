package register

import (
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestVehicles(t *testing.T) {
	f := reads(t, &vehiclesSchema)
	f("plate\nAB123CD\n", claim.Vehicle{Plate: "AB123CD"})
	f(header(&vehiclesSchema)+"AB123CD,,,,\n", claim.Vehicle{Plate: "AB123CD", ValidTo: civil.Open})
	f(header(&vehiclesSchema)+"AB123CD,O1,D,2024-01-01,2025-12-31\n", claim.Vehicle{
		Plate: "AB123CD", OperatorID: "O1", Category: claim.CategoryD, ValidFrom: day("2024-01-01"), ValidTo: day("2025-12-31"),
	})
	f("plate\nab-123-cd\n", claim.Vehicle{Plate: "AB123CD"})
	f("plate\n  Ab 123 cD \n", claim.Vehicle{Plate: "AB123CD"})

	g := refuses(t, &vehiclesSchema)
	g("plate,operator_id\n,O1\n", "plate", wantValue)
	g("plate,operator_id\n- -,O1\n", "plate", `got a cell like - -; want a plate`)
	g("plate,category\nAB,d\n", "category", `got a cell like a; want A, B, C or D`)
	g("plate,valid_from\nAB,x\n", "valid_from", `got a cell like a`+wantDay)
	g("plate,valid_to\nAB,x\n", "valid_to", `got a cell like a`+wantDay)
}

func TestOperators(t *testing.T) {
	f := reads(t, &operatorsSchema)
	f("operator_id\nO1\n", claim.Operator{
		OperatorID: "O1", Ambulances: claim.NotGiven, VSLs: claim.NotGiven, Taxis: claim.NotGiven,
	})
	f(header(&operatorsSchema)+"O1,,,,,,,,,\n", claim.Operator{
		OperatorID: "O1", LicenceFrom: civil.Never, LicenceTo: civil.Open, ConventionFrom: civil.Never, ConventionTo: civil.Open,
		Ambulances: claim.NotGiven, VSLs: claim.NotGiven, Taxis: claim.NotGiven,
	})
	f(header(&operatorsSchema)+"O1,taxi,2020-01-01,2020-12-31,2021-01-01,2021-12-31,2A,0,1,2\n", claim.Operator{
		OperatorID: "O1", Kind: claim.TaxiCompany, LicenceFrom: day("2020-01-01"), LicenceTo: day("2020-12-31"),
		ConventionFrom: day("2021-01-01"), ConventionTo: day("2021-12-31"), Department: "2A", Ambulances: 0, VSLs: 1, Taxis: 2,
	})

	g := refuses(t, &operatorsSchema)
	g("operator_id,vsls\n,1\n", "operator_id", wantValue)
	g("operator_id,kind\nO1,vsl\n", "kind", `got a cell like aaa; want ambulance, taxi or other`)
	for _, c := range []string{"licence_from", "licence_to", "convention_from", "convention_to"} {
		g("operator_id,"+c+"\nO1,x\n", c, `got a cell like a`+wantDay)
	}
	for _, c := range []string{"ambulances", "vsls", "taxis"} {
		g("operator_id,"+c+"\nO1,1.5\n", c, `got a cell like 9.9`+wantWhole)
	}
}

func TestCrew(t *testing.T) {
	f := reads(t, &crewSchema)
	f("person_id\nN1\n", claim.CrewMember{PersonID: "N1"})
	f(header(&crewSchema)+"N1,,,,,,,,,\n", claim.CrewMember{PersonID: "N1", RenewalPending: claim.No, ValidTo: civil.Open})
	f(header(&crewSchema)+"N1,O1,DUPONT,dea,2015-06-30,2026-01-31,oui,2027-05-04,2016-01-01,2026-12-31\n", claim.CrewMember{
		PersonID: "N1", OperatorID: "O1", Name: "DUPONT", Qualification: claim.DEA, QualifiedOn: day("2015-06-30"),
		DrivingAttestationTo: day("2026-01-31"), RenewalPending: claim.Yes, FirstAidTo: day("2027-05-04"), ValidFrom: day("2016-01-01"), ValidTo: day("2026-12-31"),
	})

	g := refuses(t, &crewSchema)
	g("person_id,name\n,DUPONT\n", "person_id", wantValue)
	g("person_id,qualification\nN1,x\n", "qualification", `got a cell like a; want dea, firefighter, auxiliary, first_aid or driver`)
	for _, c := range []string{"qualified_on", "driving_attestation_to", "afgsu_to", "valid_from", "valid_to"} {
		g("person_id,"+c+"\nN1,x\n", c, `got a cell like a`+wantDay)
	}
	g("person_id,renewal_pending\nN1,x\n", "renewal_pending", `got a cell like a`+wantFlag)
}

func TestTaxiLicences(t *testing.T) {
	f := reads(t, &taxiLicencesSchema)
	f("operator_id\nO1\n", claim.TaxiLicence{OperatorID: "O1"})
	f(header(&taxiLicencesSchema)+",,O1,,,\n", claim.TaxiLicence{OperatorID: "O1", ValidTo: civil.Open})
	f(header(&taxiLicencesSchema)+"12,Ajaccio,O1,ab-123-cd,2019-06-01,2024-06-01\n", claim.TaxiLicence{
		ADSNumber: "12", Commune: "Ajaccio", OperatorID: "O1", Plate: "AB123CD", IssuedOn: day("2019-06-01"), ValidTo: day("2024-06-01"),
	})

	g := refuses(t, &taxiLicencesSchema)
	g("operator_id,plate\n,AB\n", "operator_id", wantValue)
	g("operator_id,plate\nO1,--\n", "plate", `got a cell like --; want a plate`)
	g("operator_id,issued_on\nO1,x\n", "issued_on", `got a cell like a`+wantDay)
	g("operator_id,valid_to\nO1,x\n", "valid_to", `got a cell like a`+wantDay)
}

func TestTaxiCards(t *testing.T) {
	f := reads(t, &taxiCardsSchema)
	f("driver_id\nN1\n", claim.TaxiCard{DriverID: "N1"})
	f(header(&taxiCardsSchema)+"N1,,,,,,,\n", claim.TaxiCard{
		DriverID: "N1", ValidTo: civil.Open, SuspendedFrom: civil.Never, SuspendedTo: civil.Open,
	})
	f(header(&taxiCardsSchema)+"N1,C1,974,2020-01-01,2020-12-31,2020-03-01,2020-04-01,2024-09-30\n", claim.TaxiCard{
		DriverID: "N1", CardNumber: "C1", Department: "974", ValidFrom: day("2020-01-01"), ValidTo: day("2020-12-31"),
		SuspendedFrom: day("2020-03-01"), SuspendedTo: day("2020-04-01"), AttestationTo: day("2024-09-30"),
	})

	g := refuses(t, &taxiCardsSchema)
	g("driver_id,department\n,974\n", "driver_id", wantValue)
	for _, c := range []string{"valid_from", "valid_to", "suspended_from", "suspended_to", "attestation_to"} {
		g("driver_id,"+c+"\nN1,x\n", c, `got a cell like a`+wantDay)
	}
}

func TestConventionAnnex(t *testing.T) {
	f := reads(t, &conventionAnnexSchema)
	f("operator_id,plate\nO1,ab-123-cd\n", claim.AnnexEntry{OperatorID: "O1", Plate: "AB123CD"})
	f(header(&conventionAnnexSchema)+"O1,,N1,,\n", claim.AnnexEntry{OperatorID: "O1", DriverID: "N1", ValidTo: civil.Open})
	f(header(&conventionAnnexSchema)+"O1,AB123CD,N1,2025-11-01,2026-10-31\n", claim.AnnexEntry{
		OperatorID: "O1", Plate: "AB123CD", DriverID: "N1", ValidFrom: day("2025-11-01"), ValidTo: day("2026-10-31"),
	})

	g := refuses(t, &conventionAnnexSchema)
	g("operator_id,plate\n,AB\n", "operator_id", wantValue)
	g(header(&conventionAnnexSchema)+"O1,,,2025-11-01,\n", "", "got neither a plate nor a driver; want one of them or both")
	for _, c := range []string{"valid_from", "valid_to"} {
		g("operator_id,plate,"+c+"\nO1,AB,x\n", c, `got a cell like a`+wantDay)
	}
}

func TestTaxiPrices(t *testing.T) {
	f := reads(t, &taxiPricesSchema)
	f("element,amount\nbase,13\n", claim.TaxiPrice{Element: claim.Base, Amount: 130_000})
	f(header(&taxiPricesSchema)+"01,km,1.07,2025-11-01,\n", claim.TaxiPrice{
		Department: "01", Element: claim.PricePerKm, Amount: 10_700, ValidFrom: day("2025-11-01"), ValidTo: civil.Open,
	})
	for word, element := range map[string]claim.PriceElement{
		"base_km": claim.BaseKm, "big_city": claim.BigCity, "empty_return_short": claim.EmptyReturnShort, "empty_return_long": claim.EmptyReturnLong,
		"night_factor": claim.NightFactor, "shared_2": claim.Shared2, "shared_3": claim.Shared3, "shared_4": claim.Shared4, "tpmr": claim.Wheelchair,
		"overseas": claim.Overseas,
	} {
		f("element,amount\n"+word+",0.23\n", claim.TaxiPrice{Element: element, Amount: 2300})
	}

	g := refuses(t, &taxiPricesSchema)
	g("element,amount\n,1\n", "element", wantValue)
	g("element,amount\ntolls,1\n", "element", "got a cell like aaaaa; want an element of the contract, such as km")
	g("element,amount\nkm,\n", "amount", wantValue)
	g("element,amount\nkm,-1\n", "amount", "got a cell like -9; want a number with at most 4 decimals, not negative")
}
