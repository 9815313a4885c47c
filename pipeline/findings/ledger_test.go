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
	"vigie/rules/law"
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

	reported := []Reported{{"4a-sent-late", run, "operator", "OP1", "invoice F1", 12345}, {"2f-outside-ald-protocol", "", "prescriber", "P", "transport C1", 0}}
	rows := make([]LedgerRow, 2)
	var arena []byte
	arena = rows[0].Keep(&trip, arena)
	rows[1].Keep(&act, arena)
	rows[0].Reported = AppendReported(nil, reported)
	contents := []uint64{ContentOf(&trip), ContentOf(&act)}
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
		if content, known := got[i].row.Content(); content != contents[i] || !known {
			t.Errorf("claim %s: got the content %x, known: %t; want %x", want.ClaimID, content, known, contents[i])
		}
	}
	if diff := cmp.Diff(reported, got[0].reported); diff != "" || len(got[1].reported) != 0 {
		t.Errorf("findings (- kept, + read):\n%s, and %v; want none of the act", diff, got[1].reported)
	}
	for name, wanted := range map[string]func(at int64, row *LedgerRow) bool{
		"row 1":        func(at int64, _ *LedgerRow) bool { return at == 1 },
		"nothing told": func(_ int64, row *LedgerRow) bool { return len(row.Reported) == 0 },
	} {
		if only := readLedger(t, path, wanted); len(only) != 1 || only[0].ClaimID != "A1" || only[0].row.ClaimID != "A1" {
			t.Errorf("%s: got %d rows; want the act alone", name, len(only))
		}
	}
}

type ledgerRow struct {
	claim.Claim
	row      LedgerRow
	reported []Reported
}

