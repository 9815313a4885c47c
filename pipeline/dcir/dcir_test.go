package dcir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/pipeline/tablefile"
	"vigie/rules/claim"
)

// keyed is the key of the n-th act, in the order of the columns.
func keyed(n int) string {
	return fmt.Sprintf("%d;2025-04-01;1;17;1;2025-03-20;01C750000;1;0", 100_000_000+n)
}

const keyHeader = "DCT_ORD_NUM;FLX_DIS_DTD;FLX_EMT_NUM;FLX_EMT_ORD;FLX_EMT_TYP;FLX_TRT_DTD;ORG_CLE_NUM;PRS_ORD_NUM;REM_TYP_AFF"

// idOf is the claim id of an act with that key.
func idOf(n int) string { return strings.ReplaceAll(keyed(n), ";", ":") }

const (
	actHeader    = keyHeader + ";BEN_NIR_PSA;BEN_RNG_GEM;PFS_EXE_NUM;EXE_SOI_DTD;PRS_NAT_REF;PRS_PAI_MNT;BSE_REM_MNT;BSE_REM_SGN;PRS_ACT_QTE;PSE_ACT_NAT;PSE_SPE_COD;DPN_QLF"
	detailHeader = keyHeader + ";TRS_ORD_NUM;TRS_PRS_IDE;TRS_ACT_QSN;TRS_TRS_MTF"
	tripHeader   = keyHeader + ";ITR_ORD_NUM;TRS_DTD_DTE;TRS_TRP_HRD;TRS_TRP_HRA;TRS_DEP_CDP;TRS_ARR_CDP;TRS_VEH_NUM;TRS_CDR_NOM;TRS_DIS_REL"
)

// actLine is a row of ER_PRS_F: the key, the same patient, provider and day for all, and the rest.
func actLine(n int, rest string) string { return keyed(n) + ";P1;1;T1;2025-03-02;" + rest }

