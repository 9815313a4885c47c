package findings

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"vigie/pipeline/parquet"
	"vigie/pipeline/publish"
	"vigie/rules"
	"vigie/rules/civil"
	"vigie/rules/claim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const run = "00112233445566778899aabbccddeeff"

var noPrescription = &rules.Rule{ID: "2g-no-prescription"}

// newFile writes a table's file in a fresh folder.
func newFile[R any](t *testing.T, tab *parquet.Table[R], rows ...R) *parquet.FileInfo {
	t.Helper()
	info, err := write(parquet.Create(filepath.Join(t.TempDir(), tab.Name), tab, parquet.DefaultLimits))(rows...)
	if err != nil {
		t.Fatal(err)
	}
	if err := info.ReadBack(); err != nil {
		t.Fatal(err)
	}
	return info
}

// Arrow's reader sees the findings as they were.
func TestRowsComeBack(t *testing.T) {
	f := func(rows []Row) {
		t.Helper()
		info := newFile(t, anomalies(run), rows...)
		tbl, _ := readArrow(t, info.Path)
		defer tbl.Release()
		if int(tbl.NumRows()) != len(rows) || info.Rows != tbl.NumRows() {
			t.Fatalf("arrow reads %d rows of %d; want %d", tbl.NumRows(), info.Rows, len(rows))
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
	f(nil)
	f(sample(1))
	f(sample(9000)) // three batches
}

func TestRejectsAndCoverageComeBack(t *testing.T) {
	long := bytes.Repeat([]byte{0xff, 0, '\n'}, 30000) // 90,000 bytes, of which 65,536 are kept
	info := newFile(t, rejects(),
		Reject{File: "care.csv", Line: 7, ByteOffset: 0, Length: 90000, Reason: "a quote is never closed", Raw: long},
		Reject{File: "care.parquet", Line: 9, ByteOffset: -1, Column: "amount_billed", Reason: "no amount"})
	tbl, _ := readArrow(t, info.Path)
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

	info = newFile(t, coverage(), Coverage{RuleID: "a", Compliant: 1, Anomaly: 2, Review: 3, NotApplicable: 4, InsufficientData: 5, Lifted: 6,
		Blamed: []Blame{{"prescriptions", 3}, {"reason", 2}}}, Coverage{RuleID: "b", Item: "2° g"})
	tbl, _ = readArrow(t, info.Path)
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
	c.Since = civil.Date(2025, 12, 24)
	ids := []string{AnomalyID(claim.Transport, "C1", noPrescription.ID), AnomalyID(claim.Transport, "C2", noPrescription.ID)}
	slices.Sort(ids)
	info := newFile(t, conduct(run), c)
	tbl, _ := readArrow(t, info.Path)
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
	f("stands_since", "2025-12-24")
}

// A later night reads what a row said and since when; of a folder of before the column it is not known since when.
func TestStandingConduct(t *testing.T) {
	since := civil.Date(2026, 1, 5)
	row := Conduct{Conduct: rules.Conduct{Rule: noPrescription, SubjectID: "S", From: since, To: since, AtStake: 1234,
		Facts: []rules.Shown{{Name: "due_on", Value: "2026-01-04", Source: "control_requests"}, {Name: "as_of", Value: "2026-01-05", Source: "parameter"}}}, Since: since}
	f := func(tab *parquet.Table[Conduct], want civil.Day) {
		t.Helper()
		folder := newFolder(t)
		info, err := write(CreateAnomalies(folder.Path(publish.AnomaliesFile), run))()
		folder.add(t, info, err)
		info, err = write(parquet.Create(folder.Path(publish.ConductFile), tab, parquet.DefaultLimits))(row)
		folder.add(t, info, err)
		folder.addEmpty(t)
		var got []StandingConduct
		if err := EachStandingConduct(folder.publish(t), func(c StandingConduct) { got = append(got, c) }); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0] != (StandingConduct{ConductID(&row), BasisOf(&row), want}) {
			t.Errorf("got %+v; want the row, since %s", got, want)
		}
	}
	f(conduct(run), since)
	f(without(conduct(run), "stands_since"), 0)

	same := func(change func(c *Conduct), want bool) {
		t.Helper()
		other := row
		other.Facts = slices.Clone(row.Facts)
		change(&other)
		if got := BasisOf(&other) == BasisOf(&row); got != want {
			t.Errorf("%+v: got the same basis %t; want %t", other, got, want)
		}
	}
	same(func(c *Conduct) { c.Facts[1].Value, c.FR = "2026-01-06", "g" }, true) // the day of the run alone
	same(func(c *Conduct) { c.Facts[0].Value = "2026-01-03" }, false)
	same(func(c *Conduct) { c.AtStake++ }, false)
	same(func(c *Conduct) { c.Occurrences++ }, false)
	same(func(c *Conduct) { c.Verdict = rules.Anomaly }, false)
}

// A withdrawn finding names the finding by its id and its run; the same finding withdrawn for two runs has two names.
func TestWithdrawnComesBack(t *testing.T) {
	const other = "ffeeddccbbaa99887766554433221100"
	rows := []Withdrawn{
		{Position: 7, ClaimID: "L1", RuleID: "r", Reason: Cancelled, BecauseOf: "L2", ToldBy: run},
		{Position: 7, ClaimID: "L1", RuleID: "r", Reason: Replaced, BecauseOf: "L1", ToldBy: other},
		{Kind: claim.Care, ClaimID: "é", RuleID: "r", Reason: GroupChanged, ToldBy: other},
	}
	info := newFile(t, withdrawn(run), rows...)
	tbl, _ := readArrow(t, info.Path)
	defer tbl.Release()
	f := func(column int, name string, want ...string) {
		t.Helper()
		if got := flatten(tbl.Column(column).Data()); tbl.Schema().Field(column).Name != name || !slices.Equal(got, want) {
			t.Errorf("%s: got %q; want of %s %q", tbl.Schema().Field(column).Name, got, name, want)
		}
	}
	first := AnomalyID(claim.Transport, "L1", "r")
	f(1, "run_id", run, run, run)
	f(2, "anomaly_id", first, first, AnomalyID(claim.Care, "é", "r"))
	f(3, "claim_id", "L1", "L1", "é")
	f(4, "rule_id", "r", "r", "r")
	f(5, "reason", "cancelled", "replaced", "group_changed")
	f(6, "because_of", "L2", "L1", "null")
	f(7, "told_by", run, other, other)
	names := flatten(tbl.Column(0).Data())
	slices.Sort(names)
	if names = slices.Compact(names); len(names) != 3 || len(names[0]) != 32 {
		t.Errorf("got the names %q; want three different ones", names)
	}
}

// The withdrawn findings of a folder are read in its order.
func TestEachWithdrawn(t *testing.T) {
	var got []WithdrawnID
	if err := EachWithdrawn(fullFolder(t), func(w *WithdrawnID) { got = append(got, *w) }); err != nil {
		t.Fatal(err)
	}
	var want []WithdrawnID
	for _, row := range sample(40) {
		want = append(want, WithdrawnID{AnomalyID(claim.Transport, row.ClaimID, noPrescription.ID), run})
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
}

// A copy shares no text with the row, whose texts may be those of a buffer.
func TestWithdrawnClone(t *testing.T) {
	buffer := []byte("C1 rule C2 run")
	row := Withdrawn{3, claim.Care, view(buffer[:2]), view(buffer[3:7]), GroupChanged, view(buffer[8:10]), view(buffer[11:])}
	c := row.Clone()
	clear(buffer)
	if want := (Withdrawn{3, claim.Care, "C1", "rule", GroupChanged, "C2", "run"}); c != want {
		t.Errorf("got %+v; want %+v", c, want)
	}
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

func TestIdentity(t *testing.T) {
	f := func(a, b string, equal bool) {
		t.Helper()
		if (a == b) != equal || len(a) != 32 {
			t.Errorf("got %s and %s; want equal: %t", a, b, equal)
		}
	}
	f(AnomalyID(0, "L1", "r"), AnomalyID(0, "L1", "r"), true)
	f(AnomalyID(0, "L1", "r"), AnomalyID(1, "L1", "r"), false)
	f(AnomalyID(0, "L1", "r"), AnomalyID(0, "L1r", ""), false)
	f(AnomalyID(0, "L1", "r"), AnomalyID(0, "L2", "r"), false)
	// printf '\0\0\0\0\0\0\0\x09transport\0\0\0\0\0\0\0\x02L1\0\0\0\0\0\0\0\x01r' | sha256sum
	f(AnomalyID(0, "L1", "r"), "2fd5555a9bbb7af9070398aaefa322a0", true)
}
