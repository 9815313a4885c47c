package dcir

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/rules/claim"
)

// legOfAct joins one ambulance act of 60 euros with details and trips, and gives its first leg.
func legOfAct(t *testing.T, details, trips []string) (leg claim.Claim, j *Result) {
	t.Helper()
	rows := map[string][]string{"ER_PRS_F.csv": {actHeader, actLine(1, "4212;60;40;1;1;55;0;0")}, "ER_DTR_F.csv": {detailHeader}, "ER_TRS_F.csv": {tripHeader}}
	for _, d := range details {
		rows["ER_DTR_F.csv"] = append(rows["ER_DTR_F.csv"], keyed(1)+";"+d)
	}
	for _, trip := range trips {
		rows["ER_TRS_F.csv"] = append(rows["ER_TRS_F.csv"], keyed(1)+";"+trip)
	}
	j = joined(t, written(t, rows), nil)
	accounted(t, j)
	return claims(t, j, claim.Transport)[idOf(1)+":1"], j
}

const (
	oneTrip     = "1;2025-03-02;715;800;75001;69001;;;"
	anotherTrip = "2;2025-03-02;900;1000;69001;75001;;;"
)

// The kilometres of an act belong to its leg only where the act has no other trip, be it one that could not be read or a copy.
func TestKilometresOfOneTrip(t *testing.T) {
	f := func(name string, trips ...string) {
		t.Helper()
		leg, _ := legOfAct(t, []string{"1;21;160;"}, trips)
		if alone := len(trips) == 1; leg.Known.Has(claim.ColBilledKm) != alone || alone && leg.BilledKm != 1600 {
			t.Errorf("%s: got %d tenths of a kilometre, known %t; want them known %t", name, leg.BilledKm, leg.Known.Has(claim.ColBilledKm), alone)
		}
	}
	f("one", oneTrip)
	f("two", oneTrip, anotherTrip)
	f("no hour", oneTrip, "2;2025-03-02;1460;1000;69001;75001;;;")
	f("no postcode", oneTrip, "2;2025-03-02;900;1000;6900;75001;;;")
	f("a copy", oneTrip, oneTrip)
}

// The kilometres of the day and of the night are added up with their signs; surcharges are used where there are none of either.
func TestKilometresOfCodes(t *testing.T) {
	f := func(want int, details ...string) {
		t.Helper()
		leg, _ := legOfAct(t, details, []string{oneTrip})
		if known := want >= 0; leg.Known.Has(claim.ColBilledKm) != known || known && int(leg.BilledKm) != want {
			t.Errorf("%s: got %d, known %t; want %d", details, leg.BilledKm, leg.Known.Has(claim.ColBilledKm), want)
		}
	}
	const unknown = -1
	f(1450, "1;21;155;", "2;21;-10;")
	f(1700, "1;21;155;", "2;22;15;", "3;23;150;")
	f(1600, "1;23;155;", "2;24;5;", "3;25;7;")
	f(70, "1;25;7;")
	f(unknown, "1;21;;", "2;23;160;")
	f(unknown, "1;21;12.34;", "2;25;160;") // the first is a reject
	f(unknown, "1;21;5;", "2;21;-10;")
	f(unknown)
}

// Copies of a detail count once where their TRS_ORD_NUM is the same.
func TestCopiesOfDetails(t *testing.T) {
	f := func(km claim.Km, rejected string, details ...string) {
		t.Helper()
		leg, j := legOfAct(t, details, []string{oneTrip})
		if leg.BilledKm != km {
			t.Errorf("%s: got %d tenths of a kilometre; want %d", details, leg.BilledKm, km)
		}
		if got := strings.Join(reasons(t, j), ", "); got != rejected {
			t.Errorf("%s: got the rejects %q; want %q", details, got, rejected)
		}
	}
	f(800, "ER_DTR_F.csv:3 TRS_ORD_NUM got a detail that stands before in its act", "1;21;80;", "1;21;80;")
	f(1600, "", "1;21;80;", "2;21;80;")
	f(1600, "", ";21;80;", ";21;80;")
	f(900, "", "1;21;80;", "1;21;10;")
}