// written writes tables into a new folder, line by line.
func written(t testing.TB, files map[string][]string) string {
	dir := t.TempDir()
	for name, lines := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// joined joins the tables of a folder, and pairs the reversals among them.
func joined(t testing.TB, dir string, change func(*Options)) *Result {
	t.Helper()
	j := unsettled(t, dir, change)
	j.Settle(nil)
	return j
}

func unsettled(t testing.TB, dir string, change func(*Options)) *Result {
	t.Helper()
	listed, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Dir: dir, SpillDir: t.TempDir(), Memory: 64 << 20, Workers: 2}
	for _, e := range listed {
		o.Names = append(o.Names, e.Name())
	}
	if change != nil {
		change(&o)
	}
	j, err := Join(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

// claims gives the claims of a kind by id, with texts of their own.
func claims(t testing.TB, j *Result, kind claim.Kind) map[string]claim.Claim {
	t.Helper()
	all := map[string]claim.Claim{}
	r := j.Claims(kind)
	for {
		c, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		var into claim.Claim
		c.Each(nil, &into, func(at Position) {
			if _, twice := all[into.ClaimID]; twice {
				t.Errorf("got the claim %s twice; want it once", into.ClaimID)
			}
			all[into.ClaimID] = into
		})
	}
}

// rejectsOf gives the rejects, with bytes of their own.
func rejectsOf(t testing.TB, j *Result) (list []tablefile.Reject) {
	t.Helper()
	if err := j.EachReject(t.Context(), func(r tablefile.Reject) { list = append(list, r.Clone()) }); err != nil {
		t.Fatal(err)
	}
	return list
}

// reasons gives the rejects as texts.
func reasons(t testing.TB, j *Result) (list []string) {
	for _, r := range rejectsOf(t, j) {
		reason, _, _ := strings.Cut(r.Reason, ";")
		list = append(list, fmt.Sprintf("%s:%d %s %s", r.File, r.Line, r.Column, reason))
	}
	return list
}

// wantRejects compares the rejects, as texts.
func wantRejects(t testing.TB, j *Result, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, reasons(t, j)); diff != "" {
		t.Errorf("rejects (- want, + got):\n%s", diff)
	}
}

// accounted checks that every row is a claim, a reject, or counted.
func accounted(t testing.TB, j *Result) {
	t.Helper()
	read := map[string]int64{}
	for kind := range j.claims {
		r := j.Claims(claim.Kind(kind))
		for {
			c, err := r.Next()
			if err != nil {
				break
			}
			var into claim.Claim
			c.Each(nil, &into, func(at Position) { read[at.File]++ })
		}
	}
	for _, r := range rejectsOf(t, j) {
		read[r.File]++
	}
	for _, f := range j.Files {
		if got := read[f.Name] + f.Counts[CountJoined] + f.Counts[CountLeftOut] + f.Counts[CountUnknownService] + f.Counts[CountCancelled]; got != f.Rows {
			t.Errorf("%s: got %d claims and rejects and %v: %d rows; want %d", f.Name, read[f.Name], f.Counts, got, f.Rows)
		}
	}
}

func TestLegs(t *testing.T) {
	dir := written(t, map[string][]string{
		"ER_PRS_F.csv": {actHeader,
			actLine(1, "4212;100.50;65.32;1;30;55;0;0"),
			actLine(2, "4213;80;52;1;20;55;0;0"),
			actLine(3, "3111;6.3;.81;1;1;24;0;0"),
			actLine(4, "1973;-2;;1;1;55;0;0"),
			actLine(5, "4214;9;9;1;1;56;0;71"),
			actLine(6, "4222;9;9;1;1;55;0;0"),
		},
		"ER_DTR_F.csv": {detailHeader,
			keyed(1) + ";2;22;10;101", keyed(1) + ";1;21;150;101", keyed(1) + ";3;24;10;101", keyed(1) + ";4;43;1;101", keyed(1) + ";5;62;1;101",
			keyed(2) + ";1;21;40.0;", keyed(5) + ";1;21;4;", keyed(6) + ";1;21;4;",
		},
		"ER_TRS_F.csv": {tripHeader,
			keyed(1) + ";1;2025-03-02;715;2359;75001;69001;ab-123-cd;MARTIN;",
			keyed(2) + ";10;2025-03-02;1700;1730;69001;75001;AB-123-CD;MARTIN;",
			keyed(2) + ";9;;2350;15;75001;69001;AB-123-CD;MARTIN;21.5",
			keyed(6) + ";1;2025-03-02;715;800;75001;69001;;;",
		},
	})
	j := joined(t, dir, nil)
	accounted(t, j)
	legs := claims(t, j, claim.Transport)
	f := func(name string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %v; want %v", name, got, want)
		}
	}
	one, ninth, tenth := legs[idOf(1)+":1"], legs[idOf(2)+":9"], legs[idOf(2)+":10"]
	f("legs", len(legs), 3)
	f("service", one.Service, claim.Ambulance)
	f("departed", one.DepartedAt.String(), "2025-03-02T07:15")
	f("arrived", one.ArrivedAt.String(), "2025-03-02T23:59")
	f("km", one.BilledKm, claim.Km(1600))
	f("codes", one.TariffCodes, "21;22;24;43;62")
	f("shared", one.SharedCode, uint8(claim.ThreeOrMore))
	f("surcharge", one.Surcharge, claim.NightSurcharge)
	f("emergency", one.Emergency, claim.Yes)
	f("reason", one.Reason, claim.Series)
	f("plate", one.Plate, "AB123CD")
	f("billed", one.AmountBilled, claim.Cents(10050))
	f("measured is known", one.Known.Has(claim.ColMeasuredKm), false)
	f("km of the first of two", ninth.BilledKm, claim.Km(215))
	f("km of the second of two", tenth.Known.Has(claim.ColBilledKm), false)
	f("billed on the first", ninth.AmountBilled, claim.Cents(8000))
	f("billed on the second", tenth.AmountBilled, claim.Cents(0))
	f("departed on the day of the act", ninth.DepartedAt.String(), "2025-03-02T23:50")
	f("arrived after midnight", ninth.ArrivedAt.String(), "2025-03-03T00:15")
	care := claims(t, j, claim.Care)[idOf(3)]
	f("reimbursed", care.AmountReimbursed, claim.Cents(81))
	f("act", care.ActCode, "3111")
	f("kind", care.CareKind, claim.Nursing)
	f("unknown service", j.UnknownServices["4222"], int64(1))
	acts := j.Files[1]
	f("left out", acts.Counts[CountLeftOut], int64(2))
	f("unknown", acts.Counts[CountUnknownService], int64(1))
	f("rejects", len(rejectsOf(t, j)), 0)
}

