package findings

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

// What the ledger keeps of a claim is what a later night reads, whatever is filled, empty or absent; what it does not keep is
// gone.
func TestLedgerRoundTrip(t *testing.T) {
	day := civil.Date(2026, 3, 10)
	trip := claim.Claim{
		Kind: claim.Transport, ClaimID: "C1", BillerID: "OP1", PatientID: "PAT1", Service: claim.Taxi, Reason: claim.Series, Plate: "AA001AA",
		DepartedAt: day.Clock(9, 0), ArrivedAt: day.Clock(10, 30), DeparturePostcode: "75001", SharedCode: 2, AgreementFlag: claim.No,
		BilledKm: 512, AmountBilled: 12345, AmountReimbursed: -1, SentOn: day + 3, CardID: "é€", DriverName: "not kept",
	}
	for _, id := range []claim.Column{claim.ColClaimID, claim.ColOperatorID, claim.ColPatientID, claim.ColService, claim.ColReason, claim.ColPlate,
		claim.ColDepartedAt, claim.ColArrivedAt, claim.ColDeparturePostcode, claim.ColSharedCode, claim.ColAgreementFlag, claim.ColBilledKm,
		claim.ColAmountBilled, claim.ColAmountReimbursed, claim.ColSentOn, claim.ColCardID, claim.ColAttendantID, claim.ColPrescriptionID} {
		trip.Known = trip.Known.With(id)
	}
	trip.Present = trip.Known.With(claim.ColInvoiceID)
	act := claim.Claim{
		Kind: claim.Care, ClaimID: "A1", BillerID: "DOC1", PatientID: "PAT1", ProviderKind: claim.ProviderDoctor, ActCode: "C",
		PerformedOn: day, AmountBilled: 3000,
	}
	for _, id := range []claim.Column{claim.ColClaimID, claim.ColProviderID, claim.ColPatientID, claim.ColProviderKind, claim.ColActCode,
		claim.ColPerformedOn, claim.ColAmountBilled, claim.ColFacilityID} {
		act.Known = act.Known.With(id)
	}
	act.Present = act.Known

	breaches := []Breach{{"4a-sent-late", "operator", "OP1", "invoice F1", 12345}, {"2f-outside-ald-protocol", "prescriber", "P", "transport C1", 0}}
	rows := make([]LedgerRow, 2)
	var arena []byte
	arena = rows[0].Keep(&trip, breaches, arena)
	rows[1].Keep(&act, nil, arena)
	trip.DriverName = ""

	path := filepath.Join(t.TempDir(), publish.LedgerFile)
	info, err := write(CreateLedger(path, ""))(rows...)
	if err != nil {
		t.Fatal(err)
	}
	if err := info.ReadBack(); err != nil {
		t.Fatal(err)
	}
	got := readLedger(t, path, nil)
	if len(got) != 2 {
		t.Fatalf("got %d rows; want 2", len(got))
	}
	for i, want := range []claim.Claim{trip, act} {
		want.Known |= unpacked // ids that every claim has
		want.Present |= unpacked
		if diff := cmp.Diff(want, got[i].Claim); diff != "" {
			t.Errorf("claim %s (- kept, + read):\n%s", want.ClaimID, diff)
		}
	}
	if diff := cmp.Diff(breaches, got[0].breaches); diff != "" || len(got[1].breaches) != 0 {
		t.Errorf("breaches (- kept, + read):\n%s, and %v; want none of the act", diff, got[1].breaches)
	}
	if only := readLedger(t, path, func(row int64) bool { return row == 1 }); len(only) != 1 || only[0].ClaimID != "A1" {
		t.Errorf("got %d rows; want the act alone", len(only))
	}
}

type ledgerRow struct {
	claim.Claim
	breaches []Breach
}

