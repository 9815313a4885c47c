package claimfile

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/decimal128"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// The columns of each kind, as the contract lists them.
func TestContractColumns(t *testing.T) {
	f := func(kind claim.Kind, want string) {
		t.Helper()
		var got []string
		for _, c := range columnsOf(kind) {
			got = append(got, c.id.String())
		}
		if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
			t.Errorf("%s:\n%s", kind, diff)
		}
	}
	f(claim.Transport, `claim_id cancels invoice_id sent_on sent_by third_party_payment operator_id operator_kind patient_id patient_born
		patient_died service reason prescription_id plate driver_id attendant_id driver_name attendant_name departed_at arrived_at
		departure_postcode arrival_postcode departure_facility arrival_facility billed_km measured_km shared_code sharing_refused
		surcharge emergency agreement_flag ald_exempt tariff_codes insurance accident_id card_id card_read_at card_read_postcode amount_billed
		amount_reimbursed paid_on`)
	f(claim.Care, `claim_id cancels invoice_id sent_on sent_by third_party_payment provider_id provider_kind provider_postcode patient_id
		patient_born patient_died act_code care_kind performed_at performed_on facility_id prescription_id agreement_flag insurance
		accident_id accident_sheet ald_exempt disability_related misuse_prone pack_code packs units_prescribed card_id card_read_at
		card_read_postcode amount_billed amount_reimbursed paid_on`)
}

func TestColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "care.csv")
	line := "amount_billed,colour,claim_id,provider_id,provider_kind,patient_id,performed_on,service,\n"
	if err := os.WriteFile(path, []byte(line), 0o640); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path, claim.Care, tablefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := f.Columns()
	want := []string{"claim_id", "provider_id", "provider_kind", "patient_id", "performed_on", "amount_billed"}
	if !cmp.Equal(c.Found, want) || !cmp.Equal(c.Unknown, []string{"colour", "service"}) || len(c.Found)+len(c.Missing) != len(careColumns) {
		t.Errorf("got %+v", c)
	}
	if p := f.Present(); !p.Has(claim.ColPerformedOn) || p.Has(claim.ColPerformedAt) || p.Has(claim.ColService) {
		t.Errorf("got %b", p)
	}
}

// A claim has nothing of the claim before it.
func TestReuse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	text := "claim_id,operator_id,operator_kind,patient_id,service,departed_at,amount_billed,arrived_at,plate,emergency,patient_died\n" +
		"C1,OP1,taxi,P1,taxi,2025-03-01T08:30,1,09:00,AB-1,true,2025-01-01\nC2,OP1,taxi,P1,taxi,2025-03-02T08:30,1,,,,\n"
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	claims, rejects, err := readAll(path, claim.Transport, tablefile.Options{})
	if err != nil || len(claims) != 2 || len(rejects) != 0 {
		t.Fatalf("got %d claims, %d rejects, %v", len(claims), len(rejects), err)
	}
	c := claims[1]
	if c.ArrivedAt.Known() || c.Plate != "" || c.Emergency != claim.No || c.PatientDied.String() != "" || c.Known.Has(claim.ColArrivedAt) || c.Known.Has(claim.ColPlate) {
		t.Errorf("got %+v", c)
	}
}

const header = "claim_id,operator_id,operator_kind,patient_id,service,departed_at,amount_billed\n"

// tally counts the claims and rejects of a text, and its records.
func tally(t interface{ Fatalf(string, ...any) }, path string, body []byte, size int) (claims, rejects, records int) {
	if err := os.WriteFile(path, append([]byte(header), body...), 0o640); err != nil {
		t.Fatalf("%v", err)
	}
	o := tablefile.Options{ChunkSize: size, Columns: ColumnNames(claim.Transport)}
	table, err := tablefile.Open(path, o)
	if err != nil {
		return 0, 0, 0
	}
	defer table.Close()
	for {
		c, err := table.Next()
		if err != nil {
			break
		}
		c.Each(func(*tablefile.Record) { records++ })
		c.Release()
	}
	good, bad, err := readAll(path, claim.Transport, o)
	if err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	for _, r := range bad {
		if r.Reason == "" || r.Line < 2 || int64(len(r.Raw)) != min(r.Length, 64<<10) {
			t.Fatalf("%q: got the reject %+v", body, r)
		}
	}
	return len(good), len(bad), records
}

// Every record is a claim or a reject.
func TestNothingIsLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	pieces := rapid.SampledFrom([]string{"C1,OP1,taxi,P1,taxi,2025-03-01T08:30,85.40\n", "C2,OP1,taxi,P1,taxi,2025-03-01,85.40\r\n",
		"\n", "C3,OP1,taxi,\"P\n1\",taxi,2025-03-01T08:30,1\n", "C4,\"OP1,taxi\n", "C5,NULL,taxi,000,taxi,1600-01-01T00:00,-1\n", "C6,OP1,taxi,P\x001,taxi,2025-03-01T08:30,1\n", ",,,,,,\n", "\xff,", "\""})
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(pieces, 0, 30).Draw(t, "body"), "")
		claims, rejects, records := tally(t, path, []byte(body), rapid.IntRange(1, 300).Draw(t, "size"))
		if claims+rejects != records {
			t.Fatalf("%q: got %d claims and %d rejects of %d records", body, claims, rejects, records)
		}
	})
}

