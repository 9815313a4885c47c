package findings

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const run = "00112233445566778899aabbccddeeff"

var noPrescription = &rules.Rule{ID: "2g-no-prescription"}

// newFile writes a table's file in a fresh folder, with rows cut as said.
func newFile[R any](t *testing.T, tab *table[R], cut portions, rows ...R) *FileInfo {
	t.Helper()
	info, err := write(create(filepath.Join(t.TempDir(), tab.name), tab, cut))(rows...)
	if err != nil {
		t.Fatal(err)
	}
	if err := info.ReadBack(); err != nil {
		t.Fatal(err)
	}
	return info
}

// small makes batches and row groups that a test can cross.
var small = portions{batchRows: 7, batchBytes: 1 << 20, pageRows: 14, pageBytes: 1 << 20, wordBytes: 1 << 20, groupRows: 21, groupBytes: 1 << 30}

// Arrow's reader sees the rows as they were.
func TestRowsComeBack(t *testing.T) {
	f := func(rows []Row, cut portions, wantGroups int) {
		t.Helper()
		info := newFile(t, anomalies(run), cut, rows...)
		if info.Rows != int64(len(rows)) {
			t.Fatalf("got %d rows; want %d", info.Rows, len(rows))
		}
		tbl, groups := readArrow(t, info.path)
		defer tbl.Release()
		if groups != wantGroups {
			t.Errorf("got %d row groups; want %d", groups, wantGroups)
		}
		if int(tbl.NumRows()) != len(rows) {
			t.Fatalf("arrow reads %d rows; want %d", tbl.NumRows(), len(rows))
		}
		for i := range int(tbl.NumCols()) {
			name := tbl.Schema().Field(i).Name
			cells := flatten(tbl.Column(i).Data())
			for j := range rows {
				if want := shown(&rows[j], name); cells[j] != want {
					t.Fatalf("row %d: %s: got %q; want %q", j, name, cells[j], want)
				}
			}
		}
	}
	f(nil, small, 0)
	f(sample(1), small, 1)
	f(sample(20), small, 1)
	f(sample(21), small, 1)
	f(sample(22), small, 2)
	f(sample(63), small, 3)
	f(sample(100), small, 5)          // 100/21, rounded up
	f(sample(9000), defaultLimits, 1) // three batches
	fewWords := small
	fewWords.groupRows, fewWords.wordBytes = 1000, 1500
	f(sample(500), fewWords, 1) // dictionaries that are closed, and some that are given up
}

func TestRejectsAndCoverageComeBack(t *testing.T) {
	long := bytes.Repeat([]byte{0xff, 0, '\n'}, 30000) // 90,000 bytes, of which 65,536 are kept
	info := newFile(t, rejects(), small,
		Reject{File: "care.csv", Line: 7, ByteOffset: 0, Length: 90000, Reason: "a quote is never closed", Raw: long},
		Reject{File: "care.parquet", Line: 9, ByteOffset: -1, Column: "amount_billed", Reason: "no amount"})
	tbl, _ := readArrow(t, info.path)
	defer tbl.Release()
	f := func(column int, want ...string) {
		t.Helper()
		if got := flatten(tbl.Column(column).Data()); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s: got %.100q; want %.100q", tbl.Schema().Field(column).Name, got, want)
		}
	}
	f(0, "care.csv", "care.parquet")
	f(1, "7", "9")
	f(2, "0", "null")
	f(3, "90000", "0")
	f(4, "null", "amount_billed")
	f(5, "a quote is never closed", "no amount")
	f(6, string(long[:65536]), "null")
	g := func(leaf int, nulls int64) {
		t.Helper()
		if got := info.Columns[leaf].Nulls; got != nulls {
			t.Errorf("%s: got %d nulls; want %d", info.Columns[leaf].Path, got, nulls)
		}
	}
	g(2, 1)
	g(3, 0)
	g(4, 1)
	g(6, 1)

	info = newFile(t, coverage(), small, Coverage{RuleID: "a", Compliant: 1, Anomaly: 2, Review: 3, NotApplicable: 4, InsufficientData: 5, Lifted: 6,
		Blamed: []Blame{{"prescriptions", 3}, {"reason", 2}}}, Coverage{RuleID: "b", Item: "2° g"})
	tbl, _ = readArrow(t, info.path)
	defer tbl.Release()
	f(0, "a", "b")
	f(1, "null", "2° g")
	for i, want := range []string{"1", "2", "3", "4", "5", "6"} {
		f(2+i, want, "0")
	}
	f(8, `["prescriptions" "3" "reason" "2"]`, `[]`)
}

