package register

import (
	"testing"

	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestRoutes(t *testing.T) {
	f := reads(t, &routesSchema)
	f("departure_postcode,arrival_postcode\n75001,69003\n", claim.Route{DeparturePostcode: "75001", ArrivalPostcode: "69003", Km: claim.NotGiven})
	f(header(&routesSchema)+"75001,69003,\n", claim.Route{DeparturePostcode: "75001", ArrivalPostcode: "69003", Km: claim.NotGiven})
	f(header(&routesSchema)+"75001,69003,465.3\n", claim.Route{DeparturePostcode: "75001", ArrivalPostcode: "69003", Km: 4653})

	g := refuses(t, &routesSchema)
	g(header(&routesSchema)+",69003,1\n", "departure_postcode", wantValue)
	g(header(&routesSchema)+"75001,,1\n", "arrival_postcode", wantValue)
	g(header(&routesSchema)+"100,69003,1\n", "departure_postcode", `got a cell like 999; want a postcode of 5 characters`)
	g(header(&routesSchema)+"75001,6900>,1\n", "arrival_postcode", `got a cell like 9999>; want a postcode of 5 characters`)
	g(header(&routesSchema)+"75001,69003,-1\n", "km", `got a cell like -9; want kilometres with at most 1 decimal`)
}

func TestPacks(t *testing.T) {
	f := reads(t, &packsSchema)
	f("pack_code\nB1\n", claim.Pack{PackCode: "B1", Units: claim.NotGiven, Price: claim.NotGiven})
	f(header(&packsSchema)+"B1,,,\n", claim.Pack{PackCode: "B1", Units: claim.NotGiven, Price: claim.NotGiven})
	f(header(&packsSchema)+"B1,Z,30,12.50\nB2,Z,0,0\n",
		claim.Pack{PackCode: "B1", Product: "Z", Units: 30, Price: 1250}, claim.Pack{PackCode: "B2", Product: "Z"})

	g := refuses(t, &packsSchema)
	g("pack_code,product\n,Z\n", "pack_code", wantValue)
	g("pack_code,units\nB1,x\n", "units", `got a cell like a`+wantWhole)
	g("pack_code,price\nB1,1.234\n", "price", `got a cell like 9.999; want euros with at most 2 decimals, not negative`)
	g("pack_code,price\nB1,-1\n", "price", `got a cell like -9; want euros with at most 2 decimals, not negative`)
}

func TestControlRequests(t *testing.T) {
	f := reads(t, &controlRequestsSchema)
	f("subject_id\nO1\n", claim.ControlRequest{SubjectID: "O1"})
	f(header(&controlRequestsSchema)+",O1,,,,,,\n", claim.ControlRequest{SubjectID: "O1", AnsweredOn: civil.Never, Complete: claim.No})
	f(header(&controlRequestsSchema)+"R1,O1,2025-03-01,2025-03-02,2025-04-02,2025-03-20,1,invoices\n", claim.ControlRequest{
		RequestID: "R1", SubjectID: "O1", SentOn: day("2025-03-01"), ReceivedOn: day("2025-03-02"), DueOn: day("2025-04-02"),
		AnsweredOn: day("2025-03-20"), Complete: claim.Yes, Purpose: "invoices",
	})

	g := refuses(t, &controlRequestsSchema)
	g("subject_id,purpose\n,x\n", "subject_id", wantValue)
	for _, c := range []string{"sent_on", "received_on", "due_on", "answered_on"} {
		g("subject_id,"+c+"\nO1,x\n", c, `got a cell like a`+wantDay)
	}
	g("subject_id,complete\nO1,x\n", "complete", `got a cell like a`+wantFlag)
}

func TestAgreementPeriods(t *testing.T) {
	f := reads(t, &agreementPeriodsSchema)
	f("subject_id\nO1\n", claim.AgreementPeriod{SubjectID: "O1", Number: claim.NotGiven})
	f(header(&agreementPeriodsSchema)+"O1,,,,\n", claim.AgreementPeriod{SubjectID: "O1", Number: claim.NotGiven, ValidTo: civil.Open})
	f(header(&agreementPeriodsSchema)+"O1,2° g,2,2025-01-01,2025-06-30\n", claim.AgreementPeriod{
		SubjectID: "O1", Item: "2° g", Number: 2, ValidFrom: day("2025-01-01"), ValidTo: day("2025-06-30"),
	})

	g := refuses(t, &agreementPeriodsSchema)
	g("subject_id,item\n,5°\n", "subject_id", wantValue)
	g("subject_id,number\nO1,x\n", "number", `got a cell like a`+wantWhole)
	g("subject_id,valid_from\nO1,x\n", "valid_from", `got a cell like a`+wantDay)
	g("subject_id,valid_to\nO1,x\n", "valid_to", `got a cell like a`+wantDay)
}

func TestTargets(t *testing.T) {
	f := reads(t, &targetsSchema)
	unknown := claim.Target{SubjectID: "D1", Baseline: claim.NotGiven, Objective: claim.NotGiven, Result: claim.NotGiven}
	f("subject_id\nD1\n", unknown)
	open := unknown
	open.ValidTo = civil.Open
	f(header(&targetsSchema)+"D1,,,,,,,\n", open)
	f(header(&targetsSchema)+"D1,6°,rate,0.25,0.125,2025-01-01,2025-06-30,12\n", claim.Target{
		SubjectID: "D1", Item: "6°", Indicator: claim.RateIndicator, Baseline: 2500, Objective: 1250,
		ValidFrom: day("2025-01-01"), ValidTo: day("2025-06-30"), Result: 120000,
	})

	g := refuses(t, &targetsSchema)
	g("subject_id,item\n,6°\n", "subject_id", wantValue)
	g("subject_id,indicator\nD1,x\n", "indicator", `got a cell like a; want count, amount, duration or rate`)
	g("subject_id,valid_from\nD1,x\n", "valid_from", `got a cell like a`+wantDay)
	g("subject_id,valid_to\nD1,x\n", "valid_to", `got a cell like a`+wantDay)
	g("subject_id,baseline\nD1,x\n", "baseline", `got a cell like a`+wantNumber)
	g("subject_id,objective\nD1,-0.5\n", "objective", `got a cell like -9.9`+wantNumber)
	g("subject_id,result\nD1,0.12345\n", "result", `got a cell like 9.99999`+wantNumber)
}

func TestProfessions(t *testing.T) {
	f := reads(t, &professionsSchema)
	f("subject_id\nO1\n", claim.Profession{SubjectID: "O1", Activity: claim.NotGiven})
	f(header(&professionsSchema)+"O1,,,\n", claim.Profession{SubjectID: "O1", Activity: claim.NotGiven})
	f(header(&professionsSchema)+"O1,taxi,ARA,1200\n", claim.Profession{SubjectID: "O1", Profession: "taxi", Area: "ARA", Activity: 1200})

	g := refuses(t, &professionsSchema)
	g("subject_id,area\n,ARA\n", "subject_id", wantValue)
	g("subject_id,activity\nO1,x\n", "activity", `got a cell like a`+wantWhole)
}

func TestProcedures(t *testing.T) {
	f := reads(t, &proceduresSchema)
	f("subject_id\nO1\n", claim.Procedure{SubjectID: "O1"})
	f(header(&proceduresSchema)+",O1,,\n", claim.Procedure{SubjectID: "O1"})
	f(header(&proceduresSchema)+"Q1,O1,notified,2025-03-01\n", claim.Procedure{
		ProcedureID: "Q1", SubjectID: "O1", Step: "notified", HappenedOn: day("2025-03-01"),
	})

	g := refuses(t, &proceduresSchema)
	g("subject_id,step\n,notified\n", "subject_id", wantValue)
	g("subject_id,happened_on\nO1,x\n", "happened_on", `got a cell like a`+wantDay)
}

func TestHolidays(t *testing.T) {
	f := reads(t, &holidaysSchema)
	f("day\n2025-03-03\n", holidayRow{day("2025-03-03"), civil.National})
	f(header(&holidaysSchema)+"2025-03-03,\n", holidayRow{day("2025-03-03"), civil.National})
	f(header(&holidaysSchema)+"2025-03-03,alsace_moselle\n2025-03-04,974\n",
		holidayRow{day("2025-03-03"), civil.AlsaceMoselle}, holidayRow{day("2025-03-04"), civil.Reunion})

	g := refuses(t, &holidaysSchema)
	g(header(&holidaysSchema)+",974\n", "day", wantValue)
	g(header(&holidaysSchema)+"x,974\n", "day", `got a cell like a`+wantDay)
	g(header(&holidaysSchema)+"2025-03-03,75\n", "area", `got a cell like 99; want national, alsace_moselle or 971 to 978`)
}

func TestSuppressions(t *testing.T) {
	f := reads(t, &suppressionsSchema)
	until := day("2026-12-31")
	f(header(&suppressionsSchema)+"claim,L1,,seen,MJ,2026-12-31\n", claim.Suppression{
		Scope: claim.ClaimScope, Key: "L1", Reason: "seen", Owner: "MJ", Until: until,
	})
	f(header(&suppressionsSchema)+"subject,O1,2e,seen,MJ,2026-12-31\n", claim.Suppression{
		Scope: claim.SubjectScope, Key: "O1", RuleID: "2e", Reason: "seen", Owner: "MJ", Until: until,
	})
	wholeRule := claim.Suppression{Scope: claim.RuleScope, RuleID: "2e", Reason: "seen", Owner: "MJ", Until: until}
	f(header(&suppressionsSchema)+"rule,,2e,seen,MJ,2026-12-31\n", wholeRule)
	f(header(&suppressionsSchema)+"rule,2e,,seen,MJ,2026-12-31\n", wholeRule)
	f("scope,key,reason,owner,until\nrule,2e,seen,MJ,2026-12-31\n", wholeRule)

	g := refuses(t, &suppressionsSchema)
	g(header(&suppressionsSchema)+",L1,,seen,MJ,2026-12-31\n", "scope", wantValue)
	g(header(&suppressionsSchema)+"x,L1,,seen,MJ,2026-12-31\n", "scope", `got a cell like a; want claim, subject or rule`)
	g(header(&suppressionsSchema)+"claim,L1,,seen,MJ,soon\n", "until", `got a cell like aaaa`+wantDay)
	g(header(&suppressionsSchema)+"claim,,2e,seen,MJ,2026-12-31\n", "", "got no key; want the claim or the subject")
	g("scope,rule_id,reason,owner,until\nsubject,2e,seen,MJ,2026-12-31\n", "", "got no key; want the claim or the subject")
	g(header(&suppressionsSchema)+"rule,,,seen,MJ,2026-12-31\n", "", "got neither a rule_id nor a key; want the rule")
}

func TestSnapshots(t *testing.T) {
	s := snapshotSchema([]string{"crew", "stays"})
	f := reads(t, s)
	f("name\ncrew\n", snapshotRow{name: "crew", complete: true})
	f(header(s)+"crew,,\n", snapshotRow{name: "crew", complete: true})
	f(header(s)+"crew,2025-03-01,false\nstays,2025-03-02,oui\n",
		snapshotRow{"crew", day("2025-03-01"), false}, snapshotRow{"stays", day("2025-03-02"), true})

	g := refuses(t, s)
	g(header(s)+",2025-03-01,false\n", "name", wantValue)
	g(header(s)+"crews,2025-03-01,false\n", "name", `got a cell like aaaaa; want one of crew, stays`)
	g(header(s)+"crew,x,false\n", "taken_on", `got a cell like a`+wantDay)
	g(header(s)+"crew,2025-03-01,x\n", "complete", `got a cell like a`+wantFlag)
}