func TestReversed(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) Source {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		return Source{Path: filepath.Join(folder, name), Options: tablefile.Options{ChunkSize: 64}}
	}
	rows := "C1,,OP1,taxi,P1,taxi,2025-03-01T08:30,1\nC2, C1 ,OP1,taxi,P1,taxi,2025-03-01T08:30,-1\nC3,C9\nC4,C3,OP1,taxi,P1,taxi,unreadable,1\n"
	named := strings.Replace(header, "claim_id,", "claim_id,cancels,", 1)
	plain := write("plain.csv", named+rows)
	quoted := write("quoted.csv", named+strings.Replace(rows, "P1", "\"P1\"", 1)+"C5,\"C\"\"4\",OP1,taxi,P1,taxi,2025-03-01T08:30,1")
	without := write("without.csv", header+"C6,OP1,taxi,P1,taxi,2025-03-01T08:30,1\n")
	f := func(want string, files ...Source) {
		t.Helper()
		for _, workers := range []int{0, 1, 4} {
			got, err := ReadCancelled(claim.Transport, files, workers)
			if err != nil || len(got) != len(strings.Fields(want)) {
				t.Errorf("got %v, %v; want %s", got, err, want)
			}
			for _, id := range strings.Fields(want) {
				if !got.Has(id) {
					t.Errorf("got %v; want %s in it", got, id)
				}
			}
		}
	}
	f("C1 C3", plain)
	f("C1 C3 C\"4", quoted)
	f("", without)
	f("C1 C3 C\"4", plain, without, quoted)
	f("")
	if _, err := ReadCancelled(claim.Transport, []Source{plain, {Path: filepath.Join(folder, "none.csv")}}, 2); err == nil {
		t.Error("want an error for a file that is not there")
	}
}

// A Parquet file with typed columns gives the same claims as the CSV form.
func TestParquet(t *testing.T) {
	text := strings.TrimSuffix(header, "\n") + ",patient_died,emergency,shared_code,billed_km,arrived_at,plate,cancels\n" +
		"C1,OP1,taxi,P1,taxi,2025-03-01T08:30,85.40,,true,2,12.5,2025-03-01T09:10,AB-123-CD,\n" +
		"C2,OP1,ambulance,P2,ambulance,2025-03-30T02:30:15,-3,2025-01-31,,,,,,C1\n"
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "t.csv"), []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	names := strings.Split(strings.Split(text, "\n")[0], ",")
	types := map[string]arrow.DataType{
		"departed_at": &arrow.TimestampType{Unit: arrow.Microsecond}, "arrived_at": &arrow.TimestampType{Unit: arrow.Second},
		"amount_billed": &arrow.Decimal128Type{Precision: 12, Scale: 2}, "patient_died": arrow.PrimitiveTypes.Date32,
		"emergency": arrow.FixedWidthTypes.Boolean, "shared_code": arrow.PrimitiveTypes.Int32, "billed_km": arrow.PrimitiveTypes.Float64,
		"operator_kind": &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String},
	}
	var fields []arrow.Field
	for _, name := range names {
		if types[name] == nil {
			types[name] = arrow.BinaryTypes.String
		}
		fields = append(fields, arrow.Field{Name: name, Type: types[name], Nullable: true})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	for _, line := range strings.Split(strings.TrimSpace(text), "\n")[1:] {
		for i, cell := range strings.Split(line, ",") {
			switch money, isMoney := b.Field(i).(*array.Decimal128Builder); {
			case cell == "":
				b.Field(i).AppendNull()
			case isMoney:
				cents, _ := claim.ReadCents([]byte(cell))
				money.Append(decimal128.FromI64(int64(cents)))
			default:
				if err := b.Field(i).AppendValueFromString(cell); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(b.Schema(), &out, parquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b.NewRecord()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "t.parquet"), out.Bytes(), 0o640); err != nil {
		t.Fatal(err)
	}
	want, rejects, err := readAll(filepath.Join(folder, "t.csv"), claim.Transport, tablefile.Options{})
	if err != nil || len(rejects) > 0 || len(want) != 2 {
		t.Fatalf("got %d claims, %v, %v", len(want), rejects, err)
	}
	got, rejects, err := readAll(filepath.Join(folder, "t.parquet"), claim.Transport, tablefile.Options{Instants: tablefile.InstantsLocal}) // this library marks every timestamp as UTC
	if err != nil || len(rejects) > 0 {
		t.Fatalf("got %v, %v", rejects, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A chunk of any number of claims costs the same few allocations.
func TestAllocations(t *testing.T) {
	f, chunks := open(t, legs(2000))
	defer f.Close()
	var one claim.Claim
	for _, c := range chunks {
		claims := 0
		c.Each(&one, func(Position) { claims++ }, func(r Reject) { t.Fatal(r.Line, r.Column, r.Reason) })
		got := testing.AllocsPerRun(5, func() { c.Each(&one, func(Position) {}, func(Reject) {}) })
		if got > 8 || claims < 1000 {
			t.Errorf("got %v allocations for %d claims", got, claims)
		}
	}
}