func TestOrphans(t *testing.T) {
	dir := written(t, map[string][]string{
		"ER_PRS_F.csv": {actHeader, actLine(1, "4212;1;1;1;1;55;0;0"), actLine(2, "4212;1;1;1;1;55;0;0"), actLine(2, "4212;1;1;1;1;55;0;0"),
			actLine(3, "4212;x;1;1;1;55;0;0"), actLine(5, "3111;1;1;1;1;24;0;0")},
		"ER_DTR_F.csv": {detailHeader, keyed(9) + ";1;21;4;", keyed(2) + ";1;21;4;", keyed(5) + ";1;21;4;"},
		"ER_TRS_F.csv": {tripHeader, keyed(8) + ";1;2025-03-02;715;800;75001;69001;;;", keyed(2) + ";1;2025-03-02;715;800;75001;69001;;;",
			keyed(2) + ";2;soon;715;800;75001;69001;;;", keyed(2) + ";01;2025-03-02;715;800;75001;69001;;;",
			keyed(2) + ";0000000000000000000001;2025-03-02;900;1000;69001;75001;;;", // too long to be read as a number
			keyed(2) + ";1;2025-03-02;715;800;75001;69001;;;"},
	})
	j := joined(t, dir, nil)
	accounted(t, j)
	want := []string{
		"ER_DTR_F.csv:2 DCT_ORD_NUM got a detail whose act is not in ER_PRS_F",
		"ER_DTR_F.csv:4 PRS_NAT_REF got a detail of an act that is no transport",
		"ER_PRS_F.csv:2 PRS_NAT_REF got an act of a transport without a trip in ER_TRS_F",
		"ER_PRS_F.csv:4 DCT_ORD_NUM got a key that stands before in ER_PRS_F",
		"ER_PRS_F.csv:5 PRS_PAI_MNT got a cell like a",
		"ER_TRS_F.csv:2 DCT_ORD_NUM got a trip whose act is not in ER_PRS_F",
		"ER_TRS_F.csv:4 TRS_DTD_DTE got a cell like aaaa",
		"ER_TRS_F.csv:5 ITR_ORD_NUM got a number that stands before among the trips of its act",
		"ER_TRS_F.csv:7 ITR_ORD_NUM got a number that stands before among the trips of its act",
	}
	wantRejects(t, j, want)
	for _, r := range rejectsOf(t, j) {
		if len(r.Raw) == 0 || r.Length != int64(len(r.Raw)) || r.Offset <= 0 {
			t.Errorf("%s line %d: got %d raw bytes of %d at %d; want the row", r.File, r.Line, len(r.Raw), r.Length, r.Offset)
		}
	}
}

// reversals are tables with reversals, some of which find no act.
func reversals() map[string][]string {
	trips := []string{tripHeader}
	for _, n := range []int{1, 2, 3, 4, 5} {
		trips = append(trips, keyed(n)+";1;2025-03-02;715;800;75001;69001;;;")
	}
	return map[string][]string{
		"ER_PRS_F.csv": {actHeader,
			actLine(3, "4212;-50;-40;2;-7;55;0;0"), // cancels 1, the first of two
			actLine(2, "4212;50;40;1;7;55;0;0"),
			actLine(1, "4212;50;40;1;7;55;0;0"),
			actLine(4, "4212;-50;-40;1;-8;55;0;0"), // another quantity
			actLine(5, "4213;50;40;1;7;55;0;0"),    // another service
			actLine(6, "3111;12;9;1;1;24;0;0"),
			actLine(7, "3111;12;9;2;1;24;0;0"), // a reversal of 6 by its sign alone
		},
		"ER_DTR_F.csv": {detailHeader, keyed(1) + ";1;21;4;"},
		"ER_TRS_F.csv": trips,
	}
}

func TestReversals(t *testing.T) {
	dir := written(t, reversals())
	j := joined(t, dir, nil)
	accounted(t, j)
	var left []string
	for id := range claims(t, j, claim.Transport) {
		left = append(left, id)
	}
	slices.Sort(left)
	if diff := cmp.Diff([]string{idOf(2) + ":1", idOf(5) + ":1"}, left); diff != "" {
		t.Errorf("legs (- want, + got):\n%s", diff)
	}
	if care := claims(t, j, claim.Care); len(care) != 0 {
		t.Errorf("got %d acts of care; want none", len(care))
	}
	if got := reasons(t, j); len(got) != 1 || !strings.HasPrefix(got[0], "ER_PRS_F.csv:5 BSE_REM_SGN reversal_without_original") {
		t.Errorf("got rejects %q; want the reversal on line 5", got)
	}
	if got := [2]int64{j.Files[1].Counts[CountCancelled], j.Files[2].Counts[CountCancelled]}; got != [2]int64{4, 3} {
		t.Errorf("got %d acts and trips cancelled; want 4 and 3", got)
	}
}