// readLedger reads the rows that are wanted.
func readLedger(t *testing.T, path string, wanted func(int64) bool) (rows []ledgerRow) {
	t.Helper()
	l, err := OpenLedger(&publish.Past{Folder: filepath.Dir(path), Schema: ledger("").Schema()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for {
		b, err := l.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		var line claim.Claim
		if err := b.Each(wanted, &line, func(_ int64, breaches []Breach) {
			rows = append(rows, ledgerRow{line, append([]Breach(nil), breaches...)})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// Acts are read of the rows that have one, and there are none in a ledger of before the column.
func TestEachAct(t *testing.T) {
	rows := smallLedgerRows(3)
	rows[1].Act = []byte("act")
	f := func(table *parquet.Table[LedgerRow], want ...string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), publish.LedgerFile)
		if _, err := write(parquet.Create(path, table, parquet.DefaultLimits))(rows...); err != nil {
			t.Fatal(err)
		}
		past := &publish.Past{Folder: filepath.Dir(path), Schema: table.Schema()}
		var got []string
		if err := EachAct(past, func(r *LedgerRow) error {
			got = append(got, fmt.Sprint(r.Kind, r.ClaimID, r.BillerID, r.PatientID, string(r.Act)))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got the acts %q; want %q", got, want)
		}
		l, err := OpenLedger(past)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		b, err := l.Next()
		if err != nil || b.Rows() != 3 || len(b.Row(0).Act) != 0 || len(b.Row(1).Act) != len("act")*len(want) {
			t.Errorf("got %v and another act in its row; want the act", err)
		}
	}
	f(ledger(""), "careC1act")
	before := ledger("")
	before.Columns = before.Columns[:len(before.Columns)-1]
	f(before)
	failing := errors.New("no")
	path := filepath.Join(t.TempDir(), publish.LedgerFile)
	if _, err := write(CreateLedger(path, ""))(rows...); err != nil {
		t.Fatal(err)
	}
	if err := EachAct(&publish.Past{Folder: filepath.Dir(path), Schema: ledger("").Schema()}, func(*LedgerRow) error { return failing }); !errors.Is(err, failing) {
		t.Errorf("got %v; want what the caller said", err)
	}
}

// Whatever bytes stand in the packed column, they are read or refused.
func FuzzPacked(f *testing.F) {
	day := civil.Date(2026, 3, 10)
	var row LedgerRow
	row.Keep(&claim.Claim{ClaimID: "C1", DepartedAt: day.At(0), Known: ledgerHolds}, []Breach{{RuleID: "r"}}, nil)
	f.Add(row.Packed)
	f.Add([]byte{packing})
	f.Add([]byte{packing, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0})
	f.Fuzz(func(t *testing.T, packed []byte) {
		var c claim.Claim
		r := LedgerRow{Day: day, Packed: packed}
		if breaches, ok := r.Claim(&c, nil); ok {
			again := LedgerRow{}
			again.Keep(&c, breaches, nil)
			var d claim.Claim
			if _, ok := again.Claim(&d, nil); !ok || !cmp.Equal(c, d) {
				t.Errorf("got %v after keeping what was read once more; want %v", d, c)
			}
		}
	})
}

// A ledger over several batches and row groups counts its rows on; one without rows has none.
func TestLedgerBatches(t *testing.T) {
	f := func(n int) {
		t.Helper()
		rows := make([]LedgerRow, n)
		for i := range rows {
			c := claim.Claim{ClaimID: fmt.Sprint("C", i), DepartedAt: civil.Date(2026, 3, 10).Clock(9, 0)}
			c.Known = c.Known.With(claim.ColDepartedAt)
			rows[i].Keep(&c, nil, nil)
		}
		path := filepath.Join(t.TempDir(), publish.LedgerFile)
		if _, err := write(CreateLedger(path, ""))(rows...); err != nil {
			t.Fatal(err)
		}
		got := readLedger(t, path, nil)
		if len(got) != n || n > 0 && got[n-1].ClaimID != fmt.Sprint("C", n-1) {
			t.Errorf("%d rows: got %d", n, len(got))
		}
	}
	f(0)
	f(1)
	f(2*ledgerBatch + 5)
	f(140_000)
}

// Whatever column a rule across claims may want of a claim, the ledger keeps it.
func TestLedgerIsEnough(t *testing.T) {
	columns := map[string]claim.Column{}
	for id := range claim.NumColumns {
		columns[id.String()] = id
	}
	// What only tonight's claims are asked, alone or as the one that a finding stands on.
	alone := map[string]string{"emergency": "an exception", "patient_born": "the test of one claim", "sent_by": "the test of one claim",
		"third_party_payment": "the test of one claim"}
	for _, r := range rules.All() {
		if r.Across == nil {
			continue
		}
		for _, need := range r.Needs {
			if id, column := columns[need]; column && !LedgerHolds(id) && alone[need] == "" {
				t.Errorf("%s needs %s, which the ledger does not keep", r.ID, need)
			}
		}
	}
}

// The packed column is read by later programs: its bytes are those that FORMAT.md draws, and the bits of its columns stay.
func TestPackedBytes(t *testing.T) {
	c := claim.Claim{ClaimID: "C1", InvoiceID: "F7"}
	c.Known = c.Known.With(claim.ColClaimID).With(claim.ColInvoiceID)
	c.Present = c.Known
	var row LedgerRow
	row.Keep(&c, nil, nil)
	if want := "\x02\x04\x00\x02F7\x00"; string(row.Packed) != want {
		t.Errorf("got %x; want %x", row.Packed, want)
	}
	want := []claim.Column{2, 3, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 24, 25, 27, 31, 35, 36, 37, 38, 39, 42, 43, 44, 45, 46, 47, 48, 23, 26}
	for i, f := range packedFields {
		if i >= len(want) || f.id != want[i] {
			t.Fatalf("field %d: got column %d, %s; want those of version 2", i, f.id, f.id)
		}
	}
}

// Rows of version 1, which holds no facility of departure and no measured distance, are read as they were; a bit for one of them is none of
// its bits.
func TestPackedVersion1(t *testing.T) {
	f := func(packed string, want bool) {
		t.Helper()
		r := LedgerRow{ClaimID: "C1", Packed: []byte(packed)}
		var c claim.Claim
		if _, ok := r.Claim(&c, nil); ok != want || ok && c.InvoiceID != "F7" {
			t.Errorf("%x: got %t and the invoice %q; want %t", packed, ok, c.InvoiceID, want)
		}
	}
	f("\x01\x04\x00\x02F7\x00", true)
	f("\x02\x04\x00\x02F7\x00", true)
	f("\x03\x04\x00\x02F7\x00", false)
	f("\x00\x04\x00\x02F7\x00", false)
	f("\x02\x84\x80\x80\x04\x00\x02F7\x02F1\x00", true) // bit 23: departure_facility
	f("\x01\x84\x80\x80\x04\x00\x02F7\x02F1\x00", false)
}