func TestConductComesBack(t *testing.T) {
	c := NewConduct(rules.Conduct{
		Rule: noPrescription, Verdict: rules.Review, SubjectKind: "prescriber", SubjectID: "X", From: civil.Date(2025, 1, 1),
		To: civil.Date(2025, 12, 31), Occurrences: 3, Threshold: rules.Ratio{TenThousandths: 20000, Known: true}, AtStake: 1234,
		Findings: []*rules.Finding{{Rule: noPrescription, ClaimID: "C2"}, {Rule: noPrescription, ClaimID: "C1"}}, FR: "f", EN: "e",
	})
	ids := []string{AnomalyID(claim.Transport, "C1", noPrescription.ID), AnomalyID(claim.Transport, "C2", noPrescription.ID)}
	slices.Sort(ids)
	info := newFile(t, conduct(run), small, c)
	tbl, _ := readArrow(t, info.path)
	defer tbl.Release()
	got := map[string]string{}
	for i := range int(tbl.NumCols()) {
		got[tbl.Schema().Field(i).Name] = flatten(tbl.Column(i).Data())[0]
	}
	f := func(column, want string) {
		t.Helper()
		if got[column] != want {
			t.Errorf("%s: got %q; want %q", column, got[column], want)
		}
	}
	f("period_from", "2025-01-01")
	f("period_to", "2025-12-31")
	f("occurrences", "3")
	f("threshold", "200.00") // 2.0000 printed with two decimals
	f("value", "null")
	f("comparison_size", "null")
	f("amount_at_stake", "12.34")
	f("anomaly_ids", fmt.Sprintf("%q", ids))
	f("suppressed", "false")
}

// A row keeps its name from night to night, whatever was found meanwhile; another request of the same days has another.
func TestConductID(t *testing.T) {
	row := func() Conduct {
		return Conduct{Conduct: rules.Conduct{Rule: noPrescription, SubjectKind: "subject", SubjectID: "S", Object: "R1",
			From: civil.Date(2026, 1, 5), To: civil.Date(2026, 2, 5)}}
	}
	want := row()
	f := func(same bool, change func(c *Conduct)) {
		t.Helper()
		c := row()
		change(&c)
		if (ConductID(&c) == ConductID(&want)) != same {
			t.Errorf("%+v: want the same name: %t", c, same)
		}
	}
	f(true, func(c *Conduct) { c.FR, c.Occurrences, c.Value = "f", 7, rules.Ratio{TenThousandths: 1, Known: true} })
	f(false, func(c *Conduct) { c.Object = "R2" })
	f(false, func(c *Conduct) { c.SubjectID, c.Object = "SR", "1" })
	f(false, func(c *Conduct) { c.SubjectKind = "operator" })
	f(false, func(c *Conduct) { c.From++ })
	f(false, func(c *Conduct) { c.To++ })
	f(false, func(c *Conduct) { c.Rule = &rules.Rule{ID: "2c-pharmacist-not-named"} })
}

// Rows given in other portions, or built in another order, are the same file.
func TestSameRowsSameBytes(t *testing.T) {
	rows := sample(60)
	f := func(portion int) string {
		w, err := create(filepath.Join(t.TempDir(), "a"), anomalies(run), small)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(rows); i += portion {
			if err := w.Write(rows[i:min(i+portion, len(rows))]); err != nil {
				t.Fatal(err)
			}
		}
		info, err := w.Close()
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(info.path)
		if err != nil {
			t.Fatal(err)
		}
		if size, sum, err := hashFile(info.path); err != nil || size != info.Bytes || sum != info.SHA256 {
			t.Errorf("got %d bytes, %s, %v; want %d, %s", size, sum, err, info.Bytes, info.SHA256)
		}
		return string(content)
	}
	want := f(60)
	for _, portion := range []int{1, 6, 8, 59} {
		if f(portion) != want {
			t.Errorf("rows in portions of %d give other bytes", portion)
		}
	}
}