// A table may come in any number of files: rows of the 300th are found where they stand.
func TestManyFiles(t *testing.T) {
	rows := map[string][]string{"ER_PRS_F.csv": {actHeader, actLine(1, "4212;60;40;1;1;55;0;0")}, "ER_DTR_F.csv": {detailHeader}}
	for i := range 300 {
		rows[fmt.Sprintf("ER_TRS_F_%03d.csv", i)] = []string{tripHeader}
	}
	rows["ER_TRS_F_299.csv"] = append(rows["ER_TRS_F_299.csv"], keyed(1)+";1;2025-03-02;715;800;75001;69001;;;", keyed(1)+";1;soon;715;800;75001;69001;;;")
	j := joined(t, written(t, rows), nil)
	accounted(t, j)
	wantRejects(t, j, []string{`ER_TRS_F_299.csv:3 TRS_DTD_DTE got a cell like aaaa`})
	chunk, err := j.Claims(claim.Transport).Next()
	if err != nil {
		t.Fatal(err)
	}
	defer chunk.Release()
	var leg claim.Claim
	chunk.Each(nil, &leg, func(at Position) {
		if at.File != "ER_TRS_F_299.csv" || at.Line != 2 {
			t.Errorf("got the trip in %s on line %d; want ER_TRS_F_299.csv, line 2", at.File, at.Line)
		}
	})
	if leg.ClaimID != idOf(1)+":1" {
		t.Errorf("got the claim %q; want the one leg", leg.ClaimID)
	}
}

// An hour that cannot be read is not known, and the leg is judged without it. Midnight at the end of a day is an instant of the next day,
// and the leg is of the day that its row gives.
func TestHours(t *testing.T) {
	f := func(trip, departed, day, arrived string, arrivalRead bool) {
		t.Helper()
		leg, _ := legOfAct(t, nil, []string{"1;" + trip + ";75001;69001;;;"})
		if got := leg.DepartedAt.String(); got != departed || leg.Known.Has(claim.ColDepartedAt) != (departed != "") {
			t.Errorf("%q: departed %q; want %q", trip, got, departed)
		}
		if got := leg.Day().String(); got != day {
			t.Errorf("%q: of %q; want %q", trip, got, day)
		}
		if got := leg.ArrivedAt.String(); got != arrived || leg.Known.Has(claim.ColArrivedAt) != (arrived != "") {
			t.Errorf("%q: arrived %q; want %q", trip, got, arrived)
		}
		if got := leg.Present.Has(claim.ColArrivedAt); got != arrivalRead {
			t.Errorf("%q: the arrival was left out of the bill or read: got %v; want %v", trip, got, arrivalRead)
		}
		if leg.Known&^leg.Present != 0 {
			t.Errorf("%q: got columns with a value that are not there", trip)
		}
		again, whole := claim.Claim{}, false
		if _, whole = claim.ReadRecord(claim.Append(nil, &leg), &again); !whole || again.Day() != leg.Day() || again.DepartedAt != leg.DepartedAt {
			t.Errorf("%q: got %+v from its bytes; want the same day and instant", trip, again)
		}
	}
	f("2025-03-04;2400;30", "2025-03-05T00:00", "2025-03-04", "2025-03-05T00:30", true)
	f("2025-03-04;2400;2400", "2025-03-05T00:00", "2025-03-04", "2025-03-05T00:00", true)
	f("2025-03-04;2330;2400", "2025-03-04T23:30", "2025-03-04", "2025-03-05T00:00", true)
	f("2025-03-04;2330;0", "2025-03-04T23:30", "2025-03-04", "2025-03-05T00:00", true)
	f("2025-03-04;0;2400", "2025-03-04T00:00", "2025-03-04", "2025-03-05T00:00", true)
	f(";2400;30", "2025-03-03T00:00", "2025-03-02", "2025-03-03T00:30", true) // the day of the act
	f(";0;30", "2025-03-02T00:00", "2025-03-02", "2025-03-02T00:30", true)
	f("2025-03-04;9999;900", "", "2025-03-04", "", false) // of that day or the next
	f("2025-03-04;;900", "", "2025-03-04", "", false)
	f(";7h15;900", "", "2025-03-02", "", false)
	f("2025-03-04;2401;", "", "2025-03-04", "", true)
	f("2025-03-04;715;9999", "2025-03-04T07:15", "2025-03-04", "", false)
	f("2025-03-04;715;", "2025-03-04T07:15", "2025-03-04", "", true)
}
