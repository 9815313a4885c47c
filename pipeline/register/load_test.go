package register

import (
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestMain(m *testing.M) {
	tablefile.ServeParquet()
	goleak.VerifyTestMain(m)
}

// folderOf writes a folder of registers, from names and contents in turn.
func folderOf(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func loaded(t testing.TB, files ...string) *Set {
	t.Helper()
	set, err := Load(folderOf(t, files...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestNotSuppliedIsNotUnknown(t *testing.T) {
	r := loaded(t, "vehicles.csv", "plate,operator_id\nAB-123-CD,O1\n", "stays.csv", "patient_id\n").Registers()
	if r.Prescriptions != nil || r.Suppressions != nil || r.Facilities != nil {
		t.Error("got a register that was not supplied; want nil")
	}
	if r.Vehicles == nil {
		t.Fatal("got no register though a file was there; want one")
	}
	if r.Stays != nil {
		t.Error("got a register without a row; want none, as though it was not supplied")
	}
	if got := r.Vehicles.Of("AB123CD"); len(got) != 1 || got[0].OperatorID != "O1" {
		t.Errorf("got %+v; want the vehicle of O1", got)
	}
	if got := r.Vehicles.Of("ZZ999ZZ"); got != nil {
		t.Errorf("got %+v for an unknown plate; want nothing", got)
	}
}

func TestEmptyFolder(t *testing.T) {
	set := loaded(t)
	if len(set.Supplied()) != 0 || len(set.UnknownFiles()) != 0 || set.Registers().Partial["stays"] {
		t.Errorf("got %+v; want a set of nothing", set)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v; want an error that says the folder is not there", err)
	}
}

func TestEveryRegisterIsInItsPlace(t *testing.T) {
	// A row of every register, with the required columns only, and its key.
	rows := []string{
		"prescriptions", "prescription_id\nK\n", "agreements", "prescription_id\nK\n", "convocations", "convocation_id\nK\n",
		"vehicles", "plate\nK\n", "operators", "operator_id\nK\n", "crew", "person_id\nK\n", "taxi_licences", "operator_id\nK\n",
		"taxi_cards", "driver_id\nK\n", "convention_annex", "operator_id,plate\nK,K\n", "taxi_prices", "element,amount\nkm,1.07\n", "stays", "patient_id\nK\n", "facilities", "facility_id\nK\n",
		"attached_prescribers", "facility_id\nK\n", "prescribers", "prescriber_id\nK\n", "patients", "patient_id\nK\n",
		"ald_protocols", "patient_id\nK\n", "accidents", "accident_id\nK\n", "cards", "card_id\nK\n",
		"routes", "departure_postcode,arrival_postcode\n75001,69003\n", "packs", "pack_code,product\nK,Z\n",
		"control_requests", "subject_id\nK\n", "agreement_periods", "subject_id\nK\n", "targets", "subject_id\nK\n",
		"professions", "subject_id\nK\n", "procedures", "subject_id\nK\n", "holidays", "day\n2025-03-04\n",
		"suppressions", "scope,key,reason,owner,until\nclaim,K,r,o,2026-01-01\n", "snapshot", "name\ncrew\n",
	}
	for i := 0; i < len(rows); i += 2 {
		rows[i] += ".csv"
	}
	set := loaded(t, rows...)
	r := set.Registers()
	f := func(name string, n int) {
		t.Helper()
		if n != 1 {
			t.Errorf("%s: got %d rows; want 1", name, n)
		}
	}
	f("prescriptions", len(r.Prescriptions.Of("K")))
	f("agreements", len(r.Agreements.Of("K")))
	f("convocations", len(r.Convocations.Of("K")))
	f("vehicles", len(r.Vehicles.Of("K")))
	f("operators", len(r.Operators.Of("K")))
	f("crew", len(r.Crew.Of("K")))
	f("taxi_licences", len(r.TaxiLicences.Of("K")))
	f("taxi_cards", len(r.TaxiCards.Of("K")))
	f("convention_annex", len(r.ConventionAnnex.Of("K")))
	f("taxi_prices", len(r.TaxiPrices.Of("km")))
	f("stays", len(r.Stays.Of("K")))
	f("facilities", len(r.Facilities.Of("K")))
	f("attached_prescribers", len(r.AttachedPrescribers.Of("K")))
	f("prescribers", len(r.Prescribers.Of("K")))
	f("patients", len(r.Patients.Of("K")))
	f("ald_protocols", len(r.ALDProtocols.Of("K")))
	f("accidents", len(r.Accidents.Of("K")))
	f("cards", len(r.Cards.Of("K")))
	f("routes", len(r.Routes.Of("75001>69003")))
	f("packs", len(r.Packs.Of("K")))
	f("products", len(r.Products.Of("Z")))
	f("control_requests", len(r.ControlRequests.Of("K")))
	f("agreement_periods", len(r.AgreementPeriods.Of("K")))
	f("targets", len(r.Targets.Of("K")))
	f("professions", len(r.Professions.Of("K")))
	f("procedures", len(r.Procedures.Of("K")))
	f("suppressions", len(r.Suppressions.Of("K")))
	if d := day("2025-03-04"); !set.Calendar().Holiday(d, civil.National) || set.Calendar().Holiday(d+1, civil.National) {
		t.Error("got a calendar without the added day, or with another; want that day alone")
	}
	for i, s := range set.Supplied() {
		if s.Name != contract[i].name || s.Rows != 1 {
			t.Errorf("got %d rows of %s; want one of %s", s.Rows, s.Name, contract[i].name)
		}
	}
}

func TestSupplied(t *testing.T) {
	vehicles := "plate,colour,category,owner\nAB,red,A,x\nAC,blue,Z,x\n"
	dir := folderOf(t, "vehicles.csv", vehicles, "snapshot.csv", "name,taken_on,complete\nvehicles,2025-03-01,false\n",
		"notes.txt", "hello", "vehicle.csv", "plate\n", ".hidden.csv", "x\n")
	if err := os.Mkdir(filepath.Join(dir, "stays"), 0o700); err != nil {
		t.Fatal(err)
	}
	set, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := set.Supplied()[0]
	f := func(what string, got, want any) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %v; want %v", what, got, want)
		}
	}
	f("name", got.Name, "vehicles")
	f("rows", got.Rows, 1)
	f("rejected", got.Rejected, 1)
	f("found", got.Found, []string{"plate", "category"})
	f("missing", got.Missing, []string{"operator_id", "valid_from", "valid_to"})
	f("unknown", got.Unknown, []string{"colour", "owner"})
	f("taken on", got.TakenOn, day("2025-03-01"))
	f("complete", got.Complete, false)
	f("files", len(got.Files), 1)
	f("file", got.Files[0].Name, "registers/vehicles.csv")
	f("size", got.Files[0].Size, len(vehicles))
	f("hash", got.Files[0].SHA256, sha256.Sum256([]byte(vehicles)))
	f("unknown files", set.UnknownFiles(), []string{"notes.txt", "stays", "vehicle.csv"})
	f("rejects", len(set.Rejects()), 1)
	f("partial", set.Registers().Partial, map[string]bool{"vehicles": true})
}

func TestSnapshotDecidesWhatIsPartial(t *testing.T) {
	f := func(snapshot string, want ...string) {
		t.Helper()
		partial := loaded(t, "crew.csv", "person_id\n", "stays.csv", "patient_id\n", "snapshot.csv", snapshot).Registers().Partial
		var got []string
		for name := range partial {
			got = append(got, name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %v; want %v", snapshot, got, want)
		}
	}
	f("name,taken_on,complete\n")
	f("name,taken_on,complete\ncrew,2025-03-01,\n")
	f("name,taken_on,complete\ncrew,2025-03-01,true\n")
	f("name,taken_on,complete\ncrew,2025-03-01,false\n", "crew")
	f("name,taken_on,complete\ncrew,,true\ncrew,,false\n", "crew")
	f("name,taken_on\ncrew,2025-03-01\n")
	// A row that could not be read may be about any register that no other row names.
	f("name,taken_on,complete\nstay,2025-03-01,false\n", "crew", "stays")
	f("name,taken_on,complete\nstay,2025-03-01,false\ncrew,,true\n", "stays")
	f("name,taken_on,complete\ncrew,2025-03-01,perhaps\nstays,,\n", "crew")
}

func TestRepeatedKey(t *testing.T) {
	csv := "prescription_id,trips\nP1,1\nP2,x\nP1,2\nP3,3\nP1,4\nP3,3\n"
	for _, chunk := range []int{0, 1, 10, 20} {
		set, err := Load(folderOf(t, "prescriptions.csv", csv), Options{chunkSize: chunk, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		r := set.Registers()
		if got := r.Prescriptions.Of("P1"); got != nil || r.Decides("prescriptions", "P1") {
			t.Errorf("chunks of %d: got %+v; want no row of a key whose rows contradict each other, and the key undecided", chunk, got)
		}
		if got := r.Prescriptions.Of("P3"); len(got) != 1 || got[0].Trips != 3 || !r.Decides("prescriptions", "P3") {
			t.Errorf("chunks of %d: got %+v; want one of two rows that say the same", chunk, got)
		}
		if got := set.Supplied()[0]; got.Rows != 3 || got.Rejected != 3 {
			t.Errorf("chunks of %d: got %d rows and %d rejects; want 3 of each, of 6 records", chunk, got.Rows, got.Rejected)
		}
		var got []string
		for _, r := range set.Rejects() {
			got = append(got, fmt.Sprintf("%d %d %d %s %s %s", r.Line, r.Offset, r.Length, r.Column, r.Reason, r.Raw))
		}
		want := []string{
			`3 27 4 trips got a cell like a; want a whole number P2,x`,
			"4 32 4 prescription_id " + contradicted + " P1,2",
			"6 42 4 prescription_id " + contradicted + " P1,4",
		}
		if !slices.Equal(got, want) {
			t.Errorf("chunks of %d:\n got %q\nwant %q", chunk, got, want)
		}
	}

	f := func(name, csv, column string) {
		t.Helper()
		set := loaded(t, name+".csv", csv)
		if r := set.Rejects(); len(r) != 1 || r[0].Line != 3 || r[0].Column != column || r[0].Reason != contradicted {
			t.Errorf("%s: got %+v; want line 3 rejected, which contradicts line 2", name, r)
		}
	}
	f("convocations", "convocation_id,mode\nC1,seated\nC1,ambulance\nC2,seated\nC2,seated\n", "convocation_id")
	f("patients", "patient_id,health_cover\nA,c2s\nA,none\nB,ame\nB,ame\n", "patient_id")
	f("facilities", "facility_id,kind\nF1,hospital\nF1,\nF2,ehpad\nF2,ehpad\n", "facility_id")
	f("packs", "pack_code,product,price\nB1,X,3.00\nB1,X,4.00\nB2,X,5.00\nB2,X,5.0\n", "pack_code")
	f("routes", "departure_postcode,arrival_postcode,km\n75001,69003,465\n75001,69003,466\n69003,75001,465\n69003,75001,465\n", "departure_postcode, arrival_postcode")
}

// Readers that list a register, or ask for its rows by another key, get no row of a key whose rows contradict each other.
func TestAContradictedKeyIsListedNowhere(t *testing.T) {
	r := loaded(t, "packs.csv", "pack_code,product,price\nB1,X,3.00\nB2,X,5.00\nB1,X,4.00\n",
		"facilities.csv", "facility_id,kind\nF1,hospital\nF2,ehpad\nF1,ehpad\n").Registers()
	if got := r.Products.Of("X"); len(got) != 1 || got[0].PackCode != "B2" {
		t.Errorf("got %+v; want pack B2 alone", got)
	}
	var listed []string
	for f := range r.Facilities.All() {
		listed = append(listed, f.FacilityID)
	}
	if !slices.Equal(listed, []string{"F2"}) {
		t.Errorf("got %v; want F2 alone", listed)
	}
	if r.Decides("packs", "B1") || r.Decides("facilities", "F1") || !r.Decides("packs", "B2") || !r.Decides("facilities", "F2") {
		t.Error("got other keys undecided; want B1 and F1 alone")
	}
}

// Where rows say otherwise of a key, its treatments are those of a prescription that is not known.
func TestAContradictedPrescriptionLeavesTreatmentsOpen(t *testing.T) {
	r := loaded(t, "prescriptions.csv", "prescription_id,treatment_id\nR1,T1\nR1,T2\nR3,T3\n",
		"agreements.csv", "prescription_id,delay_days\nR1,15\nR3,15\n").Registers()
	if got := r.TreatmentAgreements.Of("T1"); got != nil || !r.Partial["treatments"] {
		t.Errorf("got %+v, and treatments that prove an absence; want none", got)
	}
}

func TestRowsOfAKeyKeepFileOrder(t *testing.T) {
	set := loaded(t, "agreements.csv", "prescription_id,agreement_id\nP1,A1\nP2,A2\nP1,A3\nP3,A4\nP2,A5\nP1,A6\n")
	f := func(key, want string) {
		t.Helper()
		var got []string
		for _, a := range set.Registers().Agreements.Of(key) {
			got = append(got, a.AgreementID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v; want %s", key, got, want)
		}
	}
	f("P1", "A1 A3 A6")
	f("P2", "A2 A5")
	f("P3", "A4")
	f("P4", "")
	f("", "")
}

func TestProductsListTheirPacks(t *testing.T) {
	r := loaded(t, "packs.csv", "pack_code,product,units\nB1,Z,10\nB2,Y,5\nB3,Z,30\nB4,,1\n").Registers()
	if got := r.Products.Of("Z"); len(got) != 2 || got[0].PackCode != "B1" || got[1].PackCode != "B3" {
		t.Errorf("got %+v; want B1 and B3", got)
	}
	if got := r.Products.Of(""); got != nil {
		t.Errorf("got %+v for no product; want nothing", got)
	}
	if got := r.Packs.Of("B4"); len(got) != 1 {
		t.Errorf("got %+v; want the pack of no product", got)
	}
}

func TestAllKeepsKeysTogether(t *testing.T) {
	var got []string
	for p := range loaded(t, "procedures.csv", "subject_id,step\nO1,a\nO2,b\nO1,c\n").Registers().Procedures.All() {
		got = append(got, p.SubjectID+p.Step)
	}
	if want := []string{"O1a", "O1c", "O2b"}; !slices.Equal(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
}

func TestSeveralFilesAreOneRegister(t *testing.T) {
	dir := folderOf(t, "stays.csv", "patient_id,facility_id\nA,F1\n")
	z, err := os.Create(filepath.Join(dir, "stays.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	w := gzip.NewWriter(z)
	_, err = w.Write([]byte("patient_id;kind;room\nA;ehpad;12\nB;x;13\n"))
	if err := errors.Join(err, w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	set, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := set.Registers().Stays.Of("A")
	if len(got) != 2 || got[0].FacilityID != "F1" || got[1].Kind != claim.EHPADStay {
		t.Errorf("got %+v; want the row of either file", got)
	}
	s := set.Supplied()[0]
	if len(s.Files) != 2 || s.Rows != 2 || s.Rejected != 1 || !slices.Equal(s.Found, []string{"patient_id"}) || !slices.Equal(s.Unknown, []string{"room"}) {
		t.Errorf("got %+v; want two files, 2 rows, 1 reject, patient_id in both, room unknown", s)
	}
	if r := set.Rejects(); len(r) != 1 || r[0].File != "registers/stays.csv.gz" || r[0].Line != 3 {
		t.Errorf("got %+v; want line 3 of the second file", r)
	}
}

// The size of the chunks and the number of workers make no difference.
func TestWorkersAndChunksChangeNothing(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("patient_id,facility_id,kind,entered_on\n")
	for i := range 3000 {
		kind := "esms"
		if i%97 == 0 {
			kind = "x"
		}
		fmt.Fprintf(&csv, "A%d,\"F %d\",%s,2025-01-01\n", i%211, i, kind)
	}
	dir := folderOf(t, "stays.csv", csv.String())
	result := func(workers, chunk int) string {
		set, err := Load(dir, Options{Workers: workers, chunkSize: chunk})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for i := range 212 {
			fmt.Fprintln(&b, set.Registers().Stays.Of(fmt.Sprintf("A%d", i)))
		}
		fmt.Fprintln(&b, set.Rejects(), set.Supplied())
		return b.String()
	}
	want := result(1, 0)
	if n := strings.Count(want, "F "); n < 3000-31 {
		t.Fatalf("got %d rows; want %d", n, 3000-31)
	}
	for _, workers := range []int{1, 2, 7} {
		for _, chunk := range []int{64, 1000, 1 << 16} {
			if got := result(workers, chunk); got != want {
				t.Errorf("%d workers and chunks of %d gave another register", workers, chunk)
			}
		}
	}
}

// What is read as a header may be a row: its words are shown only beside a column of the contract.