// readLedger reads the rows that are wanted.
func readLedger(t *testing.T, path string, wanted func(int64, *LedgerRow) bool) (rows []ledgerRow) {
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
		if err := b.Each(wanted, &line, func(at int64, row *LedgerRow, reported []Reported) {
			if wanted == nil && at != int64(len(rows)) {
				t.Errorf("got row %d; want %d", at, len(rows))
			}
			rows = append(rows, ledgerRow{line, *row, slices.Clone(reported)})
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
	f(without(ledger(""), "act"))
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
	row.Keep(&claim.Claim{ClaimID: "C1", DepartedAt: day.At(0), Known: ledgerHolds}, nil)
	f.Add(row.Packed)
	f.Add([]byte{packing})
	f.Add([]byte{packing, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0})
	f.Add([]byte{2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0})
	f.Add([]byte("\x02\x04\x00\x02F7" + sentLate))
	f.Fuzz(func(t *testing.T, packed []byte) {
		var c claim.Claim
		r := LedgerRow{Day: day, Packed: packed}
		r.Content()
		if reported, ok := r.Claim(&c, nil); ok {
			again := LedgerRow{Reported: AppendReported(nil, reported)}
			again.Renew(&c, nil)
			var d claim.Claim
			if again2, ok := again.Claim(&d, nil); !ok || !cmp.Equal(c, d) || !cmp.Equal(reported, again2) {
				t.Errorf("got %v with %v after keeping what was read once more; want %v with %v", d, again2, c, reported)
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
			rows[i].Keep(&c, nil)
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
	for _, r := range rules.All() {
		if r.Across == nil {
			continue
		}
		for _, need := range r.Needs {
			if id, column := columns[need]; column && !LedgerHolds(id) {
				t.Errorf("%s needs %s, which the ledger does not keep", r.ID, need)
			}
		}
	}
}

// A finding on a claim of an earlier night shows what it would show on the claim itself: nothing of that is lost in the ledger.
func TestLedgerDescribes(t *testing.T) {
	day := civil.Date(2026, 3, 10)
	whole := claim.Claim{
		ClaimID: "C1", InvoiceID: "F1", BillerID: "B1", PatientID: "PAT1", SentOn: day + 3, PatientBorn: day - 20_000, PatientDied: civil.Never, PaidOn: day + 9,
		SentBy: claim.Channel(1), ThirdPartyPayment: claim.Yes, AgreementFlag: claim.Yes, ALDExempt: claim.Yes, Insurance: claim.Sickness,
		PrescriptionID: "P1", AccidentID: "X1", CardID: "V1", CardReadPostcode: "75002", CardReadAt: day.Clock(9, 5), AmountBilled: 12345, AmountReimbursed: 1234,
		OperatorKind: claim.AmbulanceCompany, Service: claim.Taxi, Reason: claim.Series, SharedCode: 2, SharingRefused: claim.Yes, Surcharge: claim.Surcharge(1),
		Emergency: claim.Yes, DepartedAt: day.Clock(9, 0), ArrivedAt: day.Clock(10, 0), BilledKm: 512, MeasuredKm: 498, Plate: "AA001AA", DriverID: "D1",
		AttendantID: "D2", DriverName: "N1", AttendantName: "N2", DeparturePostcode: "75001", ArrivalPostcode: "69003", DepartureFacility: "E1",
		ArrivalFacility: "E2", TariffCodes: "A;B", ProviderKind: claim.ProviderDoctor, CareKind: claim.CareKind(1), AccidentSheet: claim.Yes,
		DisabilityRelated: claim.Yes, MisuseProne: claim.Yes, ProviderPostcode: "75003", ActCode: "C", FacilityID: "E3", PackCode: "K1",
		PerformedAt: day.Clock(9, 0), PerformedOn: day, Packs: 2, UnitsPrescribed: 30,
	}
	whole.Known = 1<<claim.NumColumns - 1
	whole.Present = whole.Known
	finding := func(c *claim.Claim, r *rules.Rule) string {
		open := claim.NewCase(&claim.Context{Registers: &claim.Registers{}, Calendar: &civil.Calendar{}, Parameters: law.Defaults()})
		open.Open(c)
		return fmt.Sprintf("%+v", rules.Describe(open, rules.Ruling{Rule: r, Verdict: rules.Review}))
	}
	for kind := range claim.Care + 1 {
		whole.Kind = kind
		var row LedgerRow
		row.Keep(&whole, nil)
		var left claim.Claim
		if _, ok := row.Claim(&left, nil); !ok {
			t.Fatalf("a %s claim with all columns is not read back", kind)
		}
		for _, r := range rules.All() {
			if r.Across == nil || r.Across.Conduct || !r.Scope.Covers(kind, whole.Service) {
				continue
			}
			if want, got := finding(&whole, r), finding(&left, r); got != want {
				t.Errorf("%s on a %s claim:\ngot  %s\nwant %s", r.ID, kind, got, want)
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
	row.Keep(&c, nil)
	// The content is that of printf '\0\5\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\2C1\2F7' | xxhsum -H64, lowest byte first.
	if want := "\x03\x33\xe9\x00\x36\x94\xf5\x94\x24\x04\x00\x02F7"; string(row.Packed) != want {
		t.Errorf("got %x; want %x", row.Packed, want)
	}
	want := []claim.Column{2, 3, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 24, 25, 27, 31, 35, 36, 37, 38, 39, 42, 43, 44, 45, 46, 47, 48, // version 1
		23, 26, // version 2
		40, 4, 5, 9, 30} // version 3
	if len(packedFields) != len(want) {
		t.Errorf("got %d fields; want %d", len(packedFields), len(want))
	}
	for i, f := range packedFields {
		if i >= len(want) || f.id != want[i] {
			t.Fatalf("field %d: got column %d, %s; want those of version 3", i, f.id, f.id)
		}
	}
}

// sentLate is what stood behind the fields until version 2: here one finding of 4a on the invoice F1, with 123.45 at stake.
const sentLate = "\x01\x0c4a-sent-late\x08operator\x03OP1\x0ainvoice F1\xf2\xc0\x01"

// Rows of the versions before are read as they were, each with its own columns and no later one; their findings do not say which run told
// them.
func TestPackedVersions(t *testing.T) {
	late := Reported{RuleID: "4a-sent-late", SubjectKind: "operator", SubjectID: "OP1", Occurrence: "invoice F1", AtStake: 12345}
	again := Reported{RuleID: "1a-duplicate-claim", RunID: run}
	f := func(packed string, reported []Reported, want bool, wantTold ...Reported) {
		t.Helper()
		r := LedgerRow{ClaimID: "C1", Packed: []byte(packed), Reported: AppendReported(nil, reported)}
		var c claim.Claim
		got, ok := r.Claim(&c, nil)
		if ok != want || ok && (c.InvoiceID != "F7" || !slices.Equal(got, wantTold)) {
			t.Errorf("%x: got %t, the invoice %q and %+v; want %t and %+v", packed, ok, c.InvoiceID, got, want, wantTold)
		}
	}
	const content = "\x01\x02\x03\x04\x05\x06\x07\x08"
	f("\x01\x04\x00\x02F7\x00", nil, true)
	f("\x02\x04\x00\x02F7\x00", nil, true)
	f("\x01\x04\x00\x02F7"+sentLate, nil, true, late)
	f("\x02\x04\x00\x02F7"+sentLate, nil, true, late)
	f("\x03"+content+"\x04\x00\x02F7", nil, true)
	f("\x03"+content+"\x04\x00\x02F7", []Reported{late, again}, true, late, again)

	f("\x00\x04\x00\x02F7\x00", nil, false)
	f("\x04"+content+"\x04\x00\x02F7", nil, false)
	f("\xff"+content+"\x04\x00\x02F7", nil, false)
	f("", nil, false)
	f("\x01\x04\x00\x02F7", nil, false)                 // no count
	f("\x02\x04\x00\x02F7"+sentLate[:9], nil, false)    // cut within a finding
	f("\x02\x04\x00\x02F7"+sentLate+"\x00", nil, false) // and on behind it
	f("\x03"+content[:7], nil, false)
	f("\x03"+content+"\x04\x00\x02F7\x00", nil, false) // version 3 has no count
	f("\x03"+content+"\x04\x00\x02F", nil, false)

	f("\x02\x84\x80\x80\x04\x00\x02F7\x02F1\x00", nil, true) // bit 23: departure_facility
	f("\x01\x84\x80\x80\x04\x00\x02F7\x02F1\x00", nil, false)
	f("\x03"+content+"\x14\x00\x02F7\x02", nil, true) // bit 4: sent_by
	f("\x02\x14\x00\x02F7\x02\x00", nil, false)
	f("\x02\x04\x10\x02F7\x00", nil, false) // as absent
	f("\x03"+content+"\x04\x10\x02F7", nil, true)
	f("\x03"+content+"\x06\x00\x02F7", nil, false) // bit 1: cancels, which is not packed
}
