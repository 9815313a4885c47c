package register

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/pipeline/tablefile"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

func day(s string) civil.Day {
	d, ok := civil.ParseDay([]byte(s))
	if !ok {
		panic("no day: " + s)
	}
	return d
}

// one loads a single register from CSV text.
func one[Row any](t *testing.T, s *rowSchema[Row], csv string) (*Table[Row], []tablefile.Reject, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, s.name+".csv"), []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	var rejects []tablefile.Reject
	l := &loader{dir: dir, workers: 1, reject: func(r tablefile.Reject) { rejects = append(rejects, r.Clone()) }}
	table, _, err := load(l, s, []string{s.name + ".csv"})
	return table, rejects, err
}

// reads checks that CSV text gives these rows and no reject.
func reads[Row comparable](t *testing.T, s *rowSchema[Row]) func(csv string, want ...Row) {
	return func(csv string, want ...Row) {
		t.Helper()
		table, rejects, err := one(t, s, csv)
		if err != nil || len(rejects) > 0 {
			t.Errorf("%q: got rejects %+v and error %v; want neither", csv, rejects, err)
			return
		}
		var got []Row
		for row := range table.All() {
			got = append(got, *row)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q:\n got %+v\nwant %+v", csv, got, want)
		}
	}
}

// refuses checks that the one record of CSV text is rejected for a column.
func refuses[Row any](t *testing.T, s *rowSchema[Row]) func(csv, column, reason string) {
	return func(csv, column, reason string) {
		t.Helper()
		table, rejects, err := one(t, s, csv)
		if err != nil {
			t.Errorf("%q: got %v; want a reject", csv, err)
			return
		}
		if table.Len() != 0 || len(rejects) != 1 {
			t.Errorf("%q: got %d rows and %d rejects; want 0 and 1", csv, table.Len(), len(rejects))
			return
		}
		_, record, _ := strings.Cut(strings.TrimSuffix(csv, "\n"), "\n")
		want := tablefile.Reject{
			File: "registers/" + s.name + ".csv", Line: 2, Offset: int64(len(csv) - len(record) - 1), Length: int64(len(record)),
			Column: column, Reason: reason, Raw: []byte(record),
		}
		got := rejects[0]
		if got.File != want.File || got.Line != want.Line || got.Offset != want.Offset || got.Length != want.Length ||
			got.Column != want.Column || got.Reason != want.Reason || string(got.Raw) != string(want.Raw) {
			t.Errorf("%q:\n got %+v\nwant %+v", csv, got, want)
		}
	}
}

const (
	wantDay    = "; want a day as 2025-03-01"
	wantFlag   = "; want true, false, 1, 0, oui or non"
	wantWhole  = "; want a whole number"
	wantValue  = "got an empty cell; want a value"
	wantNumber = "; want a number with at most 4 decimals, not negative"
)

// header is a header line of all columns.
func header[Row any](s *rowSchema[Row]) string { return strings.Join(s.names(), ",") + "\n" }

func TestPrescriptions(t *testing.T) {
	f := reads(t, &prescriptionsSchema)
	f("prescription_id\nP1\n", claim.Prescription{
		PrescriptionID: "P1", PrescriberFacility: claim.AbsentText, Trips: claim.NotGiven,
		NamedPharmacyID: claim.AbsentText, ArrivalFacility: claim.AbsentText,
	})
	f(header(&prescriptionsSchema)+"P1,,,,,,,,,,,,,,,,,,\n", claim.Prescription{
		PrescriptionID: "P1", Mode: claim.ModeOmitted, Reason: claim.ReasonOmitted, Trips: claim.NotGiven, Emergency: claim.No,
		NonReimbursableRequired: claim.No, NonReimbursableMarked: claim.No, EscortNeeded: claim.No,
	})
	f(header(&prescriptionsSchema)+"P1,A,care,D,F,2025-03-01,seated,oui,ald,8,1,true,oui,l160_8,0,PH,non,G,T\n", claim.Prescription{
		PrescriptionID: "P1", PatientID: "A", Kind: claim.Care, PrescriberID: "D", PrescriberFacility: "F", SignedOn: day("2025-03-01"),
		Mode: claim.ModeSeated, SharedCompatible: claim.Yes, Reason: claim.ALD, Trips: 8, Emergency: claim.Yes,
		MedicalGrounds: claim.Yes, NonReimbursableRequired: claim.Yes, NonReimbursableGround: claim.L160_8,
		NonReimbursableMarked: claim.No, NamedPharmacyID: "PH", EscortNeeded: claim.No, ArrivalFacility: "G", TreatmentID: "T",
	})
	blank := claim.Prescription{
		PrescriptionID: "P1", PrescriberFacility: claim.AbsentText, Trips: claim.NotGiven,
		NamedPharmacyID: claim.AbsentText, ArrivalFacility: claim.AbsentText,
	}
	timed := blank
	timed.SignedOn, timed.SignedAt = day("2025-03-01"), day("2025-03-01").Clock(8, 30)
	f("signed_at,prescription_id\n2025-03-01T08:30,P1\n", timed)
	f("kind,prescription_id\ntransport,P1\n", blank)

	g := refuses(t, &prescriptionsSchema)
	g("prescription_id,trips\n,3\n", "prescription_id", wantValue)
	g("prescription_id,kind\nP1,x\n", "kind", `got a cell like a; want transport or care`)
	f("prescription_id,signed_at\nP1,01/03/2025 08:30\n", timed)
	g("prescription_id,signed_at\nP1,01/03/25\n", "signed_at", `got a cell like 99/99/99; want a day as 2025-03-01 or a time as 2025-03-01T08:30`)
	g("prescription_id,mode\nP1,vsl\n", "mode", `got a cell like aaa; want ambulance, seated or individual`)
	g("prescription_id,shared_compatible\nP1,x\n", "shared_compatible", `got a cell like a`+wantFlag)
	g("prescription_id,reason\nP1,x\n", "reason", `got a cell like a; want a reason of R322-10`)
	g("prescription_id,trips\nP1,-1\n", "trips", `got a cell like -9`+wantWhole)
	g("prescription_id,trips\nP1,2147483648\n", "trips", `got a cell like 9999999999`+wantWhole)
	g("prescription_id,emergency\nP1,x\n", "emergency", `got a cell like a`+wantFlag)
	g("prescription_id,medical_grounds\nP1,x\n", "medical_grounds", `got a cell like a`+wantFlag)
	g("prescription_id,non_reimbursable_required\nP1,x\n", "non_reimbursable_required", `got a cell like a`+wantFlag)
	g("prescription_id,non_reimbursable_ground\nP1,x\n", "non_reimbursable_ground", `got a cell like a; want indication or l160_8`)
	g("prescription_id,non_reimbursable_marked\nP1,x\n", "non_reimbursable_marked", `got a cell like a`+wantFlag)
	g("prescription_id,escort_needed\nP1,x\n", "escort_needed", `got a cell like a`+wantFlag)
}