func TestHardTexts(t *testing.T) {
	row := sample(1)[0]
	row.FR = strings.Repeat("très long, « français » \U0001F691\x00 ", 200_000) // 7 MB and more
	row.EN = ""
	row.ClaimID = "quo\"te;\n\t"
	row.PatientID = "caf\xe9 \xff\xfe" // not UTF-8
	row.Related = nil
	for i := range 5000 { // more than the Parquet writer takes in one of its own batches
		row.Related = append(row.Related, fmt.Sprint(i))
	}
	row.Facts = make([]rules.Shown, 3000)
	info := newFile(t, anomalies(run), defaultLimits, row, sample(1)[0], row)
	tbl, _ := readArrow(t, info.path)
	defer tbl.Release()
	for i := range int(tbl.NumCols()) {
		name := tbl.Schema().Field(i).Name
		want := shown(&row, name)
		switch name {
		case "patient_id":
			want = "caf\uFFFD \uFFFD"
		case "message_en":
			want = ""
		}
		for _, j := range []int{0, 2} {
			if got := flatten(tbl.Column(i).Data())[j]; got != want {
				t.Errorf("row %d: %s: got %.80q; want %.80q", j, name, got, want)
			}
		}
	}
}

// Large records close a row group early.
func TestRowGroupsByWeight(t *testing.T) {
	var rows []Reject
	for i := range 10 {
		raw := make([]byte, 1000)
		rand.NewChaCha8([32]byte{byte(i)}).Read(raw)
		rows = append(rows, Reject{File: "f", Reason: "r", Raw: raw})
	}
	// A row weighs 256 + 1 + 1000: two to a batch, two batches to a row group.
	info := newFile(t, rejects(), portions{batchRows: 100, batchBytes: 3000, pageRows: 1000, pageBytes: 1 << 20, wordBytes: 1 << 20, groupRows: 1000, groupBytes: 6000}, rows...)
	tbl, groups := readArrow(t, info.path)
	tbl.Release()
	if groups != 3 {
		t.Errorf("got %d row groups; want 3", groups)
	}
}

func TestWriterRefuses(t *testing.T) {
	f := func(change func(r *Row), want string) {
		t.Helper()
		rows := sample(30)
		change(&rows[25])
		info, err := write(create(filepath.Join(t.TempDir(), "a"), anomalies(run), small))(rows...)
		if info != nil || err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "transports.csv:27") {
			t.Errorf("got %v; want %q at transports.csv:27", err, want)
		}
	}
	f(func(r *Row) { r.Day = 0 }, "column service_date")
	f(func(r *Row) { r.Billed = 1e12 }, "column amount_billed")
	f(func(r *Row) { r.AtStake = -1e12 }, "column amount_at_stake")

	rows := sample(1)
	rows[0].Billed = 999_999_999_999
	newFile(t, anomalies(run), small, rows...)
}

func TestWriterReportsDiskErrors(t *testing.T) {
	f := func(path string) {
		t.Helper()
		w, err := CreateAnomalies(path, run)
		if err == nil {
			w.Write(sample(10))
			_, err = w.Close()
		}
		if err == nil {
			t.Error("got no error")
		}
	}
	f(filepath.Join(t.TempDir(), "none", "a.parquet"))
	existing := filepath.Join(t.TempDir(), "a.parquet")
	if err := os.WriteFile(existing, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f(existing)

	// A full disk shows at any write, down to the footer: 1000 rows take more than the largest of these limits.
	rows := sample(21)
	for _, limit := range []int{0, 3, 4, 100, 5000, 10_000, 20_000} {
		s, err := openSink(filepath.Join(t.TempDir(), "a"))
		if err != nil {
			t.Fatal(err)
		}
		s.to = bufio.NewWriterSize(&fullDisk{limit}, 16)
		e, err := newEncoder(s, anomalies(run), small)
		if err != nil {
			t.Fatal(err)
		}
		tab := anomalies(run)
		for i := 0; i < 3 && err == nil; i++ {
			err = e.write(tab.build(rows))
		}
		if _, _, closeErr := e.close(); err == nil {
			err = closeErr
		}
		if !errors.Is(err, errFull) {
			t.Errorf("disk full at %d bytes: got %v", limit, err)
		}
	}

	// The library panics where its first write fails.
	s, err := openSink(filepath.Join(t.TempDir(), "a"))
	if err != nil {
		t.Fatal(err)
	}
	s.err = errFull
	if _, err := newEncoder(s, anomalies(run), small); !errors.Is(err, errFull) {
		t.Errorf("got %v; want that the disk is full", err)
	}
}

var errFull = errors.New("no space left on device")

// fullDisk takes so many bytes.
type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return 0, errFull
	}
	d.left -= len(p)
	return len(p), nil
}
