package register

import (
	"testing"

	"vigie/pipeline/cell"
	"vigie/rules/civil"
)

// A row that cannot be read proves nothing about its key; where not even that can be read, the register proves no absence.
func TestRowsThatCannotBeReadLeaveTheirKeyUndecided(t *testing.T) {
	f := func(csv, key string, decides, partial bool) {
		t.Helper()
		r := loaded(t, "vehicles.csv", csv).Registers()
		if got := r.Decides("vehicles", key); got != decides {
			t.Errorf("%q: decides %s: got %v; want %v", csv, key, got, decides)
		}
		if got := r.Partial["vehicles"]; got != partial {
			t.Errorf("%q: proves no absence: got %v; want %v", csv, got, partial)
		}
	}
	f("plate,valid_from\nAA-001-AA,2020-01-01\nBB-002-BB,soon\n", "BB002BB", false, false)
	f("plate,valid_from\nAA-001-AA,2020-01-01\nBB-002-BB,soon\n", "AA001AA", true, false)
	f("valid_from,plate\n2020-01-01,AA-001-AA\nsoon,bb 002 bb\n", "BB002BB", false, false) // the key stands behind the fault
	f("plate,valid_from\nAA-001-AA,2020-01-01\n,2020-01-01\n", "AA001AA", true, true)
	f("plate,valid_from\nAA-001-AA,2020-01-01\nNULL,2020-01-01\n", "NULL", true, true)
	f("plate,valid_from\nAA-001-AA,2020-01-01\nBB-002-BB\n", "BB002BB", true, true) // a record of another width
	f("plate,valid_from\nAA-001-AA,2020-01-01\n", "BB002BB", true, false)
}

// An agreement that cannot be read may be that of any prescription of its treatment.
func TestAgreementsThatCannotBeReadLeaveTheirTreatmentUndecided(t *testing.T) {
	r := loaded(t, "prescriptions.csv", "prescription_id,treatment_id\nR1,T1\nR2,T2\n",
		"agreements.csv", "prescription_id,delay_days\nR1,x\nR2,15\n").Registers()
	if r.Decides("treatments", "T1") || !r.Decides("treatments", "T2") || r.Partial["treatments"] {
		t.Error("got another treatment undecided; want T1 alone")
	}
	r = loaded(t, "prescriptions.csv", "prescription_id,treatment_id,trips\nR1,T1,x\nR2,T2,1\n",
		"agreements.csv", "prescription_id,delay_days\nR1,15\nR2,15\n").Registers()
	if !r.Partial["treatments"] {
		t.Error("got an agreement of a prescription that cannot be read, and treatments that prove an absence; want none")
	}
}

// Cells of registers are understood as those of claims are. A value that only looks like trouble stays what it is.
func TestCellsAreUnderstood(t *testing.T) {
	set := loaded(t, "operators.csv", "operator_id;licence_from;licence_to;convention_from;department\n"+
		"\u00a00750001\u00a0;01/02/2020;9999-12-31;1900-01-01;\\N\n",
		"crew.csv", "person_id,name,operator_id\nC1,Nil,00000000\n999,X,O1\n",
		"vehicles.csv", "plate\n999 999\n", "packs.csv", "pack_code;price\nB1;12,5\n",
		"patients.csv", "patient_id,health_cover\nP1,none\nP2,NONE\n")
	r := set.Registers()
	o := r.Operators.Of("0750001")
	if len(o) != 1 || o[0].LicenceFrom != day("2020-02-01") || o[0].LicenceTo != civil.Open || o[0].ConventionFrom != 0 || o[0].Department != "" {
		t.Errorf("got %+v; want a licence from 1 February 2020 without end, and a convention of unknown begin", o)
	}
	if c := r.Crew.Of("C1"); len(c) != 1 || c[0].Name != "Nil" || c[0].OperatorID != "" {
		t.Errorf("got %+v; want Nil, of no known operator", c)
	}
	if len(r.Vehicles.Of("999999")) != 1 {
		t.Error("got no plate of nines; want one")
	}
	if p := r.Packs.Of("B1"); len(p) != 1 || p[0].Price != 1250 {
		t.Errorf("got %+v; want a price of 12.50", p)
	}
	if p, q := r.Patients.Of("P1"), r.Patients.Of("P2"); p[0].HealthCover.String() != "none" || q[0].HealthCover != 0 {
		t.Errorf("got %v and %v; want the word none of the contract, and a cover that is not known", p, q)
	}
	for _, s := range set.Supplied() {
		if want := map[string]int64{"operators": 5, "crew": 1, "packs": 1, "patients": 1}[s.Name]; total(s.Files[0].Understood) != want {
			t.Errorf("%s: got %v; want %d cells", s.Name, s.Files[0].Understood, want)
		}
	}
}

func total(c cell.Counts) (cells int64) {
	for _, n := range c {
		cells += n
	}
	return cells
}