// Where a detail could not be read, nothing is written of the others, whether a cell or the encoding was at fault.
func TestLostDetails(t *testing.T) {
	for _, lost := range []string{"3;21;1,55;", "3;21;1;\xe9"} {
		leg, _ := legOfAct(t, []string{"1;61;1;", "2;43;1;", lost}, []string{oneTrip})
		for _, c := range []claim.Column{claim.ColSharedCode, claim.ColEmergency, claim.ColSurcharge, claim.ColTariffCodes, claim.ColBilledKm} {
			if leg.Known.Has(c) || !leg.Present.Has(c) {
				t.Errorf("%q: %s: known %t, present %t; want it there and unknown", lost, c, leg.Known.Has(c), leg.Present.Has(c))
			}
		}
	}
}

// A trip whose driver is in another encoding is a reject, and still counts as a trip of its act.
func TestLostEncoding(t *testing.T) {
	leg, j := legOfAct(t, []string{"1;21;160;"}, []string{oneTrip, "2;2025-03-02;900;1000;69001;75001;;L\xc9VY;"})
	if leg.ClaimID == "" || leg.Known.Has(claim.ColBilledKm) {
		t.Errorf("got the leg %q of %d tenths of a kilometre; want one without", leg.ClaimID, leg.BilledKm)
	}
	if len(rejectsOf(t, j)) != 1 || rejectsOf(t, j)[0].Line != 3 {
		t.Errorf("got %d rejects; want the other trip", len(rejectsOf(t, j)))
	}
}

// The details and trips of an act that could not be read are rejected for that.
func TestLostActs(t *testing.T) {
	dir := written(t, map[string][]string{
		"ER_PRS_F.csv": {actHeader, actLine(1, "4212;x;1;1;1;55;0;0"), actLine(2, "4212;60;40;1;1;55;0;0")},
		"ER_DTR_F.csv": {detailHeader, keyed(1) + ";1;21;4;"},
		"ER_TRS_F.csv": {tripHeader, keyed(1) + ";" + oneTrip, keyed(2) + ";1;soon;715;800;75001;69001;;;"},
	})
	j := joined(t, dir, nil)
	accounted(t, j)
	want := []string{
		"ER_DTR_F.csv:2 DCT_ORD_NUM got a detail whose act cannot be read in ER_PRS_F",
		"ER_PRS_F.csv:2 PRS_PAI_MNT got a cell like a",
		"ER_PRS_F.csv:3 PRS_NAT_REF got an act of a transport whose trips in ER_TRS_F cannot be read",
		"ER_TRS_F.csv:2 DCT_ORD_NUM got a trip whose act cannot be read in ER_PRS_F",
		"ER_TRS_F.csv:3 TRS_DTD_DTE got a cell like aaaa",
	}
	wantRejects(t, j, want)
	if m := j.Matches[tripsOfActs]; m.Rows != 1 || m.Found != 1 {
		t.Errorf("got %d of %d trips with an act; want 1 of 1", m.Found, m.Rows)
	}
}

// withoutTrips are tables in which reversals cancel an act without a trip and one whose trip cannot be read. Act 3 stays.
func withoutTrips() map[string][]string {
	return map[string][]string{
		"ER_PRS_F.csv": {actHeader, actLine(1, "4212;50;40;1;7;55;0;0"), actLine(2, "4212;-50;-40;1;-7;55;0;0"), actLine(3, "4212;50;40;1;7;55;0;0"),
			actLine(4, "4213;50;40;1;7;55;0;0"), actLine(5, "4213;-50;-40;1;-7;55;0;0")},
		"ER_DTR_F.csv": {detailHeader},
		"ER_TRS_F.csv": {tripHeader, keyed(4) + ";1;soon;715;800;75001;69001;;;"},
	}
}

// A reversal cancels its act whether or not the act has trips.
func TestReversalWithoutTrips(t *testing.T) {
	j := joined(t, written(t, withoutTrips()), nil)
	accounted(t, j)
	want := []string{"ER_PRS_F.csv:4 PRS_NAT_REF got an act of a transport without a trip in ER_TRS_F", "ER_TRS_F.csv:2 TRS_DTD_DTE got a cell like aaaa"}
	wantRejects(t, j, want)
	if diff := cmp.Diff(map[string]int64{CountCancelled: 4}, j.Files[1].Counts); diff != "" {
		t.Errorf("counts of acts (- want, + got):\n%s", diff)
	}
}