func TestAgreements(t *testing.T) {
	f := reads(t, &agreementsSchema)
	f("prescription_id\nP1\n", claim.Agreement{PrescriptionID: "P1", DelayDays: claim.NotGiven, Trips: claim.NotGiven})
	f(header(&agreementsSchema)+",P1,,,,,,,,,,,,,\n", claim.Agreement{
		PrescriptionID: "P1", Complete: claim.No, NotifiedOn: civil.Never, DelayDays: claim.NotGiven, Trips: claim.NotGiven, ValidTo: civil.Open,
	})
	f(header(&agreementsSchema)+"A1,P1,2025-03-01,2025-03-02,true,granted,2025-03-03,2025-03-04,21,vsl,4,2025-03-05,2025-03-06,paper,any\n", claim.Agreement{
		AgreementID: "A1", PrescriptionID: "P1", SentOn: day("2025-03-01"), ReceivedOn: day("2025-03-02"), Complete: claim.Yes,
		Decision: claim.Granted, DecidedOn: day("2025-03-03"), NotifiedOn: day("2025-03-04"), DelayDays: 21, Service: "vsl", Trips: 4,
		ValidFrom: day("2025-03-05"), ValidTo: day("2025-03-06"), Channel: claim.Paper, ChannelRequired: claim.AnyChannel,
	})
	f("prescription_id,decision\nP1,none\n", claim.Agreement{
		PrescriptionID: "P1", Decision: claim.Pending, DelayDays: claim.NotGiven, Trips: claim.NotGiven,
	})

	g := refuses(t, &agreementsSchema)
	g("agreement_id,prescription_id\nA1,\n", "prescription_id", wantValue)
	for _, c := range []string{"sent_on", "received_on", "decided_on", "notified_on", "valid_from", "valid_to"} {
		g("prescription_id,"+c+"\nP1,2025-02-29\n", c, `got a cell like 9999-99-99`+wantDay)
	}
	g("prescription_id,complete\nP1,x\n", "complete", `got a cell like a`+wantFlag)
	g("prescription_id,decision\nP1,x\n", "decision", `got a cell like a; want granted, refused or none`)
	g("prescription_id,delay_days\nP1,x\n", "delay_days", `got a cell like a`+wantWhole)
	g("prescription_id,trips\nP1,x\n", "trips", `got a cell like a`+wantWhole)
	g("prescription_id,channel\nP1,any\n", "channel", `got a cell like aaa; want electronic or paper`)
	g("prescription_id,channel_required\nP1,paper\n", "channel_required", `got a cell like aaaaa; want electronic or any`)
}

func TestConvocations(t *testing.T) {
	f := reads(t, &convocationsSchema)
	f("convocation_id\nC1\n", claim.Convocation{ConvocationID: "C1"})
	f(header(&convocationsSchema)+"C1,,,\n", claim.Convocation{ConvocationID: "C1"})
	f(header(&convocationsSchema)+"C1,A,2025-03-01,individual\n", claim.Convocation{
		ConvocationID: "C1", PatientID: "A", IssuedOn: day("2025-03-01"), Mode: claim.ModeIndividual,
	})

	g := refuses(t, &convocationsSchema)
	g("convocation_id,patient_id\n,A\n", "convocation_id", wantValue)
	g("convocation_id,issued_on\nC1,x\n", "issued_on", `got a cell like a`+wantDay)
	g("convocation_id,mode\nC1,x\n", "mode", `got a cell like a; want ambulance, seated or individual`)
}