// Of two acts of one key the same one is used in whatever order they come.
func TestTwiceInAnyOrder(t *testing.T) {
	acts := []string{actLine(1, "4212;50;40;1;1;55;0;0"), actLine(1, "4212;60;40;1;1;55;0;0")}
	trips := []string{keyed(1) + ";" + oneTrip, keyed(1) + ";1;2025-03-02;900;1000;69001;75001;;;"}
	of := func(first int) claim.Claim {
		j := joined(t, written(t, map[string][]string{
			"ER_PRS_F.csv": {actHeader, acts[first], acts[1-first]},
			"ER_DTR_F.csv": {detailHeader},
			"ER_TRS_F.csv": {tripHeader, trips[first], trips[1-first]},
		}), nil)
		accounted(t, j)
		return claims(t, j, claim.Transport)[idOf(1)+":1"]
	}
	if one, other := of(0), of(1); one != other {
		t.Errorf("got a leg of %s for %d cents; want that of %s for %d as in the other order", one.DepartedAt, one.AmountBilled, other.DepartedAt,
			other.AmountBilled)
	}
}

// A daily allowance is a sick leave, whoever the provider is. The kind of an act that an establishment billed is not known.
func TestCareKinds(t *testing.T) {
	dir := written(t, map[string][]string{
		"ER_PRS_F.csv": {actHeader, actLine(1, "6110;60;40;1;1;0;1;0"), actLine(2, "2111;60;40;1;1;0;0;0"), actLine(3, "1112;60;40;1;1;99;99;0"),
			actLine(4, "3122;60;40;1;1;26;0;0")},
		"ER_DTR_F.csv": {detailHeader},
		"ER_TRS_F.csv": {tripHeader},
	})
	got := claims(t, joined(t, dir, nil), claim.Care)
	for n, want := range map[int]claim.CareKind{1: claim.SickLeave, 2: 0, 3: 0, 4: claim.Physiotherapy} {
		c := got[idOf(n)]
		if c.CareKind != want || c.Known.Has(claim.ColCareKind) != (want != 0) || !c.Present.Has(claim.ColCareKind) {
			t.Errorf("%s: got %s, known %t; want %s", c.ActCode, c.CareKind, c.Known.Has(claim.ColCareKind), want)
		}
	}
}

// More rows of one key than any act has are all rejects: their claims would grow with the product of details and trips.
func TestTooManyRowsOfAKey(t *testing.T) {
	var details, trips []string
	for n := range maxRowsOfKey / 2 {
		details = append(details, fmt.Sprintf("%d;21;1;", n))
		trips = append(trips, fmt.Sprintf("%d;2025-03-02;715;800;75001;69001;;;", n))
	}
	if _, j := legOfAct(t, details[1:], trips); len(rejectsOf(t, j)) != 0 {
		t.Errorf("got %d rejects of %d rows; want none", len(rejectsOf(t, j)), maxRowsOfKey)
	}
	if _, j := legOfAct(t, details, trips); len(rejectsOf(t, j)) != maxRowsOfKey+1 {
		t.Errorf("got %d rejects of %d rows; want them all", len(rejectsOf(t, j)), maxRowsOfKey+1)
	}
}

// A quantity that is too large for TRS_ACT_QSN is a reject; the largest possible ones add up.
func TestLargeQuantities(t *testing.T) {
	if leg, _ := legOfAct(t, []string{"1;21;99999.9;", "2;22;99999;"}, []string{oneTrip}); leg.BilledKm != 1_999_989 {
		t.Errorf("got %d tenths of a kilometre; want 1999989", leg.BilledKm)
	}
	if _, j := legOfAct(t, []string{"1;21;100000;"}, []string{oneTrip}); len(rejectsOf(t, j)) != 1 {
		t.Errorf("got %d rejects; want one", len(rejectsOf(t, j)))
	}
}
